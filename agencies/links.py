"""The address of a link: what it is made of, and which link an address that somebody opened belongs to."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from agencies.models import AgencyLink


def new_secret() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that one round of hashing is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(link: AgencyLink, secret: str) -> str:
    """The whole address, for the e-mail. It cannot be made again: the secret is not kept."""
    return settings.SITE_URL + reverse("agencies:answer", args=[token_of(link, secret)])


def token_of(link: AgencyLink, secret: str) -> str:
    """ "12.secret.signature"; the signature keeps made-up addresses away from the database."""
    return _signer().sign(f"{link.pk}.{secret}")


def signed_link(token: str) -> AgencyLink | None:
    """The link for which this service once made the address, even if a newer one replaced it."""
    pk, _ = _parts(token)
    links = AgencyLink.unscoped.select_related("review__organisation", "by")
    found: AgencyLink | None = links.filter(pk=pk).first() if pk else None
    return found


def is_current(link: AgencyLink, token: str) -> bool:
    """Whether the address is the latest one of its link."""
    _, secret = _parts(token)
    return constant_time_compare(link.digest, digest_of(secret))


def link_from(token: str) -> AgencyLink | None:
    """The link that an address opens, if signature and secret are right."""
    link = signed_link(token)
    return link if link and is_current(link, token) else None


def _parts(token: str) -> tuple[int, str]:
    """The key of the link and the secret; (0, "") when nobody here signed it."""
    try:
        pk, _, secret = _signer().unsign(token).partition(".")
    except BadSignature:
        return 0, ""
    return int(pk), secret


def _signer() -> Signer:
    return Signer(salt="agencies.links", sep=".")
