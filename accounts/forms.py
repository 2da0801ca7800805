"""What people type to sign in and to keep their password."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm

from accounts import actions, sign_in_actions
from accounts.models import User
from govuk.forms import GovukForm, GovukFormMixin

TOO_MANY = "Too many attempts. Wait 15 minutes, then try again."
NOT_KNOWN = (
    "Enter the e-mail address and password of your account. "
    "If you have forgotten your password, you can choose a new one."
)


class SignInForm(GovukForm):
    """Who somebody is, and their password; `user` is the person, once the form has been found valid."""

    username = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"})
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    missing = {"username": "Enter your e-mail address", "password": "Enter your password"}
    user: User

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = {"email": cleaned["username"], "password": cleaned["password"]}
        user: Any = get_adapter(self.request).authenticate(self.request, **given)
        if user is None:
            raise forms.ValidationError(NOT_KNOWN)
        self.user = user
        return cleaned


class PasswordChangeForm(GovukFormMixin, DjangoPasswordChangeForm):
    missing = {
        "old_password": "Enter your present password",
        "new_password1": "Enter a new password",
        "new_password2": "Enter the new password again",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_words(self)
        self.fields["old_password"].label = "Your present password"

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's own signature
        """Through the action, so that the change is in the event log."""
        password = self.cleaned_data["new_password1"]
        return actions.change_password(self.user, password=password, by=self.user)


class NewPasswordForm(GovukFormMixin, SetPasswordForm):
    """A password that is chosen through a link in an e-mail."""

    missing = {
        "new_password1": "Enter a new password",
        "new_password2": "Enter the new password again",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_words(self)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's own signature
        password = self.cleaned_data["new_password1"]
        return sign_in_actions.reset_password(self.user, password=password, by=self.user)


class ResetForm(GovukForm):
    """Whose password is to be chosen anew; also somebody's who has none yet."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    missing = {"email": "Enter your e-mail address"}


def _plain_words(form: forms.Form) -> None:
    form.fields["new_password1"].label = "New password"
    form.fields[
        "new_password1"
    ].help_text = "At least 12 characters. Three random words make a good password."
    form.fields["new_password2"].label = "New password again"
    form.fields["new_password2"].help_text = ""
