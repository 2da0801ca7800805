"""How long somebody stays signed in: when a session began, when it was last used, and how much time is left."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from govuk.words import day_time

BEGAN, USED = "began_at", "used_at"  # in the session: whole seconds since 1970
MINUTE, HOUR = 60, 60 * 60
WARNING = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Left:
    """The seconds until somebody is signed out: for doing nothing, and in any case."""

    idle: int
    whole: int

    @property
    def is_over(self) -> bool:
        return min(self.idle, self.whole) <= 0

    @property
    def ends(self) -> str:
        """The time at which somebody is signed out in any case: 2:05pm."""
        end = timezone.now() + dt.timedelta(seconds=self.whole)
        return day_time(end).rpartition(", ")[2]

    @property
    def why_over(self) -> str:
        """The reason as a part of a sentence."""
        if self.whole <= 0:
            return f"you signed in {self.whole_limit} ago"
        return f"nothing was done here for {self.idle_limit}"

    # The limits themselves, for the pages that speak of what is left.
    @property
    def idle_limit(self) -> str:
        return in_words(settings.SESSION_IDLE)

    @property
    def whole_limit(self) -> str:
        return in_words(settings.SESSION_WHOLE)

    @property
    def warn_idle(self) -> int:
        """How many seconds before the end people are told: five minutes, of a short limit the half."""
        return min(WARNING, settings.SESSION_IDLE // 2)

    @property
    def warn_whole(self) -> int:
        return min(WARNING, settings.SESSION_WHOLE // 2)


def check() -> None:
    """Stop a service that would sign people out at once, or later than it says."""
    if not MINUTE <= settings.SESSION_IDLE <= settings.SESSION_WHOLE:
        raise ImproperlyConfigured(
            "SESSION_IDLE_MINUTES has to be at least 1, and no longer than SESSION_HOURS."
        )


def begin(session: Any, *, at: float | None = None) -> None:
    """Somebody has just signed in."""
    session[BEGAN] = session[USED] = _seconds(at)


def left_of(session: Any, *, at: float | None = None) -> Left:
    now = _seconds(at)
    return Left(
        idle=int(settings.SESSION_IDLE - (now - session.get(USED, now))),
        whole=int(settings.SESSION_WHOLE - (now - session.get(BEGAN, now))),
    )


def use(session: Any, *, at: float | None = None) -> bool:
    """Note that the person has done something; whether this had to be written down.

    At most once a minute, so that reading pages does not write to the database each time. Somebody may
    thus be signed out a minute early, but what the page says of the time that is left is still true.
    """
    now = _seconds(at)
    session.setdefault(BEGAN, now)  # of a session that is older than this room
    if now - session.get(USED, 0) < min(MINUTE, settings.SESSION_IDLE // 10):
        return False
    session[USED] = now
    return True


def in_words(seconds: int) -> str:
    """60 minutes, 12 hours: the largest unit that leaves nothing over, but an hour is 60 minutes."""
    for unit, words in ((HOUR, "hours"), (MINUTE, "minutes")):
        if seconds % unit == 0 and seconds > unit:
            return f"{seconds // unit} {words}"
    return "1 minute" if seconds == MINUTE else f"{seconds} seconds"


def _seconds(at: float | None) -> int:
    return int(time.time() if at is None else at)
