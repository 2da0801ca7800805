"""The sign-in services of councils (OpenID Connect): which there are, and what one may say of whom.

Nothing here knows of rows or requests. A service is trusted for the e-mail addresses of the domains that
are configured for it and for no others, so that one council's cannot sign in as somebody of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import constant_time_compare

Claims = dict[str, Any]

# Signatures with a key pair only: with a shared secret whoever knows it could sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60  # seconds by which clocks may differ
LONGEST_SUBJECT = 191
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotTrusted(Exception):
    """What a sign-in service said is not taken. The message is for the log: it names nobody."""


@dataclass(frozen=True, slots=True)
class Service:
    """One sign-in service. `key` stands in addresses and in the links of accounts, so it never changes.

    With `second_step` a sign-in there is taken for both steps. `sets_addresses` is for one that never
    says whether an address was verified, because its people cannot choose theirs (Microsoft Entra ID).
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    domains: frozenset[str]
    second_step: bool = False
    sets_addresses: bool = False

    def __post_init__(self) -> None:
        _check_address(self.issuer)
        if not self.domains:
            raise NotTrusted("no domains are configured")


def services() -> dict[str, Service]:
    """Those of the setting OIDC_PROVIDERS, by their keys; usually none."""
    found = [_service(told) for told in settings.OIDC_PROVIDERS]
    return {service.key: service for service in found}


def _service(told: Mapping[str, Any]) -> Service:
    domains = frozenset(domain.lower() for domain in told.get("domains", ()))
    try:
        return Service(**{**told, "domains": domains})
    except (TypeError, NotTrusted) as fault:
        name = told.get("key", "one without a key")
        raise ImproperlyConfigured(f"OIDC_PROVIDERS, {name}: {fault}") from fault


def checked(config: Any, service: Service) -> dict[str, Any]:
    """A service's description of itself, if it is its own and leads nowhere without encryption."""
    if not isinstance(config, dict) or config.get("issuer") != service.issuer:
        raise NotTrusted("the description is another service's")
    for name in ENDPOINTS:
        _check_address(config.get(name))
    return config


def _check_address(address: Any) -> None:
    allowed = {"https", "http"} if settings.INSECURE_LOCALHOST else {"https"}
    if not isinstance(address, str) or urlsplit(address).scheme not in allowed:
        raise NotTrusted("an address is missing or has no https")


def read_statement(token: Any, *, keys: Any, service: Service, nonce: str) -> Claims:
    """The claims of an ID token (OpenID Connect Core, 3.1.3.7), or `NotTrusted`.

    `keys` is the service's JSON Web Key Set; `nonce` is what was sent with this one attempt to sign in.
    """
    try:
        claims: Claims = jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=ALGORITHMS,
            audience=service.client_id,
            issuer=service.issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, TypeError, ValueError, AttributeError, KeyError) as fault:
        raise NotTrusted(f"the ID token does not hold: {type(fault).__name__}") from fault
    if not nonce or not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise NotTrusted("the ID token is of another attempt")
    if claims.get("azp", service.client_id) != service.client_id:
        raise NotTrusted("the ID token is for another client")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise NotTrusted("the ID token has no usable subject")
    return claims


def _key_of(token: Any, keys: Any) -> jwt.PyJWK:
    """The key that the token names; where it names none and there is one key, that one."""
    named = jwt.get_unverified_header(token).get("kid")
    known = jwt.PyJWKSet.from_dict(keys).keys
    fitting = [key for key in known if named in (None, key.key_id)]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("no such key")
    return fitting[0]


def address_of(claims: Claims, service: Service) -> str:
    """The e-mail address that the service vouches for, or `NotTrusted`.

    ASCII only: of other letters some have the capitals of an ASCII letter, and a database that compares
    by capitals would find somebody else.
    """
    address = claims.get("email")
    if not isinstance(address, str) or not address.isascii():
        raise NotTrusted("no usable e-mail address")
    if address.strip().rpartition("@")[2].lower() not in service.domains:
        raise NotTrusted("an e-mail address of a domain that the service does not vouch for")
    if not _is_verified(claims, service):
        raise NotTrusted("the e-mail address is not verified")
    return address.strip().lower()


def _is_verified(claims: Claims, service: Service) -> bool:
    told = claims.get("email_verified", service.sets_addresses)
    return told is True or told == "true"  # some services write it as a text


def vouches_for_both_steps(claims: Claims, service: Service) -> bool:
    """If it says by which means the person signed in (`amr`), several must have been among them."""
    means = claims.get("amr", ["mfa"])
    return service.second_step and isinstance(means, list) and "mfa" in means
