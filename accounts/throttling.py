"""How often a password may be wrong: so seldom that none is guessed, and so that nobody locks anybody else out.

Browsers that know an account have a counter of their own for it; all others share one an account, and
one an address. So whoever tries a stranger's passwords locks out only strangers' browsers. A try is
taken before the password is looked at and given back if it was right, so that many at once are no more
than as many one after the other. Addresses without an account are counted in the same way.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

from accounts import known_browsers
from accounts.models import User, person_with

APP = "accounts"
KNOWN, STRANGE = "known_browser", "strange_browser"
RATES = {KNOWN: "10/15m/key", STRANGE: "100/15m/ip,10/15m/key"}
TOO_MANY = "Too many attempts. Wait 15 minutes, or choose a new password by e-mail."


def take_a_try(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """One try for the account with this address, to be given back (`rollback`); None when none is left."""
    action, key = _counter(request, email, person_with(email))
    return ratelimit.consume(request, app=APP, action=action, key=key, config=RATES)


def is_locked(request: HttpRequest, email: str) -> bool:
    """Whether no try is left, without taking one."""
    action, key = _counter(request, email, person_with(email))
    left = ratelimit.consume(request, app=APP, action=action, key=key, config=RATES, dry_run=True)
    return not left


def begin_again(request: HttpRequest, user: User) -> None:
    """Somebody has shown that the account is theirs: what was counted against it before is forgotten."""
    strange = {
        STRANGE: "10/15m/key"
    }  # not the count of the address, from which others are tried too
    ratelimit.clear(request, app=APP, action=STRANGE, key=_key(user, ""), config=strange)
    ratelimit.clear(
        request, app="allauth.account", action="login_failed", key=f"mfa-auth-user-{user.pk}"
    )


def _counter(request: HttpRequest, email: str, user: User | None) -> tuple[str, str]:
    number = known_browsers.number_of(request, user)
    return (KNOWN, number) if number else (STRANGE, _key(user, email))


def _key(user: User | None, email: str) -> str:
    """An account by its own key, however its address was written."""
    return f"user {user.pk}" if user else f"address {email.strip().lower()}"
