"""Events from before the chain get their places in it, and the way back is open."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit.chain import head, verify
from audit.models import Event
from audit.record import record
from audit.triggers import is_guarded
from reviews.tests.factories import Cast

BEFORE, AFTER = [("audit", "0001_initial")], [("audit", "0005_append_only")]
AT = dt.datetime(2026, 3, 10, 9, 0, 0, 123456, tzinfo=dt.UTC)


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    yield Cast()
    migrate(AFTER)


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_events_from_before_are_sealed_in_their_order(people):
    told = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    old = migrate(BEFORE).get_model("audit", "Event")
    old.objects.bulk_create(
        old(at=AT, actor_name="Alice", verb="reviews.read", subject_id=str(n), changes={"é": 1.5})
        for n in range(2100)  # more than two batches
    )

    migrate(AFTER)

    events = Event.objects.order_by("number").values_list("verb", flat=True)
    assert list(events) == [*told, *["reviews.read"] * 2100]
    assert list(verify()) == []
    assert is_guarded(connection, Event) is True


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_event_after_the_migration_follows_from_those_before(people):
    migrate(BEFORE)
    migrate(AFTER)
    before = head()

    event = record("reviews.read", people.review, by=people.alice)

    assert (event.number, event.previous) == (before.number + 1, before.digest)
