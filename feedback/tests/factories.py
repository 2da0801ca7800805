"""Letters, areas for development and answers, made through the actions that a person would take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.models import User
from feedback.actions import record_revision
from feedback.drafts import Area, LetterDraft, Outcome, Reading
from feedback.guards import only_one_letter_a_round
from feedback.letter_actions import confirm_letter, keep_letter
from feedback.letter_forms import LetterCheck
from feedback.models import FeedbackItem, FeedbackLetter, Revision, RevisionKind
from reviews.files import ExaminedFile
from reviews.models import Review
from reviews.workflow import GUARDS, LETTER_MOVES

TWO_AREAS = ("Add a rating to each action.", "Say who leads each action.")


def letter_in_hand(
    review: Review,
    *texts: str,
    outcome: Outcome = Outcome.PUBLISH_AFTER_CHANGES,
    file: ExaminedFile | None = None,
    by: User,
    **draft: Any,
) -> FeedbackLetter:
    """A letter that was brought in for the review's latest round and is being checked."""
    areas = tuple(
        Area(key=key, text=text, as_read=text, found_in=(key - 1,))
        for key, text in enumerate(texts or TWO_AREAS, start=1)
    )
    return keep_letter(
        review.rounds.last(),
        reading=Reading(
            LetterDraft(outcome=outcome, areas=areas, **draft),
            tuple({"text": area.text, "marker": "", "heading": False} for area in areas),
        ),
        file=file,
        by=by,
    )


def areas_of(review: Review, *texts: str, by: User, **letter_details: Any) -> list[FeedbackItem]:
    """Areas for development, from a letter that was brought in and confirmed."""
    letter = letter_in_hand(review, *texts, by=by, **letter_details)
    confirm_letter(letter, version=letter.draft_version, by=by)
    return list(letter.items.all())


@contextmanager
def marked_or_not() -> Iterator[None]:
    """What the room above wants to be marked before a letter comes is not asked for here."""
    asked = {move: list(GUARDS[move]) for move in LETTER_MOVES}
    for move in LETTER_MOVES:
        GUARDS[move][:] = [check for check in asked[move] if check is only_one_letter_a_round]
    try:
        yield
    finally:
        for move in LETTER_MOVES:
            GUARDS[move][:] = asked[move]


def revision_of(
    item: FeedbackItem, *, by: User, kind: RevisionKind = RevisionKind.REVISED, **details: Any
) -> Revision:
    """The next answer to an area, superseding whatever stands."""
    usual = {
        RevisionKind.REVISED: {"where": "4.2", "summary": "We rewrote the paragraph."},
        RevisionKind.PARTLY: {
            "where": "4.2",
            "summary": "We added a sentence.",
            "reason": "The records are lost.",
        },
        RevisionKind.NOT_REVISED: {"reason": "The family asked for the words to stay."},
    }[kind]
    latest = item.revisions.values_list("pk", flat=True).first()
    return record_revision(item, kind=kind, supersedes=latest, by=by, **usual | details)


def sent_by(check: LetterCheck) -> dict[str, Any]:
    """What the page of the check sends when nothing was typed."""
    fields = [field for form in (check.header, *check.areas) for field in form]
    dates = [field for field in fields if field.shape == "date"]
    sent = {field.html_name: field.value() for field in fields if field not in dates}
    return sent | {part.name: part.value for field in dates for part in field.parts}
