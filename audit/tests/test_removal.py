"""History leaves the database by one way, while that is permitted, and by no other."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event as Signal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from audit.models import AppendOnlyError, Event, Permit
from audit.record import record, record_for_ever
from audit.removal import removal_permitted, remove
from audit.tests.test_chain import together
from reviews.models import Hold, HoldChange
from reviews.tests.factories import Cast

KEPT = "reviews_hold rows are only ever added"


def hold(cast, reason="A trial."):
    return Hold.unscoped.create(
        review=cast.review, change=HoldChange.ENDED, reason=reason, by=cast.alice
    )


@pytest.fixture
def why(cast):
    return record_for_ever("retention.review_disposed", cast.review, by=cast.alice)


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    return Cast()


def past_our_own_code(row):
    with transaction.atomic():
        QuerySet(type(row)).filter(pk=row.pk)._raw_delete(connection.alias)


def run(*statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def permit_by_an_event_that_never_was():
    with transaction.atomic():
        Permit.objects.create(event_id=10**6)
        connection.check_constraints()


@contextmanager
def as_the_application():
    with transaction.atomic():
        run("SET LOCAL ROLE dhr_qa_application")
        yield


def refused_when(act):
    try:
        act()
    except DatabaseError as error:
        return str(error).splitlines()[0]


def test_history_is_removed_while_it_is_permitted(cast, why):
    gone, kept = hold(cast), hold(cast)

    with removal_permitted(why):
        count = remove(Hold.unscoped.filter(pk=gone.pk))

    assert (count, list(Hold.unscoped.all())) == (1, [kept])


def test_history_is_removed_in_batches(cast, why, monkeypatch):
    monkeypatch.setattr("audit.removal.BATCH", 2)
    for _ in range(5):
        hold(cast)

    with removal_permitted(why):
        count = remove(Hold.unscoped.all())

    assert (count, Hold.unscoped.count()) == (5, 0)


def test_history_is_not_removed_without_a_permit(cast):
    row = hold(cast)

    with pytest.raises(AppendOnlyError) as error:
        remove(Hold.unscoped.all())
    with pytest.raises(IntegrityError) as refusal:
        past_our_own_code(row)

    assert str(error.value) == "History is removed only while that is permitted"
    assert str(refusal.value).splitlines()[0] == KEPT
    assert list(Hold.unscoped.all()) == [row]


def test_permit_is_gone_afterwards(cast, why):
    row = hold(cast)

    with removal_permitted(why):
        assert Permit.objects.get().event == why

    assert Permit.objects.exists() is False
    with pytest.raises(IntegrityError):
        past_our_own_code(row)


def test_permit_is_gone_after_a_failure_and_so_is_the_removal(cast, why):
    row = hold(cast)

    def fails():
        with removal_permitted(why):
            remove(Hold.unscoped.all())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()

    assert (Permit.objects.exists(), list(Hold.unscoped.all())) == (False, [row])


def test_permit_does_not_let_history_be_changed(cast, why):
    row = hold(cast)

    with pytest.raises(IntegrityError) as refusal, removal_permitted(why), transaction.atomic():
        QuerySet(Hold).filter(pk=row.pk).update(reason="Another.")

    assert str(refusal.value).splitlines()[0] == KEPT


def test_permit_does_not_let_events_be_removed(cast, why):
    with pytest.raises(IntegrityError) as refusal, removal_permitted(why):
        past_our_own_code(why)

    assert str(refusal.value).splitlines()[0] == "audit_event rows are only ever added"
    assert Event.objects.filter(pk=why.pk).exists() is True


def test_permit_without_an_event_is_impossible(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Permit.objects.create()
    assert refused_when(permit_by_an_event_that_never_was) is not None

    assert Permit.objects.exists() is False


def test_rows_that_point_to_one_another_go_in_any_order(cast, why, monkeypatch):
    monkeypatch.setattr("audit.removal.BATCH", 1)
    change = cast.review.rounds.get().stage_changes.create(
        move="submit",
        source="preparing",
        target="submitted",
        happened_on="2026-03-10",
        by=cast.alice,
    )
    type(change).unscoped.create(
        round=change.round,
        move="submit",
        source="preparing",
        target="submitted",
        happened_on="2026-03-09",
        corrects=change,
        why="The day.",
        by=cast.alice,
    )

    with removal_permitted(why):
        record("reviews.read", cast.review, by=None)  # has everything asked at once
        count = remove(type(change).unscoped.filter(round=change.round))
    connection.check_constraints()

    assert count >= 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_history_is_removed_only_in_the_transaction_that_says_why(people):
    why = record_for_ever("retention.review_disposed", people.review, by=people.alice)

    with pytest.raises(TransactionManagementError), removal_permitted(why):
        pass

    assert Permit.objects.exists() is False


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time from the beginning")
def test_permit_is_nobody_elses(people):
    """While one transaction holds a permit, another that goes past our own code is refused."""
    gone, kept = hold(people), hold(people)
    permitted, tried = Signal(), Signal()

    def disposes():
        with transaction.atomic():
            why = record_for_ever("retention.review_disposed", people.review, by=people.alice)
            with removal_permitted(why):
                permitted.set()
                tried.wait(timeout=10)
                remove(Hold.unscoped.filter(pk=gone.pk))

    def forges():
        permitted.wait(timeout=10)
        try:
            past_our_own_code(kept)
        except IntegrityError as error:
            return str(error).splitlines()[0]
        finally:
            tried.set()

    assert together(disposes, forges)[1] == KEPT
    assert list(Hold.unscoped.all()) == [kept]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file has no roles")
def test_role_that_owns_no_table_disposes_but_cannot_take_the_guard_away(people):
    row = hold(people)
    rights = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public"
    run(
        "CREATE ROLE dhr_qa_application",
        f"GRANT {rights} TO dhr_qa_application",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dhr_qa_application",
    )
    try:
        with as_the_application():
            past = refused_when(lambda: past_our_own_code(row))
        with as_the_application():
            why = record_for_ever("retention.review_disposed", people.review, by=people.alice)
            with removal_permitted(why):
                remove(Hold.unscoped.filter(pk=row.pk))
        with as_the_application():
            dropped = refused_when(
                lambda: run("DROP TRIGGER reviews_hold_table_kept ON reviews_hold")
            )
    finally:
        run("DROP OWNED BY dhr_qa_application", "DROP ROLE dhr_qa_application")

    assert (past, dropped) == (KEPT, "must be owner of relation reviews_hold")
    assert Hold.unscoped.exists() is False
