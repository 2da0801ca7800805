"""What this room tells on a review's timeline: packs that were made, and that they were sent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from packs.models import Handover, Pack
from reviews.models import Review
from reviews.policies import holds
from reviews.timeline import Entry, tells

KIND = "Packs"


@tells
def what_happened(review: Review, user: User) -> Iterator[Entry]:
    """A working paper of the CSP's: the other side knows what was submitted to it."""
    if not holds(user, review):
        return
    packs = Pack.visible_to(user).filter(round__review=review)
    for pack in packs.select_related("round", "by"):
        yield Entry(
            kind=KIND,
            title=f"{pack.get_kind_display()} {pack.number} of round {pack.round.number}: made",
            on=timezone.localdate(pack.at),
            at=pack.at,
            by=pack.by.name,
            href=pack.get_absolute_url(),
        )
    handovers = Handover.visible_to(user).filter(pack__round__review=review)
    for handover in handovers.select_related("pack__round", "by"):
        pack = handover.pack
        yield Entry(
            kind=KIND,
            title=f"{pack.get_kind_display()} {pack.number} of round {pack.round.number}: sent",
            on=handover.sent_on,
            at=handover.at,
            by=handover.by.name,
            text=f"To {handover.to}. {handover.note}".strip(),
            href=pack.get_absolute_url(),
        )
