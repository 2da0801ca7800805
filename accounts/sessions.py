"""Where people are signed in: one row for each session, from which browser and address, and how it ends."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.devices import device_of
from accounts.models import User
from accounts.session_store import SessionStore
from accounts.time_limits import BEGAN, USED, left_of
from audit.middleware import address_of

NOWHERE = "0.0.0.0"  # noqa: S104 -- stands for an address that nobody told; nothing listens there
LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """One session as its person sees it in the list."""

    number: int
    device: str
    address: str
    began: dt.datetime
    used: dt.datetime
    is_this: bool


def note(request: HttpRequest, user: User) -> None:
    """Write down where this session is used from now."""
    told: dict[str, Any] = {
        "user": user,
        "ip": address_of(request) or NOWHERE,
        "user_agent": request.headers.get("User-Agent", "")[:LONGEST_AGENT],
        "last_seen_at": _moment(request.session.get(USED)),
    }
    began = {"created_at": _moment(request.session.get(BEGAN))}
    if request.session.session_key is None:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key, defaults=told, create_defaults=told | began
    )


def places_of(user: User, *, this: str | None = None) -> list[Place]:
    """Where this person is signed in now: the session with the key `this` first, then the last used."""
    known = sessions_of(user)
    live = _living(user, [session.session_key for session in known])
    places = [
        _place(session, live[session.session_key], this)
        for session in known
        if session.session_key in live
    ]
    return sorted(places, key=lambda place: (not place.is_this, -place.used.timestamp()))


def sessions_of(user: User) -> list[UserSession]:
    return list(UserSession.objects.filter(user=user).order_by("pk"))


def session_of(user: User, number: str) -> UserSession | None:
    """One of this person's own sessions; None if it has ended, or never was."""
    mine = UserSession.objects.filter(user=user)
    return mine.filter(pk=number).first() if number.isdecimal() else None


@transaction.atomic
def end(sessions: Iterable[UserSession]) -> int:
    """Remove the sessions themselves: the next request of each browser comes from nobody."""
    keys = [session.session_key for session in sessions]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _living(user: User, keys: list[str]) -> dict[str, dict[str, Any]]:
    """What is in each of these sessions that still signs this person in."""
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    store = SessionStore()
    held = {row.session_key: store.decode(row.session_data) for row in rows}
    return {key: data for key, data in held.items() if _signs_in(user, data)}


def _signs_in(user: User, data: dict[str, Any]) -> bool:
    """Not one of before a new password, and not one whose time is over."""
    return (
        data.get(SESSION_KEY) == str(user.pk)
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        and not left_of(data).is_over
    )


def _place(session: UserSession, data: dict[str, Any], this: str | None) -> Place:
    return Place(
        number=session.pk,
        device=device_of(session.user_agent),
        address="" if session.ip == NOWHERE else session.ip,
        began=_moment(data.get(BEGAN)),
        used=_moment(data.get(USED)),
        is_this=session.session_key == this,
    )


def _moment(seconds: int | None) -> dt.datetime:
    return dt.datetime.fromtimestamp(time.time() if seconds is None else seconds, tz=dt.UTC)
