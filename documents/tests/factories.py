"""Documents, sign-offs and submissions, made through the actions that a person would take."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from documents.actions import add_document, add_version, sign_off, submit_round
from documents.covering import covered, fingerprint
from documents.models import (
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
    SignOff,
    Submission,
)
from reviews.models import Review, Round
from reviews.tests.factories import evidence


def document_in(
    review: Review,
    kind: DocumentKind = DocumentKind.OVERVIEW_REPORT,
    *,
    data: bytes = b"",
    title: str = "Appendix B",
    by: User,
) -> Document:
    """A document with one version; its bytes are its own unless `data` says what they are."""
    name = f"{kind.value}.txt"
    file = evidence(name, data or f"{kind.value} of {review.reference}, {title}".encode())
    return add_document(review, file, kind=kind, title=title, dated=timezone.localdate(), by=by)


def version_of(
    document: Document, *, data: bytes = b"", by: User, **details: Any
) -> DocumentVersion:
    """The next version of a document."""
    number = document.versions.count() + 1
    file = evidence(f"{document.kind}-{number}.txt", data or f"{document.pk}, {number}".encode())
    usual = {"dated": timezone.localdate(), "what_changed": "We rewrote the conclusion."}
    return add_version(document, file, by=by, **usual | details)


def signed(qa_round: Round, capacity: Capacity, *, by: User, **details: Any) -> SignOff:
    """A sign-off of what there is now."""
    usual = {"name": by.name, "signed_on": timezone.localdate()}
    seen = fingerprint(covered(qa_round))
    return sign_off(qa_round, capacity=capacity, seen=seen, by=by, **usual | details)


def ready_to_submit(review: Review, *, by: User) -> Round:
    """The review's latest round, with the three documents that every submission has and both sign-offs."""
    there = set(Document.unscoped.filter(review=review).values_list("kind", flat=True))
    for kind in REQUIRED:
        if kind not in there:
            document_in(review, kind, by=by)
    qa_round = Round.unscoped.filter(review=review).order_by("number").last()
    for capacity in Capacity:
        if not _holds(qa_round, capacity):
            signed(qa_round, capacity, by=by)
    return qa_round


def submitted(review: Review, *, by: User, **details: Any) -> Submission:
    """A submission of the review's latest round, with everything done that has to be done first."""
    qa_round = ready_to_submit(review, by=by)
    seen = fingerprint(covered(qa_round))
    usual = {"anonymised": True, "on": timezone.localdate()}
    return submit_round(qa_round, seen=seen, by=by, **usual | details)


def _holds(qa_round: Round, capacity: Capacity) -> bool:
    latest = SignOff.unscoped.latest(qa_round).get(capacity)
    return bool(latest) and latest.fingerprint == fingerprint(covered(qa_round))
