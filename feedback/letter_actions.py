"""What happens to a feedback letter until it is confirmed: each function is one thing, with one event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from access.verdict import Refused
from access.versions import written
from accounts.models import User
from audit.record import record
from feedback import drafts
from feedback.drafts import LetterDraft, Outcome, Reading
from feedback.from_drafts import carry_forward, keep_items, not_later
from feedback.models import FeedbackLetter, areas_before
from feedback.policies import IN_HAND, may_bring_letter, may_check_letter, may_confirm_letter
from govuk.words import day
from notices.actions import tell
from notices.models import NoticeKind, officers, people_of_csp
from reviews.actions import MOVED_ON, keep_file, make_move, set_duties
from reviews.files import ExaminedFile
from reviews.models import FileKind, Round
from reviews.policies import side_of
from reviews.workflow import Move, Side

MOVE_FOR = {
    Outcome.PUBLISH: Move.LETTER_PUBLISH,
    Outcome.PUBLISH_AFTER_CHANGES: Move.LETTER_CHANGES,
    Outcome.RESUBMIT: Move.LETTER_RESUBMIT,
    Outcome.OTHER: Move.LETTER_OTHER,
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
    """Keep the corrections so far, unless somebody else has saved theirs since `version`.

    The round is held first, as confirming does it, so that the two never wait for each other.
    """
    may_check_letter(by, letter).require()
    Round.unscoped.holding(letter.round_id)
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk, draft_version=version)
    stored = drafts.to_json(draft)
    if not claimed.update(
        draft=stored, draft_version=version + 1, draft_by=by, draft_at=timezone.now()
    ):
        raise Refused(DRAFT_SAVED_SINCE)
    record("feedback.draft_saved", letter, by=by, draft=[letter.draft, stored])
    letter.draft, letter.draft_version = stored, version + 1
    return letter


@transaction.atomic
def set_letter_aside(letter: FeedbackLetter, *, by: User) -> FeedbackLetter:
    """Put away a letter that should not have been brought in. It is kept, but counts for nothing."""
    may_check_letter(by, letter).require()
    Round.unscoped.holding(letter.round_id)
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
    make_move(letter.round, MOVE_FOR[outcome], on=not_later(_day(draft.letter_date)), by=by)
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk, draft_version=version)
    header = _header(draft)
    if not claimed.update(confirmed_by=by, confirmed_at=timezone.now(), **header):
        raise Refused(LOOK_AGAIN)
    changes = written(letter, header)
    keep_items(letter, draft)
    if outcome != Outcome.PUBLISH:
        carry_forward(letter)
    if draft.requests:
        set_duties(letter.round, list(draft.requests), by=by)
    record("feedback.letter_confirmed", letter, by=by, items=len(draft.kept), **changes)
    _tell_of(letter, by)
    letter.refresh_from_db()
    return letter


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


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
