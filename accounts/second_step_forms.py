"""What people type, and what their browsers send, to set up a second step and to prove themselves with it."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core.ratelimit import consume
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    SignupWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms

from accounts import second_steps
from accounts.forms import TOO_MANY
from accounts.second_steps import Kind
from govuk.forms import GovukForm, GovukFormMixin

ANY_CODE = "Enter the 6-digit code from your authenticator app, or a recovery code"
WRONG_CODE = "Enter the 6-digit code that your authenticator app shows now, or a recovery code"
WRONG_PASSKEY = "The passkey was not accepted. Try again, or use another way to sign in"
USED_CODE = "This code has been used. Wait for your app to show the next one, then enter that"
# What reading a passkey of nobody's making ends in; anybody can send anything.
UNREADABLE = (
    AttributeError,
    InvalidSignature,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def _said(sentence: str) -> Iterator[None]:
    """What allauth calls an incorrect code, or cannot read at all, in words that fit what was sent."""
    try:
        yield
    except forms.ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise forms.ValidationError(sentence) from None
    except UNREADABLE:
        raise forms.ValidationError(sentence) from None


def code_field(hint: str, **more: Any) -> forms.CharField:
    """For a code; letters are taken too, since those who type them should read what is wrong."""
    attrs = {"autocomplete": "one-time-code", "class": "govuk-input--width-10"}
    widget = forms.TextInput(attrs=attrs | {"inputmode": "numeric", "spellcheck": "false"})
    return forms.CharField(label="Code", help_text=hint, widget=widget, **more)


def _only_what_they_have(field: forms.Field, kinds: frozenset[str]) -> None:
    if Kind.TOTP not in kinds:
        field.label, field.help_text = "Recovery code", "Enter one of your recovery codes."


class _TakenOnce:
    """Takes no code of an app a second time."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form that this is mixed into
        of_the_app = self.authenticator.type == Kind.TOTP
        if of_the_app and not second_steps.is_first_use(self.user, code):
            raise forms.ValidationError(USED_CODE)
        return code


class SecondStepForm(GovukFormMixin, _TakenOnce, AuthenticateForm):
    """After the password. Whoever has passkeys and no app can enter a recovery code."""

    code = code_field(f"{ANY_CODE}.")
    missing = {"code": ANY_CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _only_what_they_have(self.fields["code"], second_steps.kinds(self.user))


class PasskeyUsedForm(AuthenticateWebAuthnForm):
    """A passkey as the second step, after the password."""

    def clean_credential(self) -> Any:
        with _said(WRONG_PASSKEY):
            return super().clean_credential()


class PasskeyAloneForm(LoginWebAuthnForm):
    """A passkey instead of everything else."""

    def clean_credential(self) -> Any:
        with _said(WRONG_PASSKEY):
            return super().clean_credential()


class _PasskeyAgain(PasskeyUsedForm):
    reauthenticated = True


class _CodeAgain(_TakenOnce, ReauthenticateForm):
    """The same, from somebody who is signed in already."""


class AppForm(GovukFormMixin, ActivateTOTPForm):
    """The first code of an app: it shows that the app has the secret."""

    code = code_field("Enter the 6-digit code that your authenticator app shows now.")
    missing = {"code": "Enter the 6-digit code from your authenticator app"}

    def clean_code(self) -> str:
        with _said("Enter the 6-digit code that your authenticator app shows now"):
            code: str = super().clean_code()
        second_steps.is_first_use(self.user, code)
        return code


class _Made(forms.Field):
    """What a browser has made: JSON, which the page sends unseen."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return json.loads(value or "null")
        except ValueError:
            return None


class PasskeyForm(GovukFormMixin, SignupWebAuthnForm):
    """A passkey that the browser has made, and what its owner calls it."""

    name = forms.CharField(
        label="Name of the passkey",
        help_text="For example, “My phone” or “Key on my key ring”.",
        max_length=60,
        required=False,
    )
    credential = _Made()
    missing = {"credential": "The passkey could not be added. Try again"}

    def clean(self) -> dict[str, Any]:
        """Each passkey also stands for the password, so each has to ask for a PIN or a fingerprint."""
        self.cleaned_data["passwordless"] = True
        with _said("The passkey could not be added. Try again"):
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class ConfirmForm(GovukForm):
    """One of the things that somebody can prove themselves with; only what they have is asked for."""

    password = forms.CharField(
        label="Password",
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(f"{ANY_CODE}.", required=False)
    credential = forms.CharField(required=False, widget=forms.HiddenInput)
    prove: Callable[[], None]  # once valid: from then on this session knows that it is they

    def __init__(self, data: Any = None, *, request: Any) -> None:
        super().__init__(data, prefix="confirm")
        self.request, self.user, self.means = request, request.user, ""
        has = second_steps.kinds(self.user)
        asked = {
            "password": self.user.has_usable_password(),
            "code": bool(has & {Kind.TOTP, Kind.RECOVERY_CODES}),
            "credential": Kind.WEBAUTHN in has,
        }
        _only_what_they_have(self.fields["code"], has)
        for name in [name for name, usable in asked.items() if not usable]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in self.fields if cleaned.get(name)]
        if not given:
            raise forms.ValidationError(self._nothing())
        if not consume(self.request, action="reauthenticate"):
            raise forms.ValidationError(TOO_MANY)
        self.means = given[-1]
        try:
            self.prove = WAYS[self.means](self, cleaned[self.means])
        except forms.ValidationError as error:
            self.add_error(None if self.means == "credential" else self.means, error.messages)
        return cleaned

    def _nothing(self) -> str:
        words = {"password": "your password", "code": "a code"}
        return "Enter " + " or ".join(words[name] for name in self.fields if name in words)


def _by_password(form: ConfirmForm, password: str) -> Callable[[], None]:
    if not form.user.check_password(password):
        raise forms.ValidationError("Enter the password of your account")
    return lambda: reauthenticate_by_password(form.request)


def _by_code(form: ConfirmForm, code: str) -> Callable[[], None]:
    return _proof(_CodeAgain(user=form.user, data={"code": code}), "code")


def _by_passkey(form: ConfirmForm, credential: str) -> Callable[[], None]:
    sent = {"credential": credential}
    return _proof(_PasskeyAgain(user=form.user, data=sent), "credential")


WAYS: dict[str, Callable[[ConfirmForm, str], Callable[[], None]]] = {
    "password": _by_password,
    "code": _by_code,
    "credential": _by_passkey,
}


def _proof(form: Any, name: str) -> Callable[[], None]:
    if not form.is_valid():
        raise forms.ValidationError(form.errors[name])
    save: Callable[[], None] = form.save
    return save
