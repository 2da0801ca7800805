"""Events from before the chain get their places in it, and the way back is open."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit.chain import head, verify
from audit.models import Event
from audit.record import record
from audit.triggers import guards, history
from reviews.tests.factories import Cast

BEFORE = [("audit", "0001_initial")]
AT = dt.datetime(2026, 3, 10, 9, 0, 0, 123456, tzinfo=dt.UTC)


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    yield Cast()
    migrate()


def migrate(targets=None):
    """Everything to where it is now, or back so far; the models as they are then."""
    executor = MigrationExecutor(connection)
    targets = targets or executor.loader.graph.leaf_nodes()
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

    migrate()

    events = Event.objects.order_by("number").values_list("verb", flat=True)
    assert list(events) == [*told, *["reviews.read"] * 2100]
    assert list(verify()) == []
    assert guards(connection, history()).keys() == set(history())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_event_after_the_migration_follows_from_those_before(people):
    migrate(BEFORE)
    migrate()
    before = head()

    event = record("reviews.read", people.review, by=people.alice)

    assert (event.number, event.previous) == (before.number + 1, before.digest)
