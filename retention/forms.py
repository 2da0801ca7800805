"""What people type about keeping records: for how long, why for longer, and why they go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.generic import ScopedForm
from accounts.models import Organisation
from govuk.forms import DateField, SeenVersion
from retention.models import MOST_YEARS, period_of

LONG_TEXT = 2_000
PERIOD = ("years", "schedule")
NAME_NOBODY = "Name nobody here: these words stay on the certificate when the review is gone."


def reason(label: str, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, widget=widget, max_length=LONG_TEXT, **kwargs)


class PeriodForm(ScopedForm):
    """For how many years reviews are kept, and which schedule says so."""

    years = forms.IntegerField(
        label="For how many years is a review kept after it was closed?",
        help_text="The period comes from your council’s own retention schedule. "
        "Leave this empty if no period is set: then no records are due.",
        min_value=1,
        max_value=MOST_YEARS,
        required=False,
    )
    schedule = forms.CharField(
        label="Reference of your retention schedule",
        help_text="For example its name, its version and the line that you followed.",
        max_length=200,
        required=False,
    )
    seen = SeenVersion(required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        saved = period_of(organisation)
        first = {name: getattr(saved, name) for name in PERIOD} if saved else {}
        seen = {"seen": saved.pk if saved else ""}
        kwargs["initial"] = first | seen | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["years"].error_messages["invalid"] = "The years must be a whole number"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("years") and not data.get("schedule"):
            self.add_error("schedule", "Enter the reference of your retention schedule")
        return data


class LaterForm(ScopedForm):
    """Until when a review is kept for longer, and why."""

    on = DateField(label="When are the records looked at again?", called="The review date")
    reason = reason("Why are they kept for longer?")
    missing = {"on": "Enter the review date", "reason": "Enter why they are kept for longer"}


class HoldForm(ScopedForm):
    """Why a review must not be disposed of, and when that is looked at again."""

    reason = reason(
        "Why must these records be kept?",
        help_text="For example an inquest, an inquiry, a claim or a request for information. "
        "The CSP and the Home Office both read this.",
    )
    look_again_on = DateField(
        label="When is this looked at again?", called="The day on which it is looked at again"
    )
    missing = {
        "reason": "Enter why these records must be kept",
        "look_again_on": "Enter the day on which this is looked at again",
    }

    def clean_look_again_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["look_again_on"]
        if on and on <= timezone.localdate():
            raise ValidationError("The day on which it is looked at again must be in the future")
        return on


class ReasonForm(ScopedForm):
    reason = reason("Reason")
    missing = {"reason": "Enter a reason"}


class ProposeForm(ScopedForm):
    """Why the records should go."""

    reason = reason("Why should these records be disposed of?", help_text=NAME_NOBODY)
    missing = {"reason": "Enter why these records should be disposed of"}


class SureForm(ScopedForm):
    """Nothing is typed; a box is ticked, so that nobody agrees by one press too many."""

    confirmed = forms.BooleanField(label="I have checked that these records may be disposed of")
    missing = {"confirmed": "Confirm that these records may be disposed of"}


class RemoveForm(ScopedForm):
    confirmed = forms.BooleanField(label="Remove these records for good")
    missing = {"confirmed": "Confirm that these records are to be removed"}
