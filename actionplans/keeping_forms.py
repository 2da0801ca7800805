"""What people type about the meaning of the ratings, and about how an action ended or still stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from access.generic import ScopedForm
from actionplans.forms import long_text
from actionplans.models import LEGEND_WORDS, Legend, Rag
from govuk.forms import DateField, SeenVersion
from reviews.forms import EvidenceField

LONGEST_SILENCE = 730  # days


def _colour(rag: Rag) -> forms.CharField:
    return forms.CharField(
        label=rag.value.title(), max_length=LEGEND_WORDS, required=False, strip=True
    )


class LegendForm(ScopedForm):
    """The colours that a CSP uses, and what each means there."""

    red = _colour(Rag.RED)
    amber = _colour(Rag.AMBER)
    green = _colour(Rag.GREEN)
    blue = _colour(Rag.BLUE)
    quiet_days = forms.IntegerField(
        label="Days without an update before a rating is suggested",
        help_text="The plan then suggests a rating. A person decides whether to give it.",
        min_value=1,
        max_value=LONGEST_SILENCE,
    )
    version = SeenVersion()

    missing = {"quiet_days": "Enter the number of days"}

    def __init__(self, *args: Any, legend: Legend, **kwargs: Any) -> None:
        names = (*Rag.values, "quiet_days", "version")
        saved = {name: getattr(legend, name) for name in names}
        super().__init__(*args, **kwargs | {"initial": saved})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        known = [name for name in Rag.values if name in data]
        if len(known) == len(Rag.values) and not any(data[name] for name in known):
            self.add_error("red", "Enter what at least one colour means")
        return data


class EndForm(ScopedForm):
    """Why an action is not taken forward, or is taken up again, and who agreed."""

    dated = DateField(past=True, label="Date it was agreed")
    agreed_by = forms.CharField(
        label="Who agreed",
        help_text="For example the partnership board, or the agency that leads the action.",
        max_length=200,
    )
    reason = long_text("Reason")
    version = SeenVersion()

    missing = {
        "dated": "Enter the date on which it was agreed",
        "agreed_by": "Enter who agreed",
        "reason": "Enter the reason",
    }


class LookForm(ScopedForm):
    """Whether what a completed action brought about is still in place."""

    in_place = forms.TypedChoiceField(
        label="Is it still in place?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    dated = DateField(past=True, label="Date on which somebody looked")
    text = long_text("What was found")
    evidence = EvidenceField(
        label="Evidence, if there is any",
        help_text="PDF, Word, Excel, CSV, text or pictures. You can choose several files.",
        required=False,
    )

    missing = {
        "in_place": "Select whether it is still in place",
        "dated": "Enter the date on which somebody looked",
        "text": "Enter what was found",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"dated": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
