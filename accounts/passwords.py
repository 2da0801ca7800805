"""What makes a bad password here, beyond being short or common: being made of names that anybody knows.

After the advice of the National Cyber Security Centre: no rules about digits and signs, no date by
which a password ends, no hints.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from accounts.models import User

OURS = "dhr dardr quality assurance domestic homicide review home office community safety partnership csp"
ENOUGH = 8  # characters that must be left when the names are taken away
REFUSED = (
    "Choose a password that is more than your name, your e-mail address, "
    "or the name of this service or of your organisation"
)
_WORDS = re.compile(r"[^\W_]{3,}")
_BETWEEN = re.compile(r"[\W_]+")


class NotANameThatAnybodyKnows:
    """Refuses "NorthbrookCSP2026!" to somebody of Northbrook CSP, and "alice.ferncastle1" to Alice."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = _BETWEEN.sub("", password.lower())
        for name in sorted(_names(user), key=len, reverse=True):
            left = left.replace(name, "")
        if len(left) < ENOUGH:
            raise ValidationError(REFUSED, code="password_is_a_name")

    def get_help_text(self) -> str:
        return REFUSED


def _names(user: User | None) -> set[str]:
    texts = [OURS]
    if user is not None:
        texts += [user.name, user.email]
    if user is not None and user.pk:
        texts += user.memberships.current().values_list("organisation__name", flat=True)
    return {word for text in texts for word in _WORDS.findall(text.lower())}
