"""A new e-mail address that somebody wishes for, as the link that is sent there carries it.

The link is encrypted, because neither address may stand in a log, and bound to the address before,
so that it works once. It opens only for the account that asked.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.secret_box import box_for

PURPOSE = "accounts.new_address"
WORKS_FOR = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose address is to change, from which to which; `at` is when they asked."""

    user: int
    before: str
    to: str
    at: dt.datetime

    @property
    def is_over(self) -> bool:
        return timezone.now() > self.at + WORKS_FOR


def token_of(user: User, to: str) -> str:
    wish = json.dumps([user.pk, user.email, to, timezone.now().isoformat()])
    return box_for(PURPOSE).encrypt(wish.encode()).decode("ascii")


def wish_in(token: str) -> Wish | None:
    """What a link asks for; None when it was not made here."""
    try:
        text = box_for(PURPOSE).decrypt(token.encode())
    except InvalidToken:
        return None
    user, before, to, at = json.loads(text)
    return Wish(user, before, to, dt.datetime.fromisoformat(at))


def address_of(token: str) -> str:
    """The whole address of the page, for the e-mail."""
    return settings.SITE_URL + reverse("accounts:confirm_email", args=[token])
