"""What people type to change many actions at once, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from access.generic import ScopedForm
from actionplans.forms import long_text
from actionplans.models import SEEN, Action
from actionplans.presenters import NOT_RECORDED
from actionplans.ratings import DEFAULT, Rating, rating_choices
from govuk.forms import DateField
from govuk.words import day, shortened

MOST = 100
CHOOSE_AGAIN = "Some of the actions are no longer there. Go back and choose again."
NOTHING_TO_CHANGE = "Choose a rating, a lead agency or a target date."


class ManyForm(ScopedForm):
    """One rating, lead agency or target date for many actions; what is left empty stays as it is.

    `seen` are the chosen actions as they stood when they were chosen: "12.1.0,13.4.27".
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)
    rating = forms.ChoiceField(label="Rating", widget=forms.RadioSelect, required=False)
    dated = DateField(past=True, label="Date the rating is about", required=False)
    reason = long_text(
        "Reason for the rating",
        rows=3,
        help_text="Needed when you choose a rating. It is kept as an update of each action.",
        required=False,
    )
    lead_agency = forms.CharField(
        label="Lead Agency",
        help_text="Leave empty to keep the lead agencies as they are.",
        max_length=200,
        required=False,
    )
    target_date = DateField(
        label="Target Date",
        help_text="Leave empty to keep the target dates as they are.",
        required=False,
    )

    def __init__(
        self, *args: Any, among: Any, legend: Mapping[str, str] = DEFAULT, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"dated": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.among, self.legend = among, legend
        same = ("", "Leave the ratings as they are")
        self.fields["rating"].choices = [same, *rating_choices(legend)]

    @property
    def tokens(self) -> list[str]:
        asked = self["seen"].value() or ""
        return [token for token in asked.split(",") if SEEN.fullmatch(token)]

    @cached_property
    def chosen(self) -> list[Any]:
        """The chosen actions as they stand now, of those that the person may change."""
        keys = [token.partition(".")[0] for token in self.tokens[:MOST]]
        rows = self.among.with_state().select_related("recommendation__review")
        return list(rows.filter(pk__in=keys)) if keys else []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and len(self.chosen) != len(self.tokens):
            self.add_error(None, CHOOSE_AGAIN)
        if data.get("rating"):
            for name, missing in RATING_NEEDS.items():
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        if not self.errors and not any(data[name] for name in CHANGES):
            self.add_error("rating", NOTHING_TO_CHANGE)
        return data

    @property
    def details(self) -> dict[str, Any]:
        names = ("rating", "dated", "reason", "lead_agency", "target_date")
        return {name: self.cleaned_data[name] for name in names}


CHANGES = ("rating", "lead_agency", "target_date")
RATING_NEEDS = {
    "dated": "Enter the date the rating is about",
    "reason": "Enter the reason for the rating",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What would change of one action: (what, as it is, as it would be)."""

    action: Action
    text: str
    changes: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, action: Any, form: ManyForm) -> Self:
        """`action` as `ActionQuerySet.with_state` gives it; the form is valid."""
        wanted = form.cleaned_data
        rating = Rating.of(wanted["rating"], form.legend.get(wanted["rating"])).full
        now = Rating.of(action.rating, action.rating_words).full
        target = day(action.target_date) or action.target_date_text or "Not set"
        lead = action.lead_agency or NOT_RECORDED
        found = {
            "rating": ("Rating", now, rating),
            "lead_agency": ("Lead Agency", lead, wanted["lead_agency"]),
            "target_date": ("Target Date", target, day(wanted["target_date"])),
        }
        changes = tuple(found[name] for name in CHANGES if wanted[name])
        return cls(action, shortened(action.text, 160), changes)
