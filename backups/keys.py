"""The two halves of a key: one that closes a backup and one that opens it, as `BACKUP_KEY` gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from pyrage import IdentityError, RecipientError, x25519

from backups.faults import BackupFault

OPENS, CLOSES = "AGE-SECRET-KEY-", "age1"
NO_KEY = (
    "Set BACKUP_KEY to the public half of a key, age1…, or say --plain to write a backup that anybody "
    "can read. `manage.py make_backup_key FILE` makes a key."
)
NOT_A_KEY = (
    "BACKUP_KEY is not a key. It is age1… (closes a backup) or AGE-SECRET-KEY-… (opens it too), as "
    "`manage.py make_backup_key` and age-keygen make them; several have a comma between them."
)
NEEDS_THE_OTHER_HALF = (
    "The backup is encrypted. Set BACKUP_KEY to the secret half of its key, AGE-SECRET-KEY-…"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """`recipients` close a backup, `identities` open one."""

    recipients: list[Any]
    identities: list[Any]


def keys_given() -> Keys:
    """Each secret half is both, each public half closes only. Raises `BackupFault`."""
    texts = [text.strip() for text in settings.BACKUP_KEY.split(",") if text.strip()]
    try:
        identities = [x25519.Identity.from_str(text) for text in texts if text.startswith(OPENS)]
        others = [text for text in texts if not text.startswith(OPENS)]
        recipients = [x25519.Recipient.from_str(text) for text in others]
    except (IdentityError, RecipientError):
        raise BackupFault(NOT_A_KEY) from None
    return Keys(recipients + [identity.to_public() for identity in identities], identities)


def to_close_with() -> list[Any]:
    recipients = keys_given().recipients
    if not recipients:
        raise BackupFault(NO_KEY)
    return recipients


def new_key() -> tuple[str, str]:
    """The public half and the secret one."""
    identity = x25519.Identity.generate()
    return str(identity.to_public()), str(identity)
