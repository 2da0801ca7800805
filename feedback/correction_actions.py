"""What was recorded of a confirmed letter is put right: each function is one thing, with one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict
from access.versions import CHANGED_SINCE
from accounts.models import User
from audit.record import record
from feedback.drafts import Outcome
from feedback.from_drafts import carry_forward, first_by_number, next_number, not_later
from feedback.letter_actions import MOVE_FOR
from feedback.models import FeedbackItem, FeedbackLetter, LetterCorrection
from feedback.policies import (
    may_add_area,
    may_change_outcome,
    may_correct_area,
    may_correct_letter,
    may_leave_area_out,
    may_withdraw_letter,
    step_of,
)
from govuk.words import day
from reviews.actions import correct_step, replace_letter_step, set_duties, take_back_letter
from reviews.models import Round
from reviews.workflow import PanelMode

CORRECTABLE = {
    "outcome": "Outcome",
    "letter_date": "Date of the letter",
    "panel_date": "Date of the QA Panel",
    "panel_mode": "How the QA Panel considered it",
    "addressee": "Sent to",
    "signatory": "Signed by",
    "return_address": "Send the answer to",
}


@transaction.atomic
def correct_letter(
    letter: FeedbackLetter, *, version: int, why: str, by: User, **details: Any
) -> FeedbackLetter:
    """Put right what was recorded of a letter: `details` are those of `CORRECTABLE` that may differ.

    Another outcome takes the round to another stage; another date is the date of the letter's step.
    """
    _held(letter)
    may_correct_letter(by, letter).require()
    changes = {
        name: [getattr(letter, name), value]
        for name, value in details.items()
        if getattr(letter, name) != value
    }
    if not changes:
        raise Refused("Nothing differs from what is recorded. Change what is wrong, or cancel.")
    _claim(letter, version, **{name: new for name, (_, new) in changes.items()})
    if "letter_date" in changes:
        _move_the_day(letter, *changes["letter_date"], why=why, by=by)
    if "outcome" in changes:
        _change_outcome(letter, Outcome(details["outcome"]), why=why, by=by)
    for name, (old, new) in changes.items():
        _put_right(letter, CORRECTABLE[name], _shown(name, old), _shown(name, new), why=why, by=by)
    record("feedback.letter_corrected", letter, by=by, **changes)
    letter.refresh_from_db()
    return letter


@transaction.atomic
def withdraw_letter(letter: FeedbackLetter, *, version: int, why: str, by: User) -> FeedbackLetter:
    """Take back a letter that should not have been confirmed, with its areas; all of it stays readable."""
    _held(letter)
    may_withdraw_letter(by, letter).require()
    take_back_letter(step_of(letter), why=why, by=by)
    _claim(letter, version, set_aside_by=by, set_aside_at=timezone.now(), set_aside_why=why.strip())
    if letter.round.duties.filter(from_letter=True).exists():
        set_duties(letter.round, [], by=by)
    record("feedback.letter_withdrawn", letter, by=by, set_aside_why=["", why.strip()])
    letter.refresh_from_db()
    return letter


@transaction.atomic
def correct_area(
    item: FeedbackItem,
    *,
    text: str,
    version: int,
    why: str,
    by: User,
    children: Iterable[str] | None = None,
) -> FeedbackItem:
    """Put the words of an area right; those that stood before stay readable.

    `children` are its sub-points, None to leave them as they are.
    """
    _held(item.letter)
    may_correct_area(by, item).require()
    _has_words(text).require()
    points = list(item.children if children is None else children)
    before, after = _words(item.text, item.children), _words(text, points)
    if before == after:
        raise Refused("These are the words that are recorded. Change them, or cancel.")
    _claim(item.letter, version)
    FeedbackItem.unscoped.filter(pk=item.pk).update(text=text.strip(), children=points)
    _put_right(item.letter, "Words", before, after, why=why, by=by, item=item)
    record("feedback.area_corrected", item, by=by, text=[before, after])
    item.refresh_from_db()
    return item


@transaction.atomic
def add_area(
    letter: FeedbackLetter,
    *,
    text: str,
    version: int,
    why: str,
    by: User,
    children: Iterable[str] = (),
    continues: int = 0,
) -> FeedbackItem:
    """Add an area that was missed when the letter was checked, after the others.

    `continues` is the number of the area of the round before that it carries on, 0 for a new point.
    """
    _held(letter)
    may_add_area(by, letter).require()
    _has_words(text).require()
    _claim(letter, version)
    item = FeedbackItem.unscoped.create(
        letter=letter,
        number=next_number(letter),
        text=text.strip(),
        children=list(children),
        first_id=first_by_number(letter.round).get(continues),
    )
    after = _words(item.text, item.children)
    _put_right(letter, "Area added", "", after, why=why, by=by, item=item)
    record("feedback.area_added", item, by=by)
    return item


@transaction.atomic
def leave_area_out(item: FeedbackItem, *, version: int, why: str, by: User) -> FeedbackItem:
    """Let an area count no more because the letter does not ask for it. What was answered stays readable."""
    _held(item.letter)
    may_leave_area_out(by, item).require()
    _claim(item.letter, version)
    FeedbackItem.unscoped.filter(pk=item.pk).update(left_out_at=timezone.now())
    before = _words(item.text, item.children)
    _put_right(item.letter, "Area left out", before, "", why=why, by=by, item=item)
    record("feedback.area_left_out", item, by=by)
    item.refresh_from_db()
    return item


def _held(letter: FeedbackLetter) -> None:
    """The letter's round as it stands now: nobody moves it until this transaction has ended."""
    letter.round = Round.unscoped.holding(letter.round_id)


