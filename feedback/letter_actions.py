"""What happens to feedback letters, before and after they are confirmed: one thing, one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from access.verdict import YES, Refused, Verdict
from access.versions import CHANGED_SINCE
from accounts.models import User
from audit.record import record
from feedback import drafts
from feedback.carrying import not_met_before
from feedback.drafts import LetterDraft, Outcome, Reading
from feedback.models import (
    FeedbackItem,
    FeedbackLetter,
    LetterCorrection,
    Theme,
    areas_before,
)
from feedback.policies import (
    IN_HAND,
    may_add_area,
    may_bring_letter,
    may_change_outcome,
    may_check_letter,
    may_confirm_letter,
    may_correct_area,
    may_correct_letter,
    may_leave_area_out,
    may_withdraw_letter,
    step_of,
)
from govuk.words import day
from notices.actions import tell
from notices.models import NoticeKind, officers, people_of_csp
from reviews.actions import (
    MOVED_ON,
    correct_step,
    keep_file,
    make_move,
    replace_letter_step,
    set_duties,
    take_back_letter,
)
from reviews.files import ExaminedFile
from reviews.models import FileKind, Round
from reviews.policies import side_of
from reviews.workflow import Move, PanelMode, Side

MOVE_FOR = {
    Outcome.PUBLISH: Move.LETTER_PUBLISH,
    Outcome.PUBLISH_AFTER_CHANGES: Move.LETTER_CHANGES,
    Outcome.RESUBMIT: Move.LETTER_RESUBMIT,
    Outcome.OTHER: Move.LETTER_OTHER,
}
CORRECTABLE = {
    "outcome": "Outcome",
    "letter_date": "Date of the letter",
    "panel_date": "Date of the QA Panel",
    "panel_mode": "How the QA Panel considered it",
    "addressee": "Sent to",
    "signatory": "Signed by",
    "return_address": "Send the answer to",
}
DRAFT_SAVED_SINCE = (
    "Somebody else has saved this draft since you opened the page. What you entered is still here. "
    "Look at theirs, then save again if yours should replace it."
)
LOOK_AGAIN = (
    "Somebody else has corrected this draft since you opened the page. "
    "Look at it again, then confirm."
)


@transaction.atomic
def keep_letter(
    qa_round: Round,
    *,
    reading: Reading,
    file: ExaminedFile | None,
    by: User,
) -> FeedbackLetter:
    """Keep a letter with what was read from it, for a person to check. Nothing is an item yet."""
    may_bring_letter(by, qa_round).require()
    side = side_of(by, qa_round.review)
    _refuse_twice(qa_round, side, reading.sha256)
    kind, review = FileKind.LETTER, qa_round.review
    stored = keep_file(review, file, kind=kind, side=side, by=by) if file else None
    draft = drafts.continuing(
        reading.draft, dict(areas_before(qa_round).values_list("number", "text"))
    )
    try:
        with transaction.atomic():
            letter = FeedbackLetter.unscoped.create(
                round=qa_round,
                side=side,
                file=stored,
                sha256=reading.sha256,
                paragraphs=reading.paragraphs,
                as_read=reading.as_read,
                draft=drafts.to_json(draft),
                draft_by=by,
                by=by,
            )
    except IntegrityError:
        raise Refused(IN_HAND) from None
    areas = len(reading.draft.areas)
    record("feedback.letter_brought_in", letter, by=by, sha256=letter.sha256, areas=areas)
    return letter


@transaction.atomic
def save_draft(
    letter: FeedbackLetter, draft: LetterDraft, *, version: int, by: User
) -> FeedbackLetter:
    """Keep the corrections so far, unless somebody else has saved theirs since `version`."""
    may_check_letter(by, letter).require()
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk, draft_version=version)
    stored = drafts.to_json(draft)
    if not claimed.update(
        draft=stored, draft_version=version + 1, draft_by=by, draft_at=timezone.now()
    ):
        raise Refused(DRAFT_SAVED_SINCE)
    record("feedback.draft_saved", letter, by=by, before=letter.draft, after=stored)
    letter.draft, letter.draft_version = stored, version + 1
    return letter


@transaction.atomic
def set_letter_aside(letter: FeedbackLetter, *, by: User) -> FeedbackLetter:
    """Put away a letter that should not have been brought in. It is kept, but counts for nothing."""
    may_check_letter(by, letter).require()
    letter.set_aside_by, letter.set_aside_at = by, timezone.now()
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk)
    if not claimed.update(set_aside_by=by, set_aside_at=letter.set_aside_at):
        raise Refused(MOVED_ON)
    record("feedback.letter_set_aside", letter, by=by)
    return letter


@transaction.atomic
def confirm_letter(letter: FeedbackLetter, *, version: int, by: User) -> FeedbackLetter:
    """Turn the checked drafts into areas for development and closing duties, and move the round."""
    may_confirm_letter(by, letter).require()
    draft = drafts.from_json(letter.draft)
    outcome = Outcome(draft.outcome)
    make_move(letter.round, MOVE_FOR[outcome], on=_not_later(_day(draft.letter_date)), by=by)
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk, draft_version=version)
    if not claimed.update(confirmed_by=by, confirmed_at=timezone.now(), **_header(draft)):
        raise Refused(LOOK_AGAIN)
    _keep_items(letter, draft)
    if outcome != Outcome.PUBLISH:
        _carry_forward(letter)
    if draft.requests:
        set_duties(letter.round, list(draft.requests), by=by)
    record("feedback.letter_confirmed", letter, by=by, outcome=outcome, items=len(draft.kept))
    _tell_of(letter, by)
    letter.refresh_from_db()
    return letter


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
    record("feedback.letter_withdrawn", letter, by=by)
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
        number=_next_number(letter),
        text=text.strip(),
        children=list(children),
        first_id=_first_by_number(letter.round).get(continues),
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


def _tell_of(letter: FeedbackLetter, by: User) -> None:
    """Tell the people of the CSP, and the secretariat of a letter that the CSP recorded."""
    review = letter.round.review
    people = [*people_of_csp(review), *(officers() if letter.side == Side.PARTNERSHIP else ())]
    tell(people, NoticeKind.LETTER, review=review, href=letter.get_absolute_url(), by=by)


def _refuse_twice(qa_round: Round, side: Side, sha256: str) -> None:
    """The same words again; what the other side is still checking is not given away."""
    same = FeedbackLetter.unscoped.kept().filter(
        Q(confirmed_at__isnull=False) | Q(side=side),
        round__review=qa_round.review_id,
        sha256=sha256,
    )
    if twin := same.select_related("round").first():
        raise Refused(
            f"This letter has already been brought in, for round {twin.round.number}, "
            f"on {day(twin.at)}."
        )


def _header(draft: LetterDraft) -> dict[str, Any]:
    addressee = (draft.addressee_name, draft.addressee_role, draft.addressee_organisation)
    return {
        "letter_date": _day(draft.letter_date),
        "panel_date": _day(draft.panel_date),
        "panel_mode": draft.panel_mode,
        "outcome": draft.outcome,
        "addressee": "\n".join(line for line in addressee if line),
        "signatory": "\n".join(
            line for line in (draft.signatory_name, draft.signatory_role) if line
        ),
        "return_address": draft.return_address,
        "strengths": list(draft.strengths),
    }


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
        _carry_forward(letter)


def _move_the_day(
    letter: FeedbackLetter, old: dt.date | None, new: dt.date | None, *, why: str, by: User
) -> None:
    """A letter's step happened on the day of the letter: where it was so, it stays so.

    It was so too if the letter had no date or one that had not come: then the step was taken on the
    day on which it was recorded.
    """
    step, on = step_of(letter), _not_later(new)
    as_the_letter = old is None or step.happened_on <= old
    if on and on != step.happened_on and as_the_letter:
        correct_step(step, on=on, note=step.note, why=why, by=by)


def _shown(name: str, value: Any) -> str:
    """A recorded value in the words in which people read it."""
    if isinstance(value, dt.date):
        return day(value)
    words: dict[str, Any] = {"outcome": Outcome, "panel_mode": PanelMode}
    return str(words[name](value).label) if value and name in words else str(value or "")


def _not_later(on: dt.date | None) -> dt.date | None:
    """A letter may be dated ahead; the step that it makes is not taken before today has come."""
    return min(on, timezone.localdate()) if on else None


def _next_number(letter: FeedbackLetter) -> int:
    return (letter.items.aggregate(last=Max("number"))["last"] or 0) + 1


def _carry_forward(letter: FeedbackLetter) -> None:
    """Let areas that were not met, and that the letter does not put into new words, go on in theirs."""
    taken_up = {item.first_id for item in letter.items.all()}
    before = areas_before(letter.round).filter(pk__in=not_met_before(letter.round))
    left = [
        item for item in before.order_by("number") if (item.first_id or item.pk) not in taken_up
    ]
    begin = _next_number(letter)
    carried = FeedbackItem.unscoped.bulk_create(
        FeedbackItem(
            letter=letter,
            number=number,
            text=item.text,
            children=item.children,
            group=item.group,
            references=item.references,
            first_id=item.first_id or item.pk,
            carried=True,
        )
        for number, item in enumerate(left, start=begin)
    )
    for new, item in zip(carried, left, strict=True):
        new.themes.set(item.themes.all())


def _first_by_number(qa_round: Round) -> dict[int, int]:
    """For each area of the round before, by its number there, the item with which it began."""
    return {item.number: item.first_id or item.pk for item in areas_before(qa_round)}


def _keep_items(letter: FeedbackLetter, draft: LetterDraft) -> None:
    earlier = _first_by_number(letter.round)
    items = FeedbackItem.unscoped.bulk_create(
        FeedbackItem(
            letter=letter,
            number=number,
            first_id=earlier.get(area.continues),
            text=area.text.strip(),
            children=list(area.children),
            as_read=area.as_read,
            group=area.group,
            references=list(area.references),
        )
        for number, area in enumerate(draft.kept, start=1)
    )
    themes = Theme.objects.in_bulk(field_name="slug")
    through = FeedbackItem.themes.through
    through.objects.bulk_create(
        through(feedbackitem=item, theme=themes[slug])
        for item, area in zip(items, draft.kept, strict=True)
        for slug in area.themes
        if slug in themes
    )


def _words(text: str, children: Iterable[str]) -> str:
    """The words of an area as one text, with its sub-points under them."""
    return "\n".join([*text.strip().splitlines(), *(f"• {child}" for child in children)])


def _has_words(text: str) -> Verdict:
    return YES if text.strip() else Verdict("Enter the words of the letter.")


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
