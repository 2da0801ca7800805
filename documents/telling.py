"""This room's own part of the timeline: the versions that were added, the sign-offs and the submissions."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from documents.guards import WHOSE
from documents.models import Capacity, DocumentVersion, LeftOut, SignOff, Submission
from documents.presenters import submission_words, submissions_of
from reviews.models import Review
from reviews.policies import holds
from reviews.timeline import Entry, tells
from reviews.workflow import Side


@tells
def what_happened(review: Review, user: User) -> Iterator[Entry]:
    """Versions, sign-offs and submissions: to the secretariat, only the submissions."""
    for submission in submissions_of(review, user):
        yield _entry_of_submission(submission)
    if not holds(user, review):
        return
    versions = DocumentVersion.visible_to(user).filter(document__review=review)
    for version in versions.select_related("document", "by"):
        yield _entry_of_version(version)
    left_out_here = LeftOut.visible_to(user).filter(version__document__review=review)
    for left_out in left_out_here.select_related("version__document", "by"):
        yield _entry_of_leaving_out(left_out)
    sign_offs = SignOff.visible_to(user).filter(round__review=review)
    for signed in sign_offs.select_related("round", "by"):
        yield _entry_of_sign_off(signed)


def _entry_of_submission(submission: Submission) -> Entry:
    behalf = submission.change.on_behalf_of
    return Entry(
        kind="Documents",
        title=f"{submission_words(submission)}: what was sent",
        on=submission.day,
        at=submission.at,
        by=f"{submission.by.name} for {Side(behalf).label}" if behalf else submission.by.name,
        href=submission.get_absolute_url(),
    )


def _entry_of_version(version: DocumentVersion) -> Entry:
    return Entry(
        kind="Documents",
        title=f"{version} added",
        on=timezone.localdate(version.at),
        at=version.at,
        by=version.by.name,
        text=version.what_changed,
        href=version.document.get_absolute_url(),
    )


def _entry_of_leaving_out(left_out: LeftOut) -> Entry:
    return Entry(
        kind="Documents",
        title=f"{left_out.version.document} left out of what is submitted",
        on=timezone.localdate(left_out.at),
        at=left_out.at,
        by=left_out.by.name,
        text=left_out.reason,
        href=left_out.version.document.get_absolute_url(),
    )


def _entry_of_sign_off(signed: SignOff) -> Entry:
    return Entry(
        kind="Documents",
        title=f"{WHOSE[Capacity(signed.capacity)]} signed off: {signed.name}",
        on=signed.signed_on,
        at=signed.at,
        by=signed.by.name,
        href=signed.get_absolute_url(),
    )
