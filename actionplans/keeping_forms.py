"""What people type about what ratings mean, how an action ended or still stands, and a new name of an agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.generic import ScopedForm
from actionplans.forms import long_text
from actionplans.models import LEGEND_WORDS, SEEN, Legend, Rag
from actionplans.naming import LONGEST, Named, key, names_in, tidy
from govuk.forms import DateField, SeenVersion
from govuk.words import count, shortened
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


class RenameForm(ScopedForm):
    """An agency of a CSP's plans, and what it is to be called in all of them.

    `seen` are its actions as the check page showed them: "12.1.0,13.4.27".
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.ChoiceField(label="Agency, as it is called now")
    to = forms.CharField(label="New name", max_length=LONGEST)

    missing = {"name": "Select the agency", "to": "Enter the new name of the agency"}

    def __init__(self, *args: Any, agencies: Sequence[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.name: agency for agency in agencies}
        named = [(name, _with_counts(agency)) for name, agency in self.agencies.items()]
        self.fields["name"].choices = [("", "Select an agency"), *named]

    def clean_to(self) -> str:
        if len(names_in(self.cleaned_data["to"])) > 1:
            raise ValidationError("Enter one name, without a semicolon")
        return tidy(self.cleaned_data["to"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if self.joined:
            data["to"] = self.joined.name
        if self.agency.spellings == (data["to"],):
            self.add_error("to", "The agency is called so already. Enter another name")
        return data

    @property
    def agency(self) -> Named:
        return self.agencies[self.cleaned_data["name"]]

    @property
    def joined(self) -> Named | None:
        """The other agency that has the new name already, if there is one."""
        new = key(self.cleaned_data["to"])
        same = (one for one in self.agencies.values() if key(one.name) == new)
        return next((one for one in same if one is not self.agency), None)

    @property
    def tokens(self) -> list[str]:
        asked = self.cleaned_data["seen"].split(",")
        return [token for token in asked if SEEN.fullmatch(token)]


def _with_counts(agency: Named) -> str:
    leads, supports = count(len(agency.led), "action,actions"), len(agency.supported)
    parts = [f"leads {leads}"] if agency.led else []
    parts += [f"supports {supports}"] if supports else []
    return f"{shortened(agency.name, 60)} ({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Touched:
    """In how many actions of one review's plan an agency has another name afterwards."""

    review: str
    leads: int
    supports: int


@dataclass(frozen=True, slots=True)
class Renaming:
    """What would happen: which actions, and what else to know; `sent` is the form's data for going on."""

    to: str
    spellings: tuple[str, ...]
    joined: str
    actions: int
    reviews: tuple[Touched, ...]
    sent: dict[str, str]

    @classmethod
    def of(cls, form: RenameForm) -> Self:
        """The form is valid; its actions come with their state and their reviews."""
        agency, data = form.agency, form.cleaned_data
        led, supported = (Counter(map(_review, some)) for some in (agency.led, agency.supported))
        seen = ",".join(action.seen for action in agency.actions)
        return cls(
            to=data["to"],
            spellings=agency.spellings,
            joined=form.joined.name if form.joined else "",
            actions=len(agency.actions),
            reviews=tuple(
                Touched(review.name, led[review], supported[review])
                for review in sorted({*led, *supported}, key=lambda review: review.name)
            ),
            sent={"name": agency.name, "to": data["to"], "seen": seen, "confirmed": "yes"},
        )


def _review(action: Any) -> Any:
    return action.recommendation.review
