"""What people type about those who belong to a review."""

from __future__ import annotations

from typing import Any

from django import forms

from access.generic import ScopedForm
from govuk.forms import SeenVersion
from reviews.models import NEEDS_REASON, Capacity, PersonRole, ReviewPerson


class PersonForm(ScopedForm):
    """What is asked of everybody on the list; `DETAILS` are the fields that the action takes."""

    name = forms.CharField(label="Name", max_length=200)
    organisation = forms.CharField(label="Organisation", max_length=200)
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    version = SeenVersion(required=False)

    missing = {"name": "Enter the person’s name", "organisation": "Enter the organisation"}
    DETAILS: tuple[str, ...] = ()

    def __init__(self, *args: Any, row: ReviewPerson | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(row, self.DETAILS) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    @property
    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DETAILS}


class PanelMemberForm(PersonForm):
    """A member of the local review panel, in which capacity and why."""

    capacity = forms.ChoiceField(
        label="Capacity",
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        help_text="A full member takes part in the review from its beginning to its end.",
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Needed for an adviser and for a critical friend: why this person was asked.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
    )

    missing = PersonForm.missing | {"capacity": "Select the capacity"}
    field_order = ("name", "organisation", "job_title", "capacity", "reason")
    DETAILS = ("name", "organisation", "job_title", "capacity", "reason")

    def clean(self) -> dict[str, Any]:
        super().clean()
        missing = not self.cleaned_data.get("reason") and "reason" not in self.errors
        if missing and self.cleaned_data.get("capacity") in NEEDS_REASON:
            self.add_error("reason", "Enter the reason why this person was asked")
        return self.cleaned_data


class ContactForm(PersonForm):
    """Somebody at the CSP who can be asked about the review."""

    email = forms.EmailField(label="E-mail address", required=False)
    phone = forms.CharField(label="Telephone number", max_length=50, required=False)

    field_order = ("name", "organisation", "job_title", "email", "phone")
    DETAILS = ("name", "organisation", "job_title", "email", "phone")


class RemovePersonForm(ScopedForm):
    """Nothing to type: only the version that was seen."""

    version = SeenVersion(required=False)

    def __init__(self, *args: Any, row: ReviewPerson, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": row.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


FORMS: dict[str, type[PersonForm]] = {
    PersonRole.PANEL: PanelMemberForm,
    PersonRole.CONTACT: ContactForm,
}


def _initial(row: ReviewPerson | None, names: tuple[str, ...]) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in names} | {"version": row.version}
