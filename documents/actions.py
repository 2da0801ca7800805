"""What happens to documents and submissions: each function is one thing that happened, with one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from access.verdict import YES, Refused, Verdict
from accounts.models import Organisation, User
from audit.record import record
from documents.covering import covered, fingerprint, lapse, pairs
from documents.freezing import freeze_all
from documents.models import (
    KIND_OF_FILE,
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
    LeftOut,
    SignOff,
    Submission,
)
from documents.policies import (
    SUBMITTING,
    may_add_document,
    may_add_version,
    may_adopt,
    may_leave_out,
    may_record_submission,
    may_sign_off,
    may_submit,
)
from reviews.actions import keep_file, make_move, open_review
from reviews.files import ExaminedFile
from reviews.models import FileKind, Review, Round, StageChange, StoredFile
from reviews.policies import may_receive_review
from reviews.workflow import Stage

Received = Iterable[tuple[DocumentKind, ExaminedFile]]

CHANGED_MEANWHILE = (
    "What is to be submitted has changed since you opened the page. "
    "Look at it again: it is shown as it is now."
)
NOT_ANONYMISED = "Confirm that the documents are anonymised."
SIGNED_ALREADY = "This is signed off already, and nothing has changed since."


@transaction.atomic
def add_document(
    review: Review,
    examined: ExaminedFile,
    *,
    kind: DocumentKind,
    dated: dt.date | None,
    title: str = "",
    by: User,
) -> Document:
    """Begin a document with its first version. A report, a summary and a plan each have only one."""
    may_add_document(by, _locked(review)).require()
    document = _new_document(review, kind, title)
    version = _keep_version(document, examined, dated=dated, by=by)
    record("documents.document_added", document, by=by, kind=kind, sha256=version.file.sha256)
    return document


@transaction.atomic
def add_version(
    document: Document,
    examined: ExaminedFile,
    *,
    dated: dt.date | None,
    what_changed: str,
    by: User,
) -> DocumentVersion:
    """Add the next version; the earlier ones stay. Of two people at once, each gets a number."""
    document.review = _locked(document.review)
    may_add_version(by, document).require()
    version = _keep_version(document, examined, dated=dated, what_changed=what_changed, by=by)
    record("documents.version_added", version, by=by, sha256=version.file.sha256)
    return version


@transaction.atomic
def follow_file(
    stored: StoredFile,
    examined: ExaminedFile,
    *,
    dated: dt.date | None,
    what_changed: str,
    by: User,
) -> DocumentVersion:
    """Add a newer version of a file that was kept elsewhere, which becomes version 1 of a document."""
    stored.review = _locked(stored.review)
    may_adopt(by, stored).require()
    document = _document_of(stored)
    version = _keep_version(document, examined, dated=dated, what_changed=what_changed, by=by)
    record("documents.file_followed", version, by=by, file=stored.pk)
    return version


@transaction.atomic
def leave_document_out(document: Document, *, reason: str, by: User) -> LeftOut:
    """Leave a document out of what is submitted, until somebody adds a newer version. Nothing is removed."""
    document.review = _locked(document.review)
    may_leave_out(by, document).require()
    if not reason.strip():
        raise Refused("Enter a reason.")
    version = document.versions.latest("number")
    left_out = LeftOut.unscoped.create(version=version, reason=reason.strip(), by=by)
    record("documents.document_left_out", left_out, by=by, document=document.pk)
    return left_out


@transaction.atomic
def sign_off(
    qa_round: Round,
    *,
    capacity: Capacity,
    name: str,
    signed_on: dt.date,
    seen: str,
    by: User,
) -> SignOff:
    """Write down that the chair or the CSP agrees to what is to be submitted.

    `seen` is the fingerprint of what the person had before them.
    """
    qa_round.review = Round.unscoped.holding(qa_round.pk).review
    may_sign_off(by, qa_round, capacity).require()
    parts = covered(qa_round)
    _is_what_was_seen(seen, parts).require()
    _is_signable(qa_round, capacity, name, signed_on, parts).require()
    signed = SignOff.unscoped.create(
        round=qa_round,
        capacity=capacity,
        name=name.strip(),
        signed_on=signed_on,
        covers=pairs(parts),
        fingerprint=fingerprint(parts),
        by=by,
    )
    record("documents.signed_off", signed, by=by, capacity=capacity)
    return signed


@transaction.atomic
def submit_round(
    qa_round: Round, *, anonymised: bool, on: dt.date, seen: str, note: str = "", by: User
) -> Submission:
    """Hand over the current versions as they are, with their sign-offs, and keep for ever what was handed over.

    `seen` is the fingerprint of what the person had before them.
    """
    qa_round.review = Round.unscoped.holding(qa_round.pk).review
    may_submit(by, qa_round).require()
    (YES if anonymised else Verdict(NOT_ANONYMISED)).require()
    _is_what_was_seen(seen, covered(qa_round)).require()
    signed = SignOff.unscoped.latest(qa_round).values()
    change = make_move(qa_round, SUBMITTING[Stage(qa_round.stage)], on=on, note=note, by=by)
    submission = _new_submission(change, anonymised=True)
    submission.versions.set(DocumentVersion.unscoped.to_submit(qa_round.review_id))
    submission.sign_offs.set(signed)
    freeze_all(submission, by)
    record("documents.round_submitted", submission, by=by, **_contents(submission))
    return submission


@transaction.atomic
def receive_submission(
    qa_round: Round, *, received: Received, on: dt.date, note: str = "", by: User
) -> Submission:
    """Record for the CSP what it sent by e-mail: exactly these files, and none that it keeps here."""
    qa_round.review = review = Round.unscoped.holding(qa_round.pk).review
    may_record_submission(by, qa_round).require()
    change = make_move(qa_round, SUBMITTING[Stage(qa_round.stage)], on=on, note=note, by=by)
    submission = _new_submission(change, anonymised=False)
    submission.versions.set([_keep_received(review, *pair, by=by) for pair in received])
    record("documents.submission_received", submission, by=by, **_contents(submission))
    return submission


@transaction.atomic
def receive_review(
    organisation: Organisation,
    *,
    received: Received,
    on: dt.date,
    note: str = "",
    by: User,
    **details: Any,
) -> Submission:
    """Open a review that came by e-mail from a CSP that does not use this, submitted as it came."""
    may_receive_review(by, organisation).require()
    review = open_review(organisation, by=by, **details)
    qa_round = Round.unscoped.get(review=review)
    submission = receive_submission(qa_round, received=received, on=on, note=note, by=by)
    record("documents.review_received", review, by=by, submission=submission.pk)
    return submission


def _locked(review: Review) -> Review:
    """The review as it stands now. Nobody else adds to it or submits it until this transaction has ended."""
    return Review.unscoped.select_for_update().get(pk=review.pk)


def _new_document(review: Review, kind: DocumentKind, title: str) -> Document:
    title = "" if kind in REQUIRED else title.strip()
    if kind not in REQUIRED and not title:
        raise Refused("Enter a title.")
    try:
        with transaction.atomic():
            return Document.unscoped.create(review=review, kind=kind, title=title)
    except IntegrityError:
        raise Refused(
            f"There is {_one_of(kind)} already. Add your file to it as a newer version."
        ) from None


def _one_of(kind: DocumentKind) -> str:
    word = str(kind.label).lower()
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _keep_version(
    document: Document,
    examined: ExaminedFile,
    *,
    dated: dt.date | None,
    what_changed: str = "",
    by: User,
) -> DocumentVersion:
    kind = FileKind.EVIDENCE if document.kind == DocumentKind.EVIDENCE else FileKind.DOCUMENT
    if dated and dated > timezone.localdate():
        raise Refused("The date of the document must be today or in the past.")
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    return DocumentVersion.unscoped.create(
        document=document,
        number=last + 1,
        file=keep_file(document.review, examined, kind=kind, by=by),
        dated=dated,
        what_changed=what_changed.strip(),
        by=by,
    )


def _document_of(stored: StoredFile) -> Document:
    """The document that a kept file is a version of; one of its own, if it is of none yet."""
    known = DocumentVersion.unscoped.filter(file=stored).select_related("document").first()
    if known:
        return known.document
    document = _new_document(stored.review, KIND_OF_FILE[stored.kind], stored.name)
    DocumentVersion.unscoped.create(
        document=document, number=1, file=stored, by=stored.by, at=stored.at
    )
    return document


def _keep_received(
    review: Review, kind: DocumentKind, examined: ExaminedFile, *, by: User
) -> DocumentVersion:
    same = Document.unscoped.filter(review=review, kind=kind) if kind in REQUIRED else None
    document = (same and same.first()) or _new_document(review, kind, examined.name)
    return _keep_version(document, examined, dated=None, by=by)


def _new_submission(change: StageChange, *, anonymised: bool) -> Submission:
    """The row for a step that has just been taken; of the round that it opened, if it opened one."""
    qa_round = Round.unscoped.filter(review=change.round.review_id).latest("number")
    return Submission.unscoped.create(
        round=qa_round,
        number=Submission.unscoped.filter(round=qa_round).count() + 1,
        sent_on=change.happened_on,
        note=change.note,
        anonymised=anonymised,
        change=change,
        by=change.by,
    )


def _contents(submission: Submission) -> dict[str, list[int]]:
    """The rows that a submission holds, for the event log."""
    return {
        "versions": [version.pk for version in submission.versions.all()],
        "sign_offs": [signed.pk for signed in submission.sign_offs.all()],
    }


def _is_what_was_seen(seen: str, parts: list[Any]) -> Verdict:
    return YES if seen == fingerprint(parts) else Verdict(CHANGED_MEANWHILE)


def _is_signable(
    qa_round: Round, capacity: Capacity, name: str, signed_on: dt.date, parts: list[Any]
) -> Verdict:
    if not name.strip():
        return Verdict("Enter the name of the person who signs.")
    if signed_on > timezone.localdate():
        return Verdict("The day must be today or in the past.")
    latest = SignOff.unscoped.latest(qa_round).get(capacity)
    return Verdict(SIGNED_ALREADY) if latest and not lapse(latest, parts) else YES
