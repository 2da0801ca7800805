"""The words and marks in which letters, areas for development and answers are shown."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from documents.models import Document
from feedback.carrying import ItemView, views_of
from feedback.drafts import LetterDraft, Outcome, PanelMode, split_points
from feedback.letters import TWO_ASKS
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
    areas_before,
    progress,
)
from feedback.policies import (
    may_answer,
    may_bring_letter,
    may_check_letter,
    may_comment,
    may_correct_area,
    may_leave_area_out,
    may_record_revision,
)
from govuk.differences import Change, difference
from govuk.words import day, shortened
from reviews.models import DutyKind, Review, Round
from reviews.policies import holds, side_of
from reviews.sections import Section, section
from reviews.workflow import Side, Stage

ANSWER_COLOURS = {
    RevisionKind.REVISED: "green",
    RevisionKind.PARTLY: "yellow",
    RevisionKind.NOT_REVISED: "orange",
}
MARK_WORDS = {
    "praise": "Praise",
    "ask": "Closing ask",
    "outcome": "Outcome",
    "addressee": "Sent to",
    "letter_date": "Date",
    "panel_date": "QA Panel",
    "signatory": "Signed by",
}
NOT_STATED = "Not stated"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found in a paragraph, and where on the page its draft stands."""

    kind: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the letter with its marks, and those of them that begin there."""

    index: int
    text: str
    marker: str
    heading: bool
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]


def letter_lines(letter: FeedbackLetter, draft: LetterDraft) -> list[Line]:
    """The letter, paragraph by paragraph, each marked with what was read from it."""
    marks = _marks(letter, draft)
    lines: list[Line] = []
    for at, p in enumerate(letter.paragraphs):
        here, above = tuple(marks[at]), lines[-1].marks if lines else ()
        begins = tuple(mark for mark in here if mark not in above)
        lines.append(
            Line(at, p["text"], p.get("marker") or "", bool(p.get("heading")), here, begins)
        )
    return lines


def _marks(letter: FeedbackLetter, draft: LetterDraft) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = defaultdict(list)
    for number, area in enumerate(draft.kept, start=1):
        for at in area.found_in:
            marks[at].append(Mark("item", f"Area {number}", f"#area-{area.key}"))
    for area in () if letter.confirmed_at else draft.left_out:
        for at in area.found_in:
            marks[at].append(Mark("out", "Left out", "#left-out"))
    for kind, at in letter.as_read.get("where", ()):
        words = MARK_WORDS.get(kind)
        if words and not any(mark.words == words for mark in marks[at]):
            marks[at].append(Mark(kind, words))
    return marks


def to_check(letter: FeedbackLetter, draft: LetterDraft) -> list[tuple[str, str]]:
    """(sentence, href) for what a person should look at, and why; href may be empty."""
    found = [_pointed(warning, draft) for warning in letter.as_read.get("warnings", ())]
    named, review = draft.review_name, letter.round.review.name
    if named and not _words_in(named) & _words_in(review):
        other = f"The letter names the review “{named}”, and this review is “{review}”."
        found.insert(0, (f"{other} Check that it is the right letter.", ""))
    return [warning for warning in found if warning]


def _pointed(warning: dict[str, Any], draft: LetterDraft) -> tuple[str, str] | None:
    """A warning of the reader with the area that it is about, or with its place in the letter.

    None if it asked to split an area, which is done.
    """
    text, at = warning["text"], warning.get("paragraph")
    if at is None:
        return text, ""
    about = [(n, area) for n, area in enumerate(draft.kept, start=1) if at in area.found_in]
    if text == TWO_ASKS and not any(area.split_at for _, area in about):
        return None
    if not about:
        return text, f"#line-{at}"
    number, area = about[0]
    return f"Area {number}: {text}", f"#area-{area.key}"


def _words_in(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def answer_words(kind: str | None) -> str:
    return str(RevisionKind(kind).label) if kind else "Not answered yet"


def answer_colour(kind: str | None) -> str:
    return ANSWER_COLOURS[RevisionKind(kind)] if kind else "grey"


def split_places(text: str) -> list[tuple[int, str]]:
    """Where an area may be split, with the words that would begin the second one."""
    return [(at, f"… {shortened(text[at:])}") for at in split_points(text)]


def item_rows(items: Any) -> list[dict[str, Any]]:
    """Areas with the words of their state, for the list."""
    return [
        {
            "item": item,
            "first_words": shortened(item.text),
            "words": answer_words(item.answer_kind),
            "colour": answer_colour(item.answer_kind),
        }
        for item in items
    ]


def earlier_areas(qa_round: Round) -> list[tuple[int, str]]:
    """The areas of the round before as choices: which of them does an area of this letter carry on?"""
    return [
        (number, f"Area {number}: {shortened(text, 70)}")
        for number, text in areas_before(qa_round).values_list("number", "text")
    ]


def draft_summary(draft: LetterDraft) -> list[tuple[str, str]]:
    """What is about to be confirmed, as rows."""
    sent_to = (draft.addressee_name, draft.addressee_role, draft.addressee_organisation)
    signed = (draft.signatory_name, draft.signatory_role)
    asks = [str(DutyKind(kind).label) for kind in draft.requests]
    return [
        ("Outcome", _outcome_words(draft.outcome)),
        ("Date of the letter", _day(draft.letter_date)),
        ("Date of the QA Panel", _panel(draft.panel_date, draft.panel_mode)),
        ("Sent to", ", ".join(filter(None, sent_to)) or NOT_STATED),
        ("Signed by", ", ".join(filter(None, signed)) or NOT_STATED),
        ("Closing duties", "; ".join(asks) or "None"),
    ]


def letter_summary(letter: FeedbackLetter) -> list[tuple[str, str]]:
    """What a confirmed letter says, as rows."""
    return [
        ("Outcome", _outcome_words(letter.outcome)),
        ("Date of the letter", _day(letter.letter_date)),
        ("Date of the QA Panel", _panel(letter.panel_date, letter.panel_mode)),
        ("Sent to", ", ".join(letter.addressee.splitlines()) or NOT_STATED),
        ("Signed by", ", ".join(letter.signatory.splitlines()) or NOT_STATED),
        ("Send the answer to", letter.return_address or NOT_STATED),
    ]


@dataclass(frozen=True, slots=True)
class InARound:
    """One area as it stood in one round: its words there, the answers to it, the QA Panel's view of them."""

    item: FeedbackItem
    answers: list[Answer]
    views: list[ItemView]

    @property
    def number(self) -> int:
        return self.item.letter.round.number


