"""What rows are called in a sentence: each kind in one question, however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from govuk.words import day, shortened

Key = tuple[str, str]
"""A model, "room.Model", and the key of a row of it, as events have them."""

# The name of a row, and the lookups whose values stand in it; of "title|kind" the first that has one.
CALLED: dict[str, tuple[str, tuple[str, ...]]] = {
    "accounts.Invitation": ("{}", ("name",)),
    "accounts.Membership": ("{} ({})", ("user__name", "role")),
    "accounts.Organisation": ("{}", ("name",)),
    "accounts.User": ("{}", ("name",)),
    "actionplans.Action": (
        "action {} of recommendation {}",
        ("position", "recommendation__number"),
    ),
    "actionplans.ActionEnd": ("“{}”", ("action__text",)),
    "actionplans.ActionUpdate": (
        "action {} of recommendation {}",
        ("action__position", "action__recommendation__number"),
    ),
    "actionplans.Recommendation": ("recommendation {}", ("number",)),
    "agencies.AgencyDecision": ("“{}”", ("update__action__text",)),
    "agencies.AgencyLink": ("{}", ("agency",)),
    "agencies.AgencyUpdate": ("“{}”", ("action__text",)),
    "agencies.LinkUse": ("{}", ("link__agency",)),
    "documents.Document": ("{}", ("title|kind",)),
    "documents.DocumentVersion": (
        "{}, version {}",
        ("document__title|document__kind", "number"),
    ),
    "documents.LeftOut": ("{}", ("version__document__title|version__document__kind",)),
    "documents.SignOff": ("{}, {}", ("capacity", "name")),
    "documents.Submission": ("round {}, submission {}", ("round__number", "number")),
    "feedback.Assignment": ("area {}", ("item__number",)),
    "feedback.Comment": ("area {}", ("item__number",)),
    "feedback.FeedbackItem": ("area {}", ("number",)),
    "feedback.Revision": ("area {}", ("item__number",)),
    "intake.ImportedRow": ("the row at {}", ("place",)),
    "packs.Handover": ("{} {}", ("pack__kind", "pack__number")),
    "packs.Making": ("a {}", ("kind",)),
    "packs.Pack": ("{} {}", ("kind", "number")),
    "publication.Duty": ("{}", ("title|kind",)),
    "publication.DutyRecord": ("{}", ("duty__title|duty__kind",)),
    "qa_panel.DraftMark": ("area {}", ("item__number",)),
    "reviews.ReviewPerson": ("{}", ("name",)),
    "reviews.StageChange": ("“{}”, {}", ("target", "happened_on")),
    "reviews.StoredFile": ("{}", ("name",)),
}
LONGEST = 120


def names_of(keys: Iterable[Key]) -> dict[Key, str]:
    """What these rows are called; a row that is gone, or a kind that has no name, is not there."""
    by_label: dict[str, set[str]] = defaultdict(set)
    for label, pk in keys:
        if label in CALLED:
            by_label[label].add(pk)
    return {key: name for label, pks in by_label.items() for key, name in _named(label, pks)}


def _named(label: str, pks: set[str]) -> Iterator[tuple[Key, str]]:
    called, slots = CALLED[label]
    model = apps.get_model(label)
    lookups = list(dict.fromkeys(lookup for slot in slots for lookup in slot.split("|")))
    fields = {lookup: field_at(model, lookup) for lookup in lookups}
    for row in model._base_manager.filter(pk__in=pks).values("pk", *lookups):
        words = {lookup: plain(field, row[lookup]) for lookup, field in fields.items()}
        told = [next(filter(None, map(words.get, slot.split("|"))), "") for slot in slots]
        yield (label, str(row["pk"])), shortened(called.format(*told), LONGEST)


def field_at(model: type[Model], lookup: str) -> Any:
    """The field to which a lookup leads."""
    field: Any = None
    for name in lookup.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    return field


def plain(field: Field[Any, Any] | None, value: Any) -> str:
    """A value as people read it: the words of a choice, a day, yes or no."""
    if value is None or value == "":
        return ""
    choices = dict(getattr(field, "flatchoices", None) or ())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return day(value)
    return str(choices.get(value, value))
