"""The step of signing in at which a code or a passkey is asked for."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts.providers import is_through_both_steps


class SecondStep(AuthenticateStage):
    """allauth's own, but not for somebody whose council has already asked them for a second step."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if is_through_both_steps(request, self.login.user):
            return False
        return super()._should_handle(request)
