"""How often a link may be used within an hour, and how often somebody may try addresses that open nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from access.verdict import YES, Verdict
from agencies.models import AgencyLink, LinkUse, UseKind

HOUR = dt.timedelta(hours=1)
OPENINGS, ANSWERS, UNKNOWN = 200, 30, 60
TOO_OFTEN = "This link has been used very often in the last hour. Wait an hour, then try again."
TOO_MANY_ANSWERS = (
    f"{ANSWERS} updates were sent by this link in the last hour. Wait an hour, then send this one."
)
TOO_MANY_UNKNOWN = "Too many links that do not work were opened. Wait an hour, then try again."


def may_open(link: AgencyLink) -> Verdict:
    tries = _lately(link).exclude(kind__in=(UseKind.ANSWERED, UseKind.TOO_OFTEN))
    return Verdict(TOO_OFTEN) if tries.count() >= OPENINGS else YES


def may_send(link: AgencyLink) -> Verdict:
    sent = _lately(link).filter(kind=UseKind.ANSWERED).count()
    return Verdict(TOO_MANY_ANSWERS) if sent >= ANSWERS else YES


def is_noted(link: AgencyLink, kind: UseKind) -> bool:
    """Whether the log has this already of the last hour: of a flood, one line says enough."""
    return _lately(link).filter(kind=kind).exists()


def may_try(address: str) -> Verdict:
    """Count one more address that opens nothing, whichever process of the service it came to."""
    key = f"agencies.unknown.{address}"
    cache.add(key, 0, timeout=HOUR.total_seconds())
    try:
        tries = cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        return YES
    return Verdict(TOO_MANY_UNKNOWN) if tries > UNKNOWN else YES


def _lately(link: AgencyLink) -> Any:
    return LinkUse.unscoped.filter(link=link, at__gt=timezone.now() - HOUR)
