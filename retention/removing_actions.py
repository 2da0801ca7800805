"""Disposing of a review: every row of it in every room, what the event log says of it, its files; a certificate stays."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.verdict import Refused
from accounts.models import User
from audit.erasing import erase_details
from audit.models import Event, EventDetail
from audit.record import record_for_ever
from audit.removal import removal_permitted, remove
from drafts import keeping as drafts
from retention.belongings import (
    Belongings,
    belongings_of,
    counted,
    digests,
    file_names,
    pages_of,
    parcels,
)
from retention.leftovers import clear_up
from retention.models import DisposalCertificate, DisposalProposal
from retention.policies import may_remove
from retention.standing import standing_of
from reviews.models import Review

DISPOSED = "retention.review_disposed"
GONE = "These records have been removed already."


@transaction.atomic
def dispose(proposal: DisposalProposal, *, by: User | None) -> DisposalCertificate:
    """Remove a review for good: all of it, or nothing. The files go when the rows are gone.

    A crash between the two leaves bytes without a row, which `manage.py dispose` and
    `manage.py sweep_files` clear up.
    """
    proposal = _held(proposal)
    may_remove(by, proposal).require()
    found = belongings_of(proposal.review)
    events = _events_about(found)
    names = file_names(found)
    certificate = _certificate(proposal, found, events, by)
    event = record_for_ever(
        DISPOSED,
        certificate,
        by=by,
        organisation=proposal.organisation_id,
        review=proposal.review_id,
        rows=sum(map(len, found.values())),
        details=certificate.details,
        files=certificate.files,
    )
    with removal_permitted(event):
        erase_details(events)
        _remove(found)
    drafts.forget_everywhere(pages_of(found, drafts.pages()))
    transaction.on_commit(partial(clear_up, names))
    return certificate


def _held(proposal: DisposalProposal) -> DisposalProposal:
    """The proposal with its review as it stands now; nobody decides about it before this has ended."""
    rows = Review.unscoped.select_related("organisation").select_for_update(of=("self",))
    review = rows.filter(pk=proposal.review_id).first()
    if review is None:
        raise Refused(GONE)
    fresh = DisposalProposal.unscoped.get(pk=proposal.pk)
    fresh.review = review
    return fresh


def _events_about(found: Belongings) -> list[int]:
    """The events that are about one of these rows and still say something of it."""
    return [
        event
        for model, keys in found.items()
        for some in parcels(keys)
        for event in EventDetail.objects.filter(
            event__in=Event.objects.about(model._meta.label, some).values("pk")
        ).values_list("pk", flat=True)
    ]


def _remove(found: Belongings) -> None:
    for model, keys in found.items():
        for some in parcels(keys):
            remove(model._base_manager.filter(pk__in=some))


def _certificate(
    proposal: DisposalProposal, found: Belongings, events: list[int], by: User | None
) -> DisposalCertificate:
    review, standing, agreed = proposal.review, standing_of(proposal.review), proposal.agreed
    assert agreed is not None  # noqa: S101 -- `may_remove` has asked; this is for the type checker
    files = digests(found)
    return DisposalCertificate.unscoped.create(
        organisation=proposal.organisation,
        reference=review.reference,
        kind=review.kind,
        opened_on=timezone.localdate(review.opened_at),
        closed_on=standing.closed_on,
        years=standing.period.years if standing.period else None,
        schedule=standing.period.schedule if standing.period else "",
        ground=proposal.ground,
        reason=proposal.reason,
        proposed_by=proposal.by,
        proposed_at=proposal.at,
        agreed_by=agreed.by,
        agreed_at=agreed.at,
        removed_by=by,
        counts=counted(found),
        details=len(events),
        files=len(files),
        bytes=sum(size for _, size in files),
        files_digest=_digest(sha256 for sha256, _ in files),
    )


def _digest(every: Any) -> str:
    """One SHA-256 for all files: it shows that a list kept elsewhere is complete, and tells nothing else."""
    return hashlib.sha256("\n".join(sorted(every)).encode("ascii")).hexdigest()
