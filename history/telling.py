"""An event as a person reads it: who did what, when, and what was changed from what to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey
from django.utils.dateparse import parse_date

from audit.models import Event
from govuk.words import count, day
from history.naming import CALLED, Key, names_of, plain
from history.words import KINDS, SAID, Words, kind_of

NOTHING = "Not recorded"
ERASED = "What was said here was erased when records were disposed of."
IN_FULL = "in full in the event log"  # what no page could show
FOLDED_FROM = 200  # characters of both sides together
A_ROW = "a row that is no longer there"
# Lists of two that are no [before, after], by the name under which events have them.
LISTS = {
    "actionplans.action_added": ("items", "supporting"),
    "actionplans.agency_renamed": ("actions", "before"),
    "accounts.organisation_left": ("roles",),
    "accounts.second_steps_forgotten": ("kinds",),
    "documents.round_submitted": ("versions", "sign_offs"),
    "documents.submission_received": ("versions", "sign_offs"),
    "intake.plan_brought_in": (
        "recommendations_added",
        "recommendations_changed",
        "actions_added",
        "actions_changed",
        "updates_added",
    ),
    "notices.emails_chosen": ("kinds",),
    "notices.people_told": ("to",),
    "packs.findings_overridden": ("checks",),
}
# What fields are called where their own names would not say it.
LABELS = {
    "chair": "Independent chair, with an account",
    "chair_name": "Independent chair",
    "author_name": "Author",
    "kind": "Kind",
    "marking": "Protective marking",
    "died_on": "Date of death",
    "commissioned_on": "Review commissioned",
    "completed_on": "Completed",
    "text": "Words",
    "lead_agency": "Lead agency",
    "supporting": "Supporting agencies",
    "items": "Areas for development that it answers",
    "draft": "The check of the letter",
    "stage": "Stage",
    "kinds": "Closing duties",
    "mapping": "Columns",
    "fixed": "Put right by hand",
    "last_day": "Last day for an answer",
    "set_aside_why": "Reason",
    "second_factor": "Second step at sign-in",
}
# Fields of another row than the one that the event is about; a verb before the name where that is of this event alone.
ELSEWHERE = {
    "notices.people_told.kind": ("notices.Notice", "kind"),
    "stage": ("reviews.Round", "stage"),
    "kinds": ("reviews.ClosingDuty", "kind"),
    "rating": ("actionplans.ActionUpdate", "rating"),
}
# Of what is not [before, after], the few that say something to people; keys and checksums do not.
ALONE = {
    "role": "Role",
    "dated": "Day",
    "done_on": "Done on",
    "form": "Form",
    "kind": "Kind",
    "last_day": "Last day for an answer",
    "outcome": "Outcome",
    "on": "Day",
    "rating": "RAG rating",
    "reference": "Reference",
    "review_on": "Look again on",
    "sent_on": "Sent on",
    "to": "To",
    "look_again_on": "Look again on",
    "years": "Years",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a row, before and after."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return len(self.before) + len(self.after) > FOLDED_FROM


@dataclass(frozen=True, slots=True)
class Told:
    """One event on the page. `facts` are what it says with one value: (label, words)."""

    number: int
    at: dt.datetime
    who: str
    said: str
    kind: str
    verb: str
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    note: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.who} {self.said}."

    @property
    def is_long(self) -> bool:
        return any(change.is_long for change in self.changes)


def told(events: Iterable[Event]) -> list[Told]:
    """The events as sentences; one question for each kind of row that they name."""
    every = list(events)
    names = names_of(key for event in every for key in _keys(event))
    return [_told(event, names) for event in every]


def _told(event: Event, names: dict[Key, str]) -> Told:
    kind, words = kind_of(event.verb), SAID.get(event.verb, Words(event.verb))
    row = names.get((event.subject, event.subject_id), A_ROW)
    return Told(
        number=event.number,
        at=event.at,
        who=event.actor_name[:1].upper() + event.actor_name[1:],
        said=words.said.format(row=row),
        kind=KINDS.get(kind, kind),
        verb=event.verb,
        facts=tuple(_facts(event, names)),
        changes=tuple(_changes(event, names)),
        note=ERASED if event.is_erased else "",
    )


def _keys(event: Event) -> Iterator[Key]:
    """The rows that an event names: its own, and those that its changed fields point to."""
    yield event.subject, event.subject_id
    for name, values in [*_pairs(event), *((name, [value]) for name, value in _alone(event))]:
        label = _points_to(_field(event, name))
        yield from ((label, str(pk)) for pk in values if label and isinstance(pk, int))


def _pairs(event: Event) -> Iterator[tuple[str, list[Any]]]:
    """What changed, as [before, after]."""
    lists = LISTS.get(event.verb, ())
    for name, value in event.changes.items():
        if isinstance(value, list) and len(value) == 2 and name not in lists:
            yield name, value


def _alone(event: Event) -> Iterator[tuple[str, Any]]:
    """What an event says besides, with one value."""
    for name, value in event.changes.items():
        if name in ALONE and not isinstance(value, list | dict) and value not in (None, ""):
            yield name, value


def _facts(event: Event, names: dict[Key, str]) -> Iterator[tuple[str, str]]:
    for name, value in _alone(event):
        yield ALONE[name], _words(_field(event, name), value, names)


def _changes(event: Event, names: dict[Key, str]) -> Iterator[Change]:
    for name, (before, after) in _pairs(event):
        field = _field(event, name)
        was, now = (_words(field, value, names) for value in (before, after))
        yield Change(_label(field, name), was or NOTHING, now or NOTHING)


def _field(event: Event, name: str) -> Any:
    own = ELSEWHERE.get(f"{event.verb}.{name}")
    label, name = own or ELSEWHERE.get(name, (event.subject, name))
    try:
        return apps.get_model(label)._meta.get_field(name)
    except (FieldDoesNotExist, LookupError):
        return None


def _label(field: Any, name: str) -> str:
    words = LABELS.get(name) or str(getattr(field, "verbose_name", name.replace("_", " ")))
    return words[:1].upper() + words[1:]


def _points_to(field: Any) -> str:
    """The model to which a field points, if its rows have names."""
    label = field.related_model._meta.label if isinstance(field, ForeignKey) else ""
    return label if label in CALLED else ""


def _words(field: Field[Any, Any] | None, value: Any, names: dict[Key, str]) -> str:
    if isinstance(field, ForeignKey) and value is not None:
        return names.get((_points_to(field), str(value)), A_ROW)
    if isinstance(value, dict):
        return IN_FULL if value else ""
    if isinstance(value, list):
        return _several(field, value)
    if isinstance(value, str) and (on := _as_day(value)):
        return day(on)
    return plain(field, value)


def _several(field: Field[Any, Any] | None, values: list[Any]) -> str:
    if all(isinstance(value, str) for value in values):
        return "\n".join(plain(field, value) for value in values)
    return count(len(values), "entry,entries")


def _as_day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
