"""Secrets of people's second steps, encrypted as the database keeps them: a copy of it makes no codes.

The key comes from `SECRET_KEY`. After that has changed, codes are read with `SECRET_KEY_FALLBACKS`.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = "accounts.secret_box"
A_SECRET = 20  # bytes


def shut(text: str) -> str:
    return box_for(PURPOSE).encrypt(text.encode()).decode("ascii")


def opened(sealed: str) -> str:
    """The text again. Where neither the key nor an earlier one fits: a secret that nobody has ever known,

    so that whatever code somebody enters is wrong.
    """
    try:
        return box_for(PURPOSE).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(A_SECRET)).decode()


def box_for(purpose: str) -> MultiFernet:
    """What encrypts for one purpose: what was shut for another does not open with it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, str(key))) for key in keys])


def _key(purpose: str, secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose} {secret}".encode()).digest())
