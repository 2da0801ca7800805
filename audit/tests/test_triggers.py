"""The database keeps the events from whoever goes past our own code."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.models import Event, EventDetail
from audit.record import record
from audit.triggers import Guard, guard, guard_of, guards, history, is_guarded, lift, lifted
from documents.tests.factories import document_in
from reviews.actions import keep_file
from reviews.models import FileKind
from reviews.tests.factories import evidence

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
REPLACE_VERSION = (
    "REPLACE INTO documents_documentversion (document_id, number, file_id, what_changed, by_id, at) "
    "SELECT document_id, number, {file}, 'forged', by_id, at FROM documents_documentversion"
)
WAYS = {
    "postgresql": {**CHANGES, "truncate": "TRUNCATE audit_event CASCADE"},
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

    assert str(error.value).splitlines()[0].startswith(KEPT)
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


def test_all_history_is_guarded_and_events_without_exception(db):
    assert guards(connection, history()) == {model: guard_of(model) for model in history()}
    assert guard_of(Event) is Guard.FOR_EVER
    assert guard_of(EventDetail) is Guard.TILL_DISPOSAL


def test_guard_that_was_lifted_stands_again_as_it_was(db):
    before = guards(connection, history())

    with lifted(connection, *history()):
        assert guards(connection, history()) == {}

    assert guards(connection, history()) == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
def test_row_is_not_replaced_by_one_that_has_a_pair_of_values_in_common(cast):
    document = document_in(cast.review, by=cast.alice)
    file = keep_file(cast.review, evidence(), kind=FileKind.DOCUMENT, by=cast.alice)

    with pytest.raises(IntegrityError) as error:
        run(REPLACE_VERSION.format(file=file.pk))

    assert str(error.value) == (
        "documents_documentversion rows are only ever added, and this document_id, number is taken"
    )
    assert document.versions.get().what_changed != "forged"
