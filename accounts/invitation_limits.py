"""How many invitations an organisation may send within an hour, and how often addresses that open nothing may be tried."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from access.verdict import YES, Verdict
from accounts.models import Invitation, Organisation

HOUR = dt.timedelta(hours=1)
INVITATIONS, UNKNOWN = 40, 60
TOO_MANY = (
    f"{INVITATIONS} invitations were sent in the last hour. Wait an hour, then send this one."
)
TOO_MANY_UNKNOWN = (
    "Too many invitations that do not work were opened. Wait an hour, then try again."
)


def may_mail(organisation: Organisation) -> Verdict:
    """Whether another invitation may go out, so that nobody fills letter-boxes in the service's name."""
    since = timezone.now() - HOUR
    lately = Invitation.unscoped.filter(Q(at__gt=since) | Q(mailed_at__gt=since))
    sent = lately.filter(organisation=organisation).count()
    return Verdict(TOO_MANY) if sent >= INVITATIONS else YES


def may_try(address: str) -> Verdict:
    """Count one more address that opens nothing, of the computer at `address`."""
    key = f"accounts.invitation.{address}"
    cache.add(key, 0, timeout=HOUR.total_seconds())
    try:
        tries = cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        return YES
    return Verdict(TOO_MANY_UNKNOWN) if tries > UNKNOWN else YES
