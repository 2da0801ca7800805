"""What people type about recommendations, actions and updates, and how they choose what the plan shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, NullIf
from django.utils import timezone

from access.generic import ScopedForm
from actionplans.models import Action, Agencies, Level, Rag, Recommendation, SupportingAgency
from actionplans.naming import Named, beside, key, trouble_with
from actionplans.ratings import DEFAULT, NOT_USED_NOW, rating_choices
from feedback.models import FeedbackItem
from govuk.forms import DateField, SeenVersion, SeveralRows
from govuk.words import shortened
from reviews.forms import EvidenceField
from reviews.models import Review

LONG_TEXT = 20_000
PLAN_ORDER = ("recommendation__position", "position", "pk")


def _by_words(actions: Any, words: str) -> Any:
    columns = ("text", "lead_agency", "milestones", "outcome")
    above = ("recommendation__text", "recommendation__scope")
    supported = SupportingAgency.unscoped.filter(name__icontains=words)
    found = Q(recommendation__number__iexact=words) | Q(pk__in=supported.values("action"))
    for column in (*columns, *above):
        found |= Q(**{f"{column}__icontains": words})
    return actions.filter(found)


def _by_rating(actions: Any, rating: str) -> Any:
    wanted = {"rating__isnull": True} if rating == "none" else {"rating": rating}
    return actions.filter(**wanted)


STATES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "open": ("Not ended", lambda actions: actions.open()),
    "complete": ("Complete", lambda actions: actions.filter(completed_on__isnull=False)),
    "given_up": ("Not taken forward", lambda actions: actions.not_taken_forward()),
    "look": ("Complete, and a look is due", lambda actions: actions.look_due()),
}
DUE_SOON = 30  # days


FILTERS: dict[str, Callable[[Any, Any], Any]] = {
    "q": _by_words,
    "rating": _by_rating,
    "review": lambda actions, review: actions.of_review(review),
    "lead": lambda actions, spelt: actions.of_agency(*spelt),
    "state": lambda actions, state: STATES[state][1](actions),
    "overdue": lambda actions, _: actions.overdue(),
    "due": lambda actions, _: actions.due_within(DUE_SOON),
}


def _both_ways(name: str, key: Any) -> dict[str, Any]:
    """Up and down; an action that has no such thing stands last either way."""
    return {name: key.asc(nulls_last=True), f"-{name}": key.desc(nulls_last=True)}


_URGENCY = Case(*(When(rating=value, then=Value(at)) for at, value in enumerate(Rag.values)))
ORDERS: dict[str, Any] = (
    _both_ways("target", F("target_date"))
    | _both_ways("lead", NullIf(Lower("lead_agency"), Value("")))
    | _both_ways("rating", _URGENCY)
    | _both_ways("updated", F("last_update_on"))
)


def long_text(label: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=LONG_TEXT, **kwargs)


class RecommendationForm(ScopedForm):
    """One recommendation in the report's words."""

    number = forms.CharField(
        label="Number", help_text="As in the report, for example 3 or 3a.", max_length=20
    )
    text = long_text("Recommendation")
    scope = forms.CharField(
        label="Scope of recommendation (i.e. local or regional)",
        help_text="In the report’s words.",
        max_length=200,
        required=False,
    )
    level = forms.ChoiceField(label="Level", choices=Level.choices, widget=forms.RadioSelect)
    agencies = forms.ChoiceField(
        label="Who it is for", choices=Agencies.choices, widget=forms.RadioSelect
    )
    version = SeenVersion(required=False)

    missing = {
        "number": "Enter the number of the recommendation",
        "text": "Enter the recommendation",
        "level": "Select the level of the recommendation",
        "agencies": "Select whether it is for one agency or several",
    }
    DETAILS = ("number", "text", "scope", "level", "agencies")

    def __init__(
        self, *args: Any, review: Review, row: Recommendation | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _initial(row, self.DETAILS) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.review, self.row = review, row

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        same = Recommendation.unscoped.filter(review=self.review, number__iexact=number)
        if same.exclude(pk=self.row.pk if self.row else 0).exists():
            raise ValidationError(f"This review already has a recommendation {number}")
        return number

    @property
    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DETAILS}


class RecommendationChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}: {shortened(obj.text, 90)}"


class AreasChoice(SeveralRows):
    """Areas for development as checkboxes; the round is named once there are several."""

    widget = forms.CheckboxSelectMultiple
    several_rounds = False

    def label_from_instance(self, obj: Any) -> str:
        return area_words(obj, several_rounds=self.several_rounds)


class ActionForm(ScopedForm):
    """One action: the columns of the template, and the areas for development that it answers."""

    recommendation = RecommendationChoice(
        label="Recommendation",
        queryset=Recommendation.unscoped.all(),
        empty_label="Select a recommendation",
    )
    text = long_text("Action to take")
    lead_agency = forms.CharField(label="Lead Agency", max_length=200, required=False)
    supporting = long_text(
        "Supporting agencies",
        rows=3,
        help_text="One a line. They help with the action; the lead agency answers for it.",
        required=False,
    )
    milestones = long_text(
        "Key milestones achieved in enacting recommendation", rows=5, required=False
    )
    target_date = DateField(label="Target Date", required=False)
    target_date_text = forms.CharField(
        label="Or in words",
        help_text="If there is no one day, for example “ongoing” or “spring 2026”.",
        max_length=100,
        required=False,
    )
    completed_on = DateField(
        past=True,
        label="Date of completion",
        help_text="Leave empty until the action is complete.",
        required=False,
    )
    outcome = long_text("Outcome", required=False)
    items = AreasChoice(
        label="Areas for development that this action answers",
        queryset=FeedbackItem.unscoped.all(),
        required=False,
    )
    version = SeenVersion(required=False)

    missing = {
        "recommendation": "Select the recommendation that this action carries out",
        "text": "Enter the action to take",
    }
    DETAILS = (
        "text",
        "lead_agency",
        "milestones",
        "target_date",
        "target_date_text",
        "completed_on",
        "outcome",
    )

    def __init__(
        self, *args: Any, review: Review, row: Action | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _action_initial(row) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        recommendations = self.fields["recommendation"]
        recommendations.queryset = recommendations.queryset.filter(review=review)
        self._narrow_areas(review, row)

    def _narrow_areas(self, review: Review, row: Action | None) -> None:
        """The areas that count, and those that this action answers already."""
        field = self.fields["items"]
        linked = row.items.values_list("pk", flat=True) if row else ()
        counts = Q(pk__in=field.queryset.standing()) | Q(pk__in=linked)
        areas = field.queryset.filter(counts, letter__round__review=review)
        field.queryset = areas.select_related("letter__round").order_by(
            "letter__round__number", "number"
        )
        rounds = set(areas.order_by().values_list("letter__round", flat=True))
        field.several_rounds = len(rounds) > 1
        if not rounds:
            del self.fields["items"]

    def clean_supporting(self) -> list[str]:
        names = beside(self.cleaned_data.get("lead_agency", ""), [self.cleaned_data["supporting"]])
        if trouble := trouble_with(names):
            raise ValidationError(trouble)
        return names

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("target_date") and data.get("target_date_text"):
            self.add_error("target_date_text", "Enter a target date or words for it, not both")
        return data

    @property
    def details(self) -> dict[str, Any]:
        """The fields of the row and the rows beside it, as the actions take them."""
        chosen = {name: self.cleaned_data[name] for name in (*self.DETAILS, "supporting")}
        return chosen | {"items": list(self.cleaned_data.get("items") or ())}


class UpdateForm(ScopedForm):
    """How an action is going, on a day, with a new rating or none."""

    dated = DateField(
        past=True,
        label="Date the update is about",
        help_text="The rating with the latest date is the present one.",
    )
    text = long_text("Update", rows=6)
    rating = forms.ChoiceField(
        label="Rating",
        widget=forms.RadioSelect,
        required=False,
    )
    reason = long_text(
        "Reason for the rating",
        rows=3,
        help_text="Needed when you choose a rating.",
        required=False,
    )
    evidence = EvidenceField(
        label="Evidence, if there is any",
        help_text="PDF, Word, Excel, CSV, text or pictures. You can choose several files.",
        required=False,
    )
    missing = {
        "dated": "Enter the date the update is about",
        "text": "Enter the update",
    }

    def __init__(self, *args: Any, legend: Mapping[str, str] = DEFAULT, **kwargs: Any) -> None:
        kwargs["initial"] = {"dated": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        same = ("", "Leave the rating as it is")
        self.fields["rating"].choices = [same, *rating_choices(legend)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("rating") and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter the reason for the rating")
        if data.get("reason") and not data.get("rating") and "rating" not in self.errors:
            self.add_error("rating", "Select the rating that the reason is for")
        return data


class AgencyChoice(forms.ChoiceField):
    """An agency, by any way in which it is or was written; its value is all of those that there are."""

    spelt: Mapping[str, tuple[str, ...]] = {}

    def offer(self, agencies: Sequence[Named]) -> None:
        named = [(agency.name, shortened(agency.name, 60)) for agency in agencies]
        self.choices = [("", "All agencies"), *named]
        self.spelt = {key(agency.name): agency.spellings for agency in agencies}

    def clean(self, value: Any) -> tuple[str, ...]:
        return self.spelt.get(key(self.to_python(value)), ())


class PlanFilter(ScopedForm):
    """Which actions the plan shows, and in which order. What it does not know, it passes over."""

    order: tuple[str, ...] = PLAN_ORDER

    q = forms.CharField(label="Words in the plan", max_length=200, required=False)
    rating = forms.ChoiceField(label="Rating", required=False)
    lead = AgencyChoice(label="Agency", required=False)
    state = forms.ChoiceField(
        label="Completion",
        choices=[("", "All actions"), *((state, words) for state, (words, _) in STATES.items())],
        required=False,
    )
    overdue = forms.BooleanField(label="Overdue only", required=False)
    due = forms.BooleanField(label=f"Due in {DUE_SOON} days", required=False)
    sort = forms.ChoiceField(
        choices=[(order, order) for order in ORDERS], widget=forms.HiddenInput, required=False
    )

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[Named],
        legend: Mapping[str, str] = DEFAULT,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].offer(agencies)
        every = {value: legend.get(value, NOT_USED_NOW) for value in Rag.values}
        rated = [("", "All ratings"), *rating_choices(every), ("none", "No rating")]
        self.fields["rating"].choices = rated

    @classmethod
    def of(cls, query: Any, **known: Any) -> Self:
        """The filter as it was understood: what the page shows is what was done."""
        asked = cls(query, **known)
        asked.full_clean()
        return cls(initial=asked.cleaned_data, **known)

    @property
    def is_set(self) -> bool:
        return any(value for name, value in self.initial.items() if name != "sort")

    @property
    def sort_by(self) -> str:
        return self.initial.get("sort") or ""

    def narrow(self, actions: Any) -> Any:
        """The chosen actions in the chosen order; they come with their state."""
        for name, value in self.initial.items():
            if value and name in FILTERS:
                actions = FILTERS[name](actions, value)
        first = [ORDERS[self.sort_by]] if self.sort_by else []
        return actions.order_by(*first, *self.order)


def area_words(item: FeedbackItem, *, several_rounds: bool = False) -> str:
    place = f"Round {item.letter.round.number}, area" if several_rounds else "Area"
    ended = " (counts no more)" if item.left_out_at or item.letter.set_aside_at else ""
    return f"{place} {item.number}: {shortened(item.text, 90)}{ended}"


def _initial(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in names} | {"version": row.version}


def _action_initial(row: Action | None) -> dict[str, Any]:
    if row is None:
        return {}
    linked = list(row.items.values_list("pk", flat=True))
    return _initial(row, ActionForm.DETAILS) | {
        "recommendation": row.recommendation_id,
        "supporting": "\n".join(row.supporting_names),
        "items": linked,
    }
