"""The chain finds whatever was done to an event after it was written, and nothing else."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as Signal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.chain import (
    START,
    Fault,
    Head,
    as_read_back,
    contains,
    digest_of,
    digest_of_detail,
    head,
    verify,
)
from audit.models import Event, EventDetail
from audit.record import record
from audit.tests.tampering import many_events, remove, tamper, tamper_and_seal
from reviews.actions import keep_file
from reviews.models import FileKind, Review
from reviews.tests.factories import Cast, evidence

CHANGED = "was changed after it was written"


@pytest.fixture
def events(cast):
    """Five events of our own, after those of the cast."""
    return [record("reviews.read", cast.review, by=cast.alice, page=n) for n in range(5)]


def last_but_put_in(before):
    return f"does not follow from {before.number}: one of them was put in or sealed anew"


def straight_after(before):
    return f"comes straight after {before.number}: events were removed or put in"


def test_log_without_events_is_whole(db):
    assert (head(), list(verify())) == (START, [])


def test_events_follow_from_one_another(events):
    numbers = [event.number for event in events]

    assert numbers == list(range(numbers[0], numbers[0] + 5))
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]
    assert head() == Head(events[-1].number, events[-1].digest)
    assert list(verify()) == []


def test_digest_of_an_event_without_details_is_the_same_for_ever():
    event = Event(
        number=7,
        at=dt.datetime(2026, 3, 29, 2, 30, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        actor_name="Chloé",
        verb="reviews.read",
        subject="reviews.Review",
        subject_id="3",
        changes_sealed={"on": dt.date(2026, 3, 29), "a": [1.0, None]},
        origin="192.0.2.7",
        request="4f2a",
        previous="0" * 64,
    )

    assert digest_of(event) == "bafdb3564d16d25d05a86558871898ec34980ba3a6a65e49e951ebfa4347b5f5"


def test_digest_of_an_event_with_details_is_the_same_for_ever():
    event = Event(
        number=7,
        at=dt.datetime(2026, 3, 29, 2, 30, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        actor_name="Chloé",
        verb="reviews.read",
        subject="reviews.Review",
        subject_id="3",
        origin="192.0.2.7",
        request="4f2a",
        previous="0" * 64,
    )
    said = {"on": dt.date(2026, 3, 29), "a": [1.0, None], "é": "é"}
    event.detail_digest = digest_of_detail(EventDetail(changes=said, salt="5a" * 16))

    assert event.detail_digest == "b998d7d18ad8252ccfc5245ebd02cf956775854a42f0e984399187bc0d27ac06"
    assert digest_of(event) == "6621893118291961b5750f984c1281c70843079ec5702321599815a855267372"


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=values)
def test_digest_holds_of_what_is_read_back(cast, value):
    event = record("reviews.read", cast.review, by=cast.alice, value=value)

    kept = Event.objects.get(pk=event.pk)
    assert digest_of(kept) == event.digest
    assert digest_of_detail(kept.detail) == event.detail_digest


def test_numbers_that_the_databases_write_differently_are_one():
    told = as_read_back([1.0, -0.0, 2.0**55, 0.5])

    assert told == [1, 0, 36028797018963970, 0.5]  # the digits that were written, not the power
    assert [type(value) for value in told] == [int, int, int, float]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", dt.datetime(2026, 1, 1, 9, 0, 0, 1, tzinfo=dt.UTC)),
        ("actor", None),
        ("actor_name", "Somebody else"),
        ("verb", "reviews.opened"),
        ("subject", "reviews.Round"),
        ("subject_id", "0"),
        ("changes_sealed", {"page": 99}),
        ("detail_digest", "f" * 64),
        ("detail_digest", ""),
        ("origin", "192.0.2.99"),
        ("request", "4f2b"),
        ("previous", "f" * 64),
        ("digest", "f" * 64),
    ],
)
def test_changed_column_is_found(events, column, value):
    tamper(events[1], **{column: value})

    assert Fault(events[1].number, CHANGED) in list(verify())
    assert {fault.number for fault in verify()} <= {events[1].number, events[2].number}


def test_every_column_is_sealed():
    tried = test_changed_column_is_found.pytestmark[0].args[1]

    assert {column for column, _ in tried} | {"id", "number"} == {
        field.name for field in Event._meta.concrete_fields
    }


def test_changed_event_that_was_sealed_anew_is_found_at_the_next(events):
    tamper_and_seal(events[1], actor_name="Somebody else")

    assert list(verify()) == [Fault(events[2].number, last_but_put_in(events[1]))]


def test_changed_number_is_found(events):
    tamper(events[1], number=events[-1].number + 1)

    assert list(verify()) == [
        Fault(events[2].number, straight_after(events[0])),
        Fault(events[-1].number + 1, last_but_put_in(events[-1])),
        Fault(events[-1].number + 1, CHANGED),
    ]


def test_removed_event_is_found(events):
    remove(events[1])

    assert list(verify()) == [Fault(events[2].number, straight_after(events[0]))]


def test_removed_beginning_is_found(events):
    first = Event.objects.get(number=1)

    remove(first)

    assert list(verify()) == [Fault(2, straight_after(START))]


def test_events_in_another_order_are_found(events):
    one, other, spare = events[1].number, events[2].number, events[-1].number + 1
    tamper(events[1], number=spare)
    tamper(events[2], number=one)

    tamper(events[1], number=other)

    assert [fault for fault in verify() if fault.what == CHANGED] == [
        Fault(one, CHANGED),
        Fault(other, CHANGED),
    ]


def test_event_that_was_put_in_is_found(cast, events):
    """A forger makes room for one more and seals all that are moved up but the last."""
    for event in reversed(events[2:]):
        tamper(event, number=event.number + 1)
    forged = Event(number=events[2].number, verb="reviews.read", previous=events[1].digest)
    forged.digest = digest_of(forged)
    forged.save()

    assert [fault.number for fault in verify()][:1] == [forged.number + 1]


def test_removed_last_event_is_found_by_a_head_that_was_kept(events):
    kept = head()
    record("reviews.read", Event.objects.get(number=1), by=None)
    assert contains(kept.digest) is True

    remove(Event.objects.get(number=kept.number + 1))
    remove(events[-1])

    assert list(verify()) == []
    assert contains(kept.digest) is False


def test_verifying_from_an_event_trusts_what_stands_before(events):
    tamper(events[0], actor_name="Somebody else")

    assert list(verify(events[1].number)) == []
    assert list(verify(events[0].number)) == [Fault(events[0].number, CHANGED)]


def test_verifying_from_an_event_asks_what_it_follows(events):
    tamper_and_seal(events[1], previous="f" * 64)

    assert next(verify(events[1].number)) == Fault(events[1].number, last_but_put_in(events[0]))


def test_ten_thousand_events_are_verified_in_one_question(cast, django_assert_num_queries):
    many_events(10_000, cast.review)
    began = time.monotonic()

    with django_assert_num_queries(1):
        assert list(verify()) == []

    assert time.monotonic() - began < 10


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    return Cast()


def together(*calls):
    """Run the calls at once, each on a connection of its own."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_writers_at_once_do_not_fork_the_chain(people):
    before, start = head().number, Barrier(4)

    def write():
        start.wait(timeout=10)
        for page in range(10):
            with transaction.atomic():
                record("reviews.read", people.review, by=people.alice, page=page)
                record("reviews.read", people.review, by=people.alice, page=page)

    together(write, write, write, write)

    assert head().number == before + 80
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time from the beginning")
def test_writers_do_not_wait_for_one_another_in_a_ring(people):
    """One holds the review and has an event to write; the other's rows refer to that review."""
    held, recorded = Signal(), Signal()

    def holds():
        with transaction.atomic():
            Review.unscoped.select_for_update().get(pk=people.review.pk)
            held.set()
            recorded.wait(timeout=0.5)
            record("reviews.read", people.review, by=people.alice)

    def refers():
        held.wait(timeout=10)
        keep_file(people.review, evidence(), kind=FileKind.EVIDENCE, by=people.alice)
        recorded.set()

    together(holds, refers)

    assert list(Event.objects.order_by("-number").values_list("verb", flat=True)[:2]) == [
        "reviews.file_kept",
        "reviews.read",
    ]
    assert list(verify()) == []
