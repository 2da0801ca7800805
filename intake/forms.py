"""What people choose and type when they bring a plan in: the file, its columns, one of its rows, the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.generic import AskingForm, ScopedForm
from actionplans.apart import read_plan, read_tables
from actionplans.models import Action
from actionplans.naming import beside, trouble_with
from actionplans.plans import Column, Plan, Tables, UnreadablePlan
from actionplans.ratings import NOT_USED_NOW, rating_choices
from actionplans.reading.columns import plain
from govuk.forms import DateField, SeenVersion
from govuk.words import count, shortened
from intake.checking import LIMITS
from intake.comparing import Compared
from intake.differences import LABELS
from intake.models import PlanImport
from intake.standing import Standing
from reviews.files import EVIDENCE_TYPES, ExaminedFile
from reviews.forms import WRONG_TYPE, examined

NO_PLAN = "Say which column holds the actions, or which holds the recommendations."
KEPT_BESIDE = ("", "It has no place in the plan")
LOST = (
    "When the columns change, the rows are read again. That takes back {}. Tick the box to go on."
)
NEW = ("", "None of these: it is new")
SELECT_RATING = "Select a rating, or that there is none"
NO_CHOICE = "Enter a target date or words for it, not both"


class PlanFileForm(ScopedForm):
    """A plan as a file; it is read at once."""

    file = forms.FileField(
        label="Upload the action plan",
        help_text="Word (.docx), Excel (.xlsx) or CSV.",
    )
    missing = {"file": "Choose the file of the action plan"}

    def clean_file(self) -> ExaminedFile:
        """The reader knows better than a list of types what to say of a PDF or a picture."""
        try:
            return examined(self.cleaned_data["file"], EVIDENCE_TYPES)
        except ValidationError as refusal:
            if refusal.code != WRONG_TYPE:
                raise
            raise ValidationError(str(UnreadablePlan("wrong_type"))) from None

    def clean(self) -> dict[str, Any]:
        """Adds `plan`, which has no rows if columns have to be named by hand."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                data["plan"] = _read(read_tables(data["file"].data))
            except UnreadablePlan as unreadable:
                self.add_error("file", str(unreadable))
        return data


def _read(tables: Tables, mapping: Mapping[str, Column] | None = None) -> Plan:
    """A file in which no table is a plan is one without rows: a person may still name its columns."""
    try:
        return read_plan(tables, mapping)
    except UnreadablePlan as unreadable:
        if unreadable.code != "not_a_plan":
            raise
        return Plan(warnings=tables.warnings)


