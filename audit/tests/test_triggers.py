"""The database keeps the events from whoever goes past our own code."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.models import Event
from audit.record import record
from audit.triggers import guard, is_guarded, lift, lifted

KEPT = "audit_event rows are only ever added"
COLUMNS = ", ".join(field.column for field in Event._meta.concrete_fields)
OTHER_KEYS = COLUMNS.replace("id,", "id + 1000,", 1)
UPSERT = (
    "INSERT INTO audit_event ({columns}) SELECT {columns} FROM audit_event WHERE id > 0 "
    "ON CONFLICT (id) DO UPDATE SET verb = 'reviews.forged'"
)
CHANGES = {
    "update": "UPDATE audit_event SET verb = 'reviews.forged'",
    "delete": "DELETE FROM audit_event",
    "upsert": UPSERT,
}
REPLACE = "REPLACE INTO audit_event ({columns}) SELECT "
WAYS = {
    "postgresql": {**CHANGES, "truncate": "TRUNCATE audit_event"},
    "sqlite": {
        **CHANGES,
        "replace": REPLACE + "{columns} FROM audit_event",
        "replace by number": REPLACE + "{other_keys} FROM audit_event",
    },
}[connection.vendor]


@pytest.fixture
def event(cast):
    return record("reviews.read", cast.review, by=cast.alice)


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_database_refuses_to_change_or_remove_an_event(event, way):
    before = list(Event.objects.order_by("pk").values())

    with pytest.raises(IntegrityError) as error:
        run(way.format(columns=COLUMNS, other_keys=OTHER_KEYS))

    assert str(error.value).splitlines()[0] == KEPT
    assert list(Event.objects.order_by("pk").values()) == before


def test_database_takes_more_events(event):
    record("reviews.read", event, by=None)

    assert Event.objects.filter(number=event.number + 1).count() == 1


def test_guard_that_is_taken_away_is_missed(event):
    assert is_guarded(connection, Event) is True

    lift(connection, Event)
    assert is_guarded(connection, Event) is False

    guard(connection, Event)
    assert is_guarded(connection, Event) is True


def test_guard_is_made_anew_where_it_stands(event):
    guard(connection, Event)

    assert is_guarded(connection, Event) is True


def test_guard_is_lifted_for_one_piece_of_work(event):
    with lifted(connection, Event):
        run("UPDATE audit_event SET verb = 'reviews.put_right'")

    assert is_guarded(connection, Event) is True
    assert set(Event.objects.values_list("verb", flat=True)) == {"reviews.put_right"}


def test_guard_stands_again_when_that_work_fails(event):
    with pytest.raises(DatabaseError), lifted(connection, Event):
        run("UPDATE audit_event SET verb = nothing()")

    assert is_guarded(connection, Event) is True
    assert Event.objects.get(pk=event.pk).verb == "reviews.read"
