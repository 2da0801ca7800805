"""What happens to a review: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict
from access.versions import claimed, written
from accounts.models import Organisation, User
from audit.record import record
from reviews.files import ExaminedFile
from reviews.models import ClosingDuty, FileKind, Review, Round, StageChange, StoredFile
from reviews.policies import (
    may_contribute,
    may_edit_review,
    may_make,
    may_open_review,
    side_of,
)
from reviews.workflow import NEXT_ROUND, STEPS, Move, Stage, Step

MOVED_ON = "Somebody else has just moved this review on. Look at it again before you go on."


@transaction.atomic
def open_review(organisation: Organisation, *, by: User, **details: Any) -> Review:
    """Open a review with its first round. `details` are the fields of the review form."""
    may_open_review(by, organisation).require()
    review = Review(organisation=organisation, **details)
    with _one_reference(organisation, review.reference):
        review.save()
    Round.unscoped.create(review=review)
    record("reviews.review_opened", review, by=by, reference=review.reference)
    return review


@transaction.atomic
def edit_review(review: Review, *, version: int, by: User, **details: Any) -> Review:
    """Change the details of a review, unless somebody else has since `version`."""
    may_edit_review(by, review).require()
    fresh = claimed(review, version)
    changes = written(fresh, details)
    with _one_reference(fresh.organisation, fresh.reference):
        fresh.save()
    record("reviews.review_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def make_move(
    qa_round: Round, move: Move, *, by: User, on: dt.date | None = None, note: str = ""
) -> StageChange:
    """Take one step of a round. The only place where a stage is written.

    `on` is the day on which it happened, today unless it is recorded later. When two people press
    at once, the row's own stage decides: one wins and the other reads why.
    """
    may_make(move, by, qa_round).require()
    step, source = STEPS[move], qa_round.stage
    _is_told(step, on, note).require()
    if not Round.unscoped.filter(pk=qa_round.pk, stage=source).update(stage=step.target):
        raise Refused(MOVED_ON)
    qa_round.stage = step.target
    _open_next_round(qa_round)
    change = StageChange.unscoped.create(
        round=qa_round,
        move=move,
        source=source,
        target=step.target,
        happened_on=on or timezone.localdate(),
        note=note.strip(),
        by=by,
        on_behalf_of="" if side_of(by, qa_round.review) is step.by else step.by,
    )
    record("reviews.round_moved", change, by=by, move=move, stage=[source, step.target])
    return change


@transaction.atomic
def keep_file(review: Review, examined: ExaminedFile, *, kind: FileKind, by: User) -> StoredFile:
    """Keep the bytes of a file that has been examined. Bytes without a row are swept away later."""
    may_contribute(by, review).require()
    stored = StoredFile.unscoped.create(
        review=review,
        kind=kind,
        name=examined.name,
        file=ContentFile(examined.data, name=examined.name),
        content_type=examined.type.content_type,
        size=examined.size,
        sha256=examined.sha256,
        by=by,
    )
    record("reviews.file_kept", stored, by=by, sha256=examined.sha256, kind=kind)
    return stored


@transaction.atomic
def set_duties(qa_round: Round, kinds: list[str], *, by: User) -> list[ClosingDuty]:
    """Write down what the letter asks for at the end."""
    may_edit_review(by, qa_round.review).require()
    duties = [ClosingDuty(round=qa_round, kind=kind) for kind in dict.fromkeys(kinds)]
    record("reviews.duties_set", qa_round, by=by, kinds=[duty.kind for duty in duties])
    return ClosingDuty.unscoped.bulk_create(duties)


@transaction.atomic
def note_download(stored: StoredFile, *, by: User) -> None:
    """Leave a trace that somebody read a file."""
    record("reviews.file_downloaded", stored, by=by, sha256=stored.sha256)


def _is_told(step: Step, on: dt.date | None, note: str) -> Verdict:
    if step.needs_note and not note.strip():
        return Verdict("Enter a reason.")
    if on and on > timezone.localdate():
        return Verdict("The day must be today or in the past.")
    return YES


@contextmanager
def _one_reference(organisation: Organisation, reference: str) -> Iterator[None]:
    """The form has looked already; this is for two people who save at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(f"{organisation} already has a review “{reference}”.") from None


def _open_next_round(qa_round: Round) -> None:
    stage = NEXT_ROUND.get(Stage(qa_round.stage))
    if stage:
        Round.unscoped.create(review=qa_round.review, number=qa_round.number + 1, stage=stage)
