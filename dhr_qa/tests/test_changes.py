"""Whatever an action changes in a row, its events say with the value before and the value after."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from audit.chain import as_read_back
from audit.models import AppendOnlyModel, Event
from dhr_qa.tests.test_architecture import ACTIONS, OURS
from dhr_qa.tests.world import World

# Rows that change, in whose history somebody may look for what they were.
CHANGING = [model for model in OURS if not issubclass(model, AppendOnlyModel)]

# Columns whose names end so say by whom, and when: that is what an event is. Secrets are never written down.
SAID_BY_THE_EVENT = ("by", "at", "version")
SECRETS = ("password", "digest")
# What stands elsewhere, and where.
SAID_OTHERWISE = {
    "accounts.User.is_active": "accounts.account_closed says it",
    "accounts.User.email": "accounts.account_closed says it",
    "accounts.Invitation.expires_at": "accounts.invitation_sent_again says it, by when it was",
    "actionplans.SupportingAgency.name": "actionplans.agency_renamed lists every spelling it had",
    "intake.PlanImport.columns": "it is read from the file, which is kept",
    "intake.PlanImport.warnings": "they are about the file, which is kept",
    "intake.ImportedRow.action": "intake.plan_brought_in lists the actions",
    "intake.ImportedRow.changes": "it is what became of the row, which the action's events say",
    "reviews.ClosingDuty.from_letter": "reviews.duties_set lists what the letter asks for",
    "publication.Duty.from_letter": "reviews.duties_set lists what the letter asks for",
    "packs.Making.state": "its verb says it: a making is how far something is, and no record",
    "packs.Making.pack": "packs.pack_made says it",
    "packs.Making.failure": "packs.making_ended says it",
    "packs.Making.attempts": "packs.making_resumed says it",
}


@pytest.fixture
def world(db):
    return World()


def rows() -> dict[tuple[str, Any], dict[str, Any]]:
    return {
        (model._meta.label, row.pk): _values(row)
        for model in CHANGING
        for row in model._base_manager.all()
    }


def _values(row: Model) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def said_by(events: Any) -> list[tuple[str, list[Any]]]:
    return [(name, value) for event in events for name, value in event.changes.items()]


@pytest.mark.parametrize("action", list(ACTIONS), ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_events_say_what_was_before_and_after(world, action):
    given = ACTIONS[action][0](world)
    before, last = rows(), Event.objects.order_by("number").last().number

    action(**given)

    said = as_read_back(said_by(Event.objects.filter(number__gt=last)))
    untold = {
        f"{label}.{name}": [was, now]
        for (label, pk), values in rows().items()
        if (label, pk) in before
        for name, now in values.items()
        if (was := before[label, pk][name]) != now
        and as_read_back([name, [was, now]]) not in said
        and not is_said_otherwise(label, name)
    }
    assert untold == {}


def is_said_otherwise(label: str, name: str) -> bool:
    return (
        name.rpartition("_")[2] in SAID_BY_THE_EVENT
        or name in SECRETS
        or f"{label}.{name}" in SAID_OTHERWISE
    )


def test_what_is_said_otherwise_is_there():
    columns = {f"{m._meta.label}.{field.name}" for m in CHANGING for field in m._meta.fields}

    assert set(SAID_OTHERWISE) - columns == set()