def in_all_rounds(item: FeedbackItem, user: User) -> list[InARound]:
    """The whole history of an area, round by round; of another side's answers what was submitted."""
    items = FeedbackItem.visible_to(user).in_all_rounds(item).select_related("letter__round")
    found = list(items)
    revisions = Revision.visible_to(user).filter(item__in=found).select_related("by")
    answers = defaultdict(list)
    for revision in revisions.prefetch_related("evidence"):
        answers[revision.item_id].append(Answer.of(revision))
    views = views_of(found)
    return [InARound(one, answers[one.pk], views.get(one.pk, [])) for one in found]


def item_page(item: Any, user: User) -> dict[str, Any]:
    """Everything that the page of one area shows."""
    qa_round = item.letter.round
    around = list(FeedbackItem.visible_to(user).in_round(qa_round).only("number"))
    rounds = in_all_rounds(item, user)
    here = next(one for one in rounds if one.item == item)
    may_correct = may_correct_area(user, item)
    return {
        "item": item,
        "round": qa_round,
        "review": qa_round.review,
        "words": answer_words(item.answer_kind),
        "colour": answer_colour(item.answer_kind),
        "answers": here.answers,
        "views": here.views,
        "other_rounds": [one for one in rounds if one is not here],
        "corrections": item.corrections.select_related("by"),
        "comments": Comment.visible_to(user).filter(item=item).select_related("by"),
        "assignments": Assignment.visible_to(user).filter(item=item).select_related("to", "by"),
        "holds": holds(user, qa_round.review),
        "may_record": may_record_revision(user, item),
        "may_comment": may_comment(user, item),
        "may_correct": may_correct,
        "may_leave_out": may_correct and may_leave_area_out(user, item),
        "previous": next((one for one in reversed(around) if one.number < item.number), None),
        "next": next((one for one in around if one.number > item.number), None),
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """A revision as it is shown: with its words, and what changed between before and after."""

    revision: Revision
    words: str
    colour: str
    changes: list[Change]

    @classmethod
    def of(cls, revision: Revision) -> Answer:
        changes = difference(revision.before, revision.after)
        return cls(revision, answer_words(revision.kind), answer_colour(revision.kind), changes)


def _outcome_words(outcome: str) -> str:
    return str(Outcome(outcome).label) if outcome else "Not chosen yet"


def _panel(day: dt.date | str | None, mode: str) -> str:
    return f"{_day(day)} ({PanelMode(mode).label.lower()})" if mode else _day(day)


def _day(value: dt.date | str | None) -> str:
    if isinstance(value, str):
        value = dt.date.fromisoformat(value) if value else None
    return day(value) or NOT_STATED


@section(place=10)
def areas(review: Review, qa_round: Round, user: User) -> Section | None:
    """How the answers stand, and the next thing to do about the letter."""
    letters = FeedbackLetter.visible_to(user).kept().filter(round=qa_round)
    letter = letters.confirmed().first() or letters.first()
    href = reverse("feedback:areas", args=[qa_round.pk])
    if letter is None:
        return _no_letter(qa_round, user)
    if not letter.confirmed_at:
        return _being_checked(letter, user)
    if not holds(user, review):
        found = FeedbackItem.unscoped.in_round(qa_round).count()
        return Section("Areas for development", href, f"{found} in the letter")
    done, total = progress([qa_round.pk]).get(qa_round.pk, (0, 0))
    if not total:
        return Section("Feedback letter", letter.get_absolute_url(), "No areas for development")
    return Section(
        "Areas for development",
        href,
        f"{done} of {total} answered",
        _next_answer(qa_round, user),
    )


def _no_letter(qa_round: Round, user: User) -> Section | None:
    if not may_bring_letter(user, qa_round):
        return None
    href = reverse("feedback:bring", args=[qa_round.pk])
    theirs = side_of(user, qa_round.review) is Side.HOME_OFFICE
    words = "Record the feedback letter" if theirs else "Bring in the feedback letter"
    begun = Document.unscoped.filter(review=qa_round.review_id).exists()
    preparing = qa_round.stage == Stage.PREPARING and begun
    awaited = qa_round.stage == Stage.CONSIDERED or not (theirs or preparing)
    return Section("Feedback letter", href, "None yet", (words, href) if awaited else None)


def _being_checked(letter: FeedbackLetter, user: User) -> Section:
    if not may_check_letter(user, letter):
        return Section("Feedback letter", letter.get_absolute_url(), "Being checked")
    check = reverse("feedback:check", args=[letter.pk])
    return Section("Feedback letter", check, "Being checked", ("Go on checking the letter", check))


def _next_answer(qa_round: Round, user: User) -> tuple[str, str] | None:
    if not may_answer(user, qa_round):
        return None
    item = FeedbackItem.unscoped.in_round(qa_round).outstanding().order_by("number").first()
    return (f"Answer area {item.number}", item.get_absolute_url()) if item else None
