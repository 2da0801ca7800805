"""What was put right in a confirmed letter, and what putting it right does, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from feedback import drafts
from feedback.letter_actions import MOVE_FOR
from feedback.models import FeedbackItem, FeedbackLetter, LetterCorrection, Revision, areas_before
from feedback.policies import (
    ASKS_FOR_CHANGES,
    may_add_area,
    may_change_outcome,
    may_correct_letter,
    may_withdraw_letter,
    step_of,
)
from feedback.presenters import NOT_STATED
from govuk.words import count, day_time, shortened
from reviews.models import DutyKind
from reviews.presenters import what_taking_back_does
from reviews.workflow import STEPS, Side, Stage

OF_AN_AREA = {
    "Words": "words corrected",
    "Area added": "added to the letter",
    "Area left out": "left out of the letter",
}
AREAS = "area for development,areas for development"


@dataclass(frozen=True, slots=True)
class PutRight:
    """One correction as it is shown: what it is about, and the rows of what was, what is and why."""

    title: str
    href: str
    by: str
    at: dt.datetime
    rows: list[tuple[str, str]]

    @classmethod
    def of(cls, correction: LetterCorrection) -> PutRight:
        item = correction.item
        return cls(
            title=f"Area {item.number}: {OF_AN_AREA[correction.what]}" if item else correction.what,
            href=item.get_absolute_url() if item else "",
            by=correction.by.name,
            at=correction.at,
            rows=[
                *_before_and_after(correction),
                ("Reason", correction.why),
            ],
        )


def corrections_context(letter: FeedbackLetter, user: User) -> dict[str, Any]:
    """What the page of a letter says of who recorded it, of what was put right, and of what may be."""
    asked = drafts.from_json(letter.draft).requests
    return {
        "duties": [str(DutyKind(kind).label) for kind in asked],
        "recorded_by": recorded_by(letter),
        "areas": letter.items.order_by("number"),
        "corrections": [
            PutRight.of(row) for row in letter.corrections.select_related("item", "by")
        ],
        "may_correct": may_correct_letter(user, letter),
        "may_withdraw": may_withdraw_letter(user, letter),
        "may_add": may_add_area(user, letter),
        "lacks_areas": _lacks_areas(letter),
    }


def recorded_by(letter: FeedbackLetter) -> str:
    """Who confirmed a letter, for which side, and when."""
    if letter.confirmed_by is None:
        return ""
    side = {
        Side.PARTNERSHIP: f"{letter.round.review.organisation} for the Home Office",
        Side.HOME_OFFICE: "the Home Office",
    }[Side(letter.side)]
    who, when = letter.confirmed_by.name, day_time(letter.confirmed_at)
    return f"Recorded by {side}: {who} checked and confirmed it on {when}."


def outcomes(letter: FeedbackLetter, user: User) -> list[tuple[str, str]]:
    """Each outcome as a choice with where it takes the round; none while the outcome cannot change."""
    if not may_change_outcome(user, letter):
        return []
    return [(outcome.value, _where_it_leads(outcome, letter)) for outcome in drafts.Outcome]


def what_was_done(letter: FeedbackLetter, outcome_before: str) -> str:
    """Said once a letter is corrected."""
    if letter.outcome == outcome_before:
        return "The letter is corrected."
    moved = f"The letter is corrected. The round is now at “{letter.round.get_stage_display()}”."
    return f"{moved} Now add its areas for development." if _lacks_areas(letter) else moved


def what_withdrawing_does(letter: FeedbackLetter, user: User) -> list[str]:
    """Said before a letter is withdrawn, sentence by sentence."""
    areas = letter.items.standing().count()
    answers = Revision.visible_to(user).filter(item__letter=letter).count()
    answered = f", with {count(answers, 'answer,answers')}," if answers else ""
    no_more = "counts no more" if areas == 1 else "count no more"
    asks = letter.round.duties.filter(from_letter=True).exists()
    said = (
        what_taking_back_does(Stage(step_of(letter).source)),
        f"{count(areas, AREAS)}{answered} {no_more}. All of it can still be read." if areas else "",
        "What the letter asks for at the end stays on the CSP’s own list." if asks else "",
        "Another letter can then be brought in for this round.",
    )
    return [sentence for sentence in said if sentence]


def not_carried_on(letter: FeedbackLetter) -> list[tuple[int, str]]:
    """The areas of the round before that no area of this letter carries on, as choices."""
    taken = set(letter.items.standing().values_list("first", flat=True))
    return [
        (item.number, f"Area {item.number}: {shortened(item.text, 70)}")
        for item in areas_before(letter.round).order_by("number")
        if (item.first_id or item.pk) not in taken
    ]


def words_now(item: FeedbackItem) -> list[tuple[str, str]]:
    """The words of an area as they are recorded, as rows."""
    rows = [("Words", item.text), ("Sub-points", "\n".join(item.children))]
    return [(label, text) for label, text in rows if text]


def _before_and_after(correction: LetterCorrection) -> list[tuple[str, str]]:
    """Of an area that was added or left out there is only the one or the other."""
    rows = [("Before", correction.before), ("After", correction.after)]
    return [
        (label, words or NOT_STATED) for label, words in rows if words or correction.item is None
    ]


def _where_it_leads(outcome: drafts.Outcome, letter: FeedbackLetter) -> str:
    if outcome == letter.outcome:
        return f"{outcome.label} (as recorded)"
    return f"{outcome.label}: the round goes to “{STEPS[MOVE_FOR[outcome]].target.label}”"


def _lacks_areas(letter: FeedbackLetter) -> bool:
    """Whether a letter asks for changes and none are recorded, as after another outcome was corrected."""
    asks = letter.outcome in ASKS_FOR_CHANGES
    return asks and not letter.items.standing().exists()
