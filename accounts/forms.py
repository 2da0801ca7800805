"""What people type to sign in and to keep their password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm

from accounts import actions
from accounts.models import User, person_with
from govuk.forms import GovukFormMixin


class SignInForm(GovukFormMixin, AuthenticationForm):
    username = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    missing = {"username": "Enter your e-mail address", "password": "Enter your password"}
    error_messages = {
        "invalid_login": "Enter the e-mail address and password of your account. "
        "If you have forgotten your password, you can choose a new one.",
    }


class _KeepsPassword:
    """Saves a new password through the action, so that the change is in the event log."""

    user: User
    cleaned_data: dict[str, Any]

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's own signature
        return actions.change_password(
            self.user, password=self.cleaned_data["new_password1"], by=self.user
        )


class PasswordChangeForm(_KeepsPassword, GovukFormMixin, DjangoPasswordChangeForm):
    missing = {
        "old_password": "Enter your present password",
        "new_password1": "Enter a new password",
        "new_password2": "Enter the new password again",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_words(self)
        self.fields["old_password"].label = "Your present password"


class NewPasswordForm(_KeepsPassword, GovukFormMixin, SetPasswordForm):
    missing = {
        "new_password1": "Enter a new password",
        "new_password2": "Enter the new password again",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_words(self)


class ResetForm(GovukFormMixin, PasswordResetForm):
    missing = {"email": "Enter your e-mail address"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"

    def get_users(self, email: str) -> list[User]:
        """Also somebody who has no password yet: this is how people choose their first."""
        person = person_with(email)
        return [person] if person else []


def _plain_words(form: forms.Form) -> None:
    form.fields["new_password1"].label = "New password"
    form.fields[
        "new_password1"
    ].help_text = "At least 12 characters. Three random words make a good password."
    form.fields["new_password2"].label = "New password again"
    form.fields["new_password2"].help_text = ""
