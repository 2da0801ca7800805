"""Whether somebody has signed in to an account with this browser before, as a cookie in it says.

The cookie names accounts by their keys, and beside each a number of the browser's own by which its
failed tries are counted apart ("device cookies", as OWASP calls them). It opens nothing.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User

COOKIE = "known_browser"
SALT = "accounts.known_browsers"
YEAR = 60 * 60 * 24 * 365
MOST = 5  # people who share one browser


def number_of(request: HttpRequest, user: User | None) -> str:
    """The browser's number for this account; empty when nobody signed in to it here before."""
    return _known(request).get(str(user.pk), "") if user else ""


def remember(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """From now on this browser is known for the account, by a number that is new each time."""
    known = _known(request)
    known.pop(str(user.pk), None)
    last = dict(list(known.items())[1 - MOST :])
    response.set_cookie(
        COOKIE,
        signing.dumps(last | {str(user.pk): secrets.token_hex(16)}, salt=SALT),
        max_age=YEAR,
        path=reverse("accounts:sign_in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known: dict[str, str] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR
        )
    except signing.BadSignature:
        return {}
    return known