class ColumnsForm(AskingForm):
    """What each column of a file is about. `labels` are {label: (meaning or "", examples)}."""

    version = SeenVersion(required=False)

    def __init__(
        self,
        *args: Any,
        plan_import: PlanImport,
        tables: Tables,
        labels: Mapping[str, tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan_import, self.tables, self.labels = plan_import, tables, labels
        self.fields["version"].initial = plan_import.version
        for at, (label, (meaning, examples)) in enumerate(labels.items()):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=shortened(label, 120),
                help_text=examples,
                choices=MEANINGS,
                initial=meaning,
                required=False,
            )

    @property
    def mapping(self) -> dict[str, str]:
        """{label: meaning}: what was said before, and what is said otherwise than the page had it."""
        said = dict(self.plan_import.mapping)
        for at, (label, (meaning, _)) in enumerate(self.labels.items()):
            chosen = self.cleaned_data[f"column_{at}"]
            if chosen != meaning:
                said = {known: m for known, m in said.items() if plain(known) != plain(label)}
                said[label] = chosen or Column.OTHER.value
        return said

    def clean(self) -> dict[str, Any]:
        """Adds `plan`, the file read with these meanings."""
        data = super().clean()
        if not self.errors:
            mapping = {label: Column(meaning) for label, meaning in self.mapping.items()}
            self._read_again(mapping)
        return data

    def _read_again(self, mapping: Mapping[str, Column]) -> None:
        try:
            plan = _read(self.tables, mapping)
        except UnreadablePlan as unreadable:
            self.add_error(None, str(unreadable))
            return
        if any(row.action or row.recommendation for row in plan.rows):
            self.cleaned_data["plan"] = plan
        else:
            self.add_error(None, NO_PLAN)

    def questions(self) -> list[str]:
        """What people have put right goes with the rows, so they are asked first."""
        rows = self.plan_import.rows
        done = {
            "row you fixed,rows you fixed": rows.filter(fixed=True).count(),
            "row you skipped,rows you skipped": rows.filter(skipped=True).count(),
        }
        told = [count(number, words) for words, number in done.items() if number]
        return [LOST.format(" and ".join(told))] if told else []


MEANINGS = [KEPT_BESIDE, *((one.value, one.value) for one in Column if one != Column.OTHER)]


TEXTS = ("recommendation", "text", "milestones", "outcome", "update")
LINE, MOST_ROWS = 65, 12
"""About how many characters stand on a line, and how many rows a field grows by for a long text."""


def _line(name: str, **kwargs: Any) -> forms.CharField:
    given = {"label": LABELS.get(name), "max_length": LIMITS.get(name), "required": False}
    return forms.CharField(**given | kwargs)


def _text(name: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return _line(name, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class RowForm(ScopedForm):
    """One row of the file as it will be saved, and the action that it is about."""

    action = forms.ChoiceField(
        label="Which action of the plan is this row about?",
        help_text="The row changes that action, or adds a new one.",
        required=False,
    )
    number = _line("number")
    recommendation = _text("recommendation")
    scope = _line("scope")
    text = _text("text")
    lead_agency = _line("lead_agency")
    supporting = _text("supporting", rows=2, help_text="One a line.")
    milestones = _text("milestones")
    target_date = DateField(label=LABELS["target_date"], required=False)
    target_date_text = _line(
        "target_date_text",
        label="Or in words",
        help_text="If there is no one day, for example “ongoing” or “spring 2026”.",
    )
    completed_on = DateField(past=True, label=LABELS["completed_on"], required=False)
    outcome = _text("outcome")
    rating = forms.ChoiceField(label=LABELS["rating"], widget=forms.RadioSelect, required=False)
    reason = _text("reason", rows=2)
    update = _text("update")
    version = SeenVersion(required=False)

    DETAILS = (
        "number",
        "recommendation",
        "scope",
        "text",
        "lead_agency",
        "supporting",
        "milestones",
        "target_date",
        "target_date_text",
        "completed_on",
        "outcome",
        "rating",
        "reason",
        "update",
    )

    def __init__(self, *args: Any, compared: Compared, standing: Standing, **kwargs: Any) -> None:
        row = compared.row
        known = {name: getattr(row, name) for name in self.DETAILS}
        self.matched = compared.action.pk if compared.action else 0
        self.standing = standing
        version = row.plan_import.version
        kwargs["initial"] = known | {"version": version, "action": self.matched or ""}
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            widget = self.fields[name].widget
            widget.attrs["rows"] += min(len(known[name]) // LINE, MOST_ROWS)
        self._offer_actions(standing.actions)
        self._offer_ratings(compared)
        self._say_what_is_shared(compared)

    def _offer_actions(self, actions: Sequence[Action]) -> None:
        """All of the plan, under their recommendations; a plan that is empty leaves nothing to choose."""
        if not actions:
            del self.fields["action"]
            return
        groups: dict[str, list[tuple[int, str]]] = {}
        for action in actions:
            under = groups.setdefault(f"Recommendation {action.recommendation.number}", [])
            under.append((action.pk, shortened(action.text, 90)))
        self.fields["action"].choices = [NEW, *groups.items()]

    def _offer_ratings(self, compared: Compared) -> None:
        """Those that the CSP uses, and the one that the action has already."""
        legend = dict(self.standing.legend)
        if compared.action:
            has = self.standing.told[compared.action.pk].rating
            legend |= {has: NOT_USED_NOW} if has and has not in legend else {}
        none = "Leave the rating as it is" if compared.action else "No rating"
        self.fields["rating"].choices = [("", none), *rating_choices(legend)]

    def _say_what_is_shared(self, compared: Compared) -> None:
        others = len(compared.group.rows) - 1 if compared.group else 0
        if others:
            rows = count(others, "other row has,other rows have")
            self.fields[
                "recommendation"
            ].help_text = f"{rows} the same words. What you change here, changes there too."

    def clean_supporting(self) -> str:
        names = beside(self.cleaned_data.get("lead_agency", ""), [self.cleaned_data["supporting"]])
        if trouble := trouble_with(names):
            raise ValidationError(trouble)
        return "\n".join(names)

    def clean_rating(self) -> str:
        """A rating that is not used is no choice on the page; it must not vanish without a word."""
        if self.add_prefix("rating") not in self.data:
            raise ValidationError(SELECT_RATING)
        rating: str = self.cleaned_data["rating"]
        return rating

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("target_date") and data.get("target_date_text"):
            self.add_error("target_date_text", NO_CHOICE)
        return data

    @property
    def details(self) -> dict[str, Any]:
        """As the action takes them; an action only where a person has chosen one, or chosen another."""
        told = {name: self.cleaned_data[name] for name in self.DETAILS}
        chosen = int(self.cleaned_data.get("action") or 0)
        if not (chosen or self.matched):
            return told
        known = {action.pk: action for action in self.standing.actions}
        return told | {"action": known.get(chosen)}


class PressedForm(ScopedForm):
    """A button on a page that somebody else may have changed since it was opened."""

    version = SeenVersion(required=False)


class ConfirmForm(PressedForm):
    """The last look: the plan as it was compared, and the day of the ratings and updates, if there are any."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    dated = DateField(
        past=True,
        label="Date the ratings and updates are about",
        help_text="For example the day on which the agencies reported.",
    )
    missing = {"dated": "Enter the date the ratings and updates are about"}

    def __init__(self, *args: Any, asks_date: bool, **kwargs: Any) -> None:
        today = {"dated": timezone.localdate()}
        kwargs["initial"] = today | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not asks_date:
            del self.fields["dated"]

    @property
    def details(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"dated": today} | {
            name: self.cleaned_data[name]
            for name in ("version", "seen", "dated")
            if name in self.cleaned_data
        }
