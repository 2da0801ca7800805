"""Where this service does otherwise than django-allauth: who may sign in, how tries are counted, what is encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import known_browsers, second_steps, secret_box, sign_in_actions, throttling
from accounts.forms import TOO_MANY
from accounts.models import User, person_with
from accounts.second_step_forms import WRONG_CODE
from accounts.sessions import NOWHERE
from accounts.step_up import is_proven
from audit.middleware import address_of

CLOSED = "This account has been closed. Ask an administrator of your organisation."


class AccountAdapter(DefaultAccountAdapter):
    """Takes in nobody who was not invited, and counts failed tries so that nobody locks out the owner."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "locked": throttling.TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The person with this password; a closed account is as one that was never there."""
        usage = throttling.take_a_try(request, credentials["email"])
        if not usage:
            raise self.validation_error("locked")
        user = authenticate(request, **credentials)
        if user:
            usage.rollback()
        else:
            self.authentication_failed(request, **credentials)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = person_with(credentials["email"])
        sign_in_actions.note_failure(user, what="password", by=None)
        if throttling.is_locked(request, credentials["email"]):
            sign_in_actions.note_lock(user, by=None)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        means = [_means(record) for record in get_authentication_records(request, user)]
        sign_in_actions.note_sign_in(user, means=means, by=user)
        known_browsers.remember(request, response, user)
        return response

    def get_login_stages(self) -> list[str]:
        return ["accounts.stages.SecondStep"]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, CLOSED)
        return redirect("accounts:sign_in")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_proven(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """One page, which takes whatever somebody has."""
        place = reverse("account_reauthenticate")
        return [{"id": "confirm", "description": "Confirm that it is you", "url": place}]

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NOWHERE


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second steps encrypted, and speaks of them in the service's words."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return secret_box.shut(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secret_box.opened(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return bool(second_steps.may_remove(authenticator.user, authenticator))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return f"Passkey {second_steps.of(user).filter(type=type).count() + 1}"

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


def _means(record: dict[str, Any]) -> str:
    """How one step was passed: "password", "totp", "recovery_codes", "webauthn", "socialaccount"."""
    kind: str = record.get("type", record["method"])
    return kind