def _claim(letter: FeedbackLetter, version: int, **changes: Any) -> None:
    """Write to a letter that stands, unless somebody else has since `version`."""
    seen = FeedbackLetter.unscoped.confirmed().filter(pk=letter.pk, draft_version=version)
    if not seen.update(draft_version=version + 1, **changes):
        raise Refused(CHANGED_SINCE)


def _put_right(
    letter: FeedbackLetter,
    what: str,
    before: str,
    after: str,
    *,
    why: str,
    by: User,
    item: FeedbackItem | None = None,
) -> None:
    if not why.strip():
        raise Refused("Enter a reason.")
    told = {"what": what, "before": before, "after": after, "why": why.strip()}
    LetterCorrection.unscoped.create(letter=letter, item=item, by=by, **told)


def _change_outcome(letter: FeedbackLetter, outcome: Outcome, *, why: str, by: User) -> None:
    """Let the letter's step be that of another outcome; areas that were not met go on if it asks for changes."""
    may_change_outcome(by, letter).require()
    replace_letter_step(step_of(letter), MOVE_FOR[outcome], why=why, by=by)
    if outcome != Outcome.PUBLISH:
        carry_forward(letter)


def _move_the_day(
    letter: FeedbackLetter, old: dt.date | None, new: dt.date | None, *, why: str, by: User
) -> None:
    """A letter's step happened on the day of the letter: where it was so, it stays so.

    It was so too if the letter had no date or one that had not come: then the step was taken on the
    day on which it was recorded.
    """
    step, on = step_of(letter), not_later(new)
    as_the_letter = old is None or step.happened_on <= old
    if on and on != step.happened_on and as_the_letter:
        correct_step(step, on=on, note=step.note, why=why, by=by)


def _shown(name: str, value: Any) -> str:
    """A recorded value in the words in which people read it."""
    if isinstance(value, dt.date):
        return day(value)
    words: dict[str, Any] = {"outcome": Outcome, "panel_mode": PanelMode}
    return str(words[name](value).label) if value and name in words else str(value or "")


def _words(text: str, children: Iterable[str]) -> str:
    """The words of an area as one text, with its sub-points under them."""
    return "\n".join([*text.strip().splitlines(), *(f"• {child}" for child in children)])


def _has_words(text: str) -> Verdict:
    return YES if text.strip() else Verdict("Enter the words of the letter.")
