"""Who somebody is, and with the same query whether they still owe their organisation a second step."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.second_steps import is_missing


class Backend(AuthenticationBackend):
    """Read anew with each request: whatever changes, at an organisation or of a role, holds at once."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.annotate(lacks_second_step=is_missing()).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
