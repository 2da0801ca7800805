"""The address of an invitation: what it is made of, and which invitation an address opens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from accounts.models import Invitation

WORKS_FOR = dt.timedelta(days=7)


def new_secret() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that one round of hashing is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(secret: str) -> str:
    """The whole address, for the e-mail. It cannot be made again: the secret is not kept."""
    return settings.SITE_URL + reverse("accounts:invitation", args=[secret])


def invitation_from(secret: str) -> Invitation | None:
    """The invitation that an address opens; it may have ended. An address that was replaced opens none."""
    found = Invitation.unscoped.filter(digest=digest_of(secret))
    return found.select_related("organisation", "by").first()
