"""What people type about people: whom to invite, which role to give, why, and their own name."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from access.generic import AskingForm, ScopedForm
from accounts.actions import NO_REASON
from accounts.forms import NewPasswordForm
from accounts.models import Invitation, Membership, Organisation, Role, SecondFactor, User
from accounts.policies import has_another, lowers, name_is_free, roles_left
from accounts.roles import ROLES, SECOND_STEP, choices
from govuk.forms import GovukForm, SeenVersion

ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
JOINERS = "\u200c\u200d"  # which some languages write inside of words
NO_OTHER_MANAGER = (
    "{user} is the only CSP manager of {organisation}. "
    "Until there is another one, nobody can change its reviews."
)


def is_a_name(text: str) -> None:
    """A name stands in e-mails to people who do not know the service yet: it leads nowhere.

    Nor does it turn the direction of what stands beside it, so that it seems to be another one.
    """
    if ADDRESS.search(text):
        raise ValidationError("Enter a name, without a web or e-mail address")
    if not all(letter.isprintable() or letter in JOINERS for letter in text):
        raise ValidationError("Enter the name without hidden characters or line breaks")


def person_name(label: str, **more: Any) -> forms.CharField:
    autocomplete = {"autocomplete": "name", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        max_length=200,
        validators=[is_a_name],
        widget=forms.TextInput(attrs=autocomplete if label == "Your name" else {}),
        **more,
    )


class InviteForm(ScopedForm):
    """Whom to ask to take which role at one organisation."""

    name = person_name("Name")
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there. Whoever can read it can accept it.",
        max_length=254,
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    missing = {
        "name": "Enter the name of the person",
        "email": "Enter the e-mail address of the person",
        "role": "Select a role",
    }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices(ROLES[organisation.kind])


class GiveRoleForm(ScopedForm):
    """Another role for somebody, among those that they do not have."""

    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    missing = {"role": "Select a role"}

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices(roles_left(membership))


class EndingForm(AskingForm):
    """Asks before the only manager of a partnership stops being one."""

    def __init__(
        self, *args: Any, ending: User, organisation: Organisation, roles: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ending, self.organisation, self.roles = ending, organisation, roles

    def questions(self) -> list[str]:
        if Role.CSP_MANAGER not in self.roles:
            return []
        if has_another(Role.CSP_MANAGER, self.organisation, self.ending):
            return []
        words = {"user": self.ending, "organisation": self.organisation}
        return [NO_OTHER_MANAGER.format(**words)]


class OrganisationForm(ScopedForm):
    """Its name and who needs a second step; asking it of fewer people needs a reason."""

    name = forms.CharField(label="Name", max_length=200)
    second_factor = forms.ChoiceField(
        label="Who needs a second step to sign in?",
        choices=[(choice.value, SECOND_STEP[choice]) for choice in SecondFactor],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why fewer people need a second step, if you ask it of fewer than now",
        max_length=200,
        required=False,
    )
    version = SeenVersion()

    missing = {
        "name": "Enter the name of the organisation",
        "second_factor": "Select who needs a second step",
    }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not (verdict := name_is_free(name, self.organisation)):
            raise ValidationError(verdict.reason)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("second_factor")
        if chosen and lowers(chosen, self.organisation) and not cleaned.get("reason"):
            self.add_error("reason", NO_REASON)
        return cleaned


class NameForm(GovukForm):
    name = person_name("Your name", help_text="As it stands beside what you write here.")

    missing = {"name": "Enter your name"}


class AddressForm(GovukForm):
    email = forms.EmailField(
        label="New e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    missing = {"email": "Enter the new e-mail address"}


class CloseForm(GovukForm):
    sure = forms.BooleanField(label="I want to close my account")

    missing = {"sure": "Select that you want to close your account"}


class JoinForm(NewPasswordForm):
    """What somebody who was invited chooses for their new account."""

    name = person_name("Your name", help_text="As your colleagues will see it.")

    field_order = ["name"]
    missing = NewPasswordForm.missing | {"name": "Enter your name"}

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        new = User(email=invitation.email, name=invitation.name)
        super().__init__(new, *args, **kwargs)

    @property
    def chosen(self) -> dict[str, str]:
        """What the account is made of."""
        return {
            "name": self.cleaned_data["name"],
            "password": self.cleaned_data["new_password1"],
        }
