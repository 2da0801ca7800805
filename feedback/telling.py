"""This room's own part of the timeline: the letters, what was put right in them, and the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import User
from feedback.correction_presenters import OF_AN_AREA
from feedback.models import FeedbackLetter, LetterCorrection, Revision
from govuk.words import day, shortened
from reviews.models import Review
from reviews.timeline import Entry, tells
from reviews.workflow import Side

LONGEST = 300


@tells
def letters(review: Review, user: User) -> Iterator[Entry]:
    """Every letter that was confirmed, and the withdrawing of those that were withdrawn."""
    rows = FeedbackLetter.visible_to(user).filter(round__review=review, confirmed_at__isnull=False)
    for letter in rows.select_related("round", "confirmed_by", "set_aside_by"):
        yield _recorded(letter)
        if letter.set_aside_at:
            yield _withdrawn(letter)


@tells
def corrections(review: Review, user: User) -> Iterator[Entry]:
    """What was put right in the letters, and why."""
    rows = LetterCorrection.visible_to(user).filter(letter__round__review=review)
    for correction in rows.select_related("letter__round", "item", "by"):
        about = correction.item or correction.letter
        yield Entry(
            kind="Letters",
            title=_put_right(correction),
            on=timezone.localdate(correction.at),
            at=correction.at,
            by=correction.by.name,
            text="\n".join(_before_and_after(correction)),
            href=about.get_absolute_url(),
            why=correction.why,
        )


@tells
def answers(review: Review, user: User) -> Iterator[Entry]:
    """The answers to the areas; an answer that this person sees no successor of is the one that stands."""
    rows = Revision.visible_to(user).filter(item__letter__round__review=review)
    revisions = list(rows.select_related("item__letter__round", "by"))
    superseded = {revision.supersedes_id for revision in revisions}
    for revision in revisions:
        yield Entry(
            kind="Answers",
            title=f"{_area(revision.item)} answered: {revision.get_kind_display()}",
            on=timezone.localdate(revision.at),
            at=revision.at,
            by=revision.by.name,
            text=shortened(revision.summary or revision.reason, LONGEST),
            href=revision.get_absolute_url(),
            undone=revision.pk in superseded,
            mark="Superseded",
        )


def _recorded(letter: Any) -> Entry:
    confirmed = timezone.localdate(letter.confirmed_at)
    behalf = f" for {Side.HOME_OFFICE.label}" if letter.side == Side.PARTNERSHIP else ""
    said = [letter.get_outcome_display()]
    said += [f"Dated {day(letter.letter_date)}"] if letter.letter_date else []
    return Entry(
        kind="Letters",
        title=f"Round {letter.round.number}: feedback letter recorded",
        on=min(letter.letter_date or confirmed, confirmed),
        at=letter.confirmed_at,
        by=f"{letter.confirmed_by.name}{behalf}",
        text=". ".join(said),
        href=letter.get_absolute_url(),
        undone=letter.set_aside_at is not None,
        mark="Withdrawn",
    )


def _withdrawn(letter: Any) -> Entry:
    return Entry(
        kind="Letters",
        title=f"Round {letter.round.number}: feedback letter withdrawn",
        on=timezone.localdate(letter.set_aside_at),
        at=letter.set_aside_at,
        by=letter.set_aside_by.name,
        href=letter.get_absolute_url(),
        why=letter.set_aside_why,
    )


def _put_right(correction: LetterCorrection) -> str:
    if correction.item:
        correction.item.letter = correction.letter
        done = OF_AN_AREA[correction.what]
        return f"{_area(correction.item)}: {done}"
    number, what = correction.letter.round.number, correction.what
    what = what[:1].lower() + what[1:]
    return f"Round {number}: feedback letter corrected, {what}"


def _before_and_after(correction: LetterCorrection) -> Iterator[str]:
    for label, words in (("Before", correction.before), ("After", correction.after)):
        if words or not correction.item:
            line = words if correction.item else ", ".join(words.splitlines())
            yield f"{label}: {shortened(line, LONGEST) or 'nothing'}"


def _area(item: Any) -> str:
    return f"Round {item.letter.round.number}, area {item.number}"
