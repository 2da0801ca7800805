"""One call writes one event, in the words of the moment."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.chain import digest_of_detail, head
from audit.models import Event
from audit.origin import Origin, current
from audit.record import record, record_for_ever


def test_record_says_who_did_what_to_which_row(cast):
    event = record("reviews.read", cast.review, by=cast.alice, page=3)

    assert (event.verb, event.actor, event.actor_name) == ("reviews.read", cast.alice, "Alice")
    assert (event.subject, event.subject_id) == ("reviews.Review", str(cast.review.pk))
    assert event.changes == {"page": 3}
    assert str(event) == f"reviews.read reviews.Review {cast.review.pk}"


def test_record_without_a_person_names_nobody(cast):
    event = record("accounts.person_added", cast.kim, by=None)

    assert (event.actor, event.actor_name) == (None, "the command line")


def test_record_by_a_row_that_is_no_person_keeps_what_it_is_called(cast):
    event = record("reviews.read", cast.review, by=cast.northbrook)

    assert (event.actor, event.actor_name) == (None, str(cast.northbrook))


def test_record_says_from_where(cast):
    token = current.set(Origin("192.0.2.7", "4f2a"))

    event = record("reviews.read", cast.review, by=cast.alice)

    current.reset(token)
    assert (event.origin, event.request) == ("192.0.2.7", "4f2a")


def test_record_outside_a_request_comes_from_nowhere(cast):
    event = record("reviews.read", cast.review, by=cast.alice)

    assert (event.origin, event.request) == ("", "")


def test_record_costs_one_question_more_than_the_row(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        record("reviews.read", cast.review, by=cast.alice)


def test_record_of_changes_costs_one_insert_more(cast, django_assert_num_queries):
    with django_assert_num_queries(3):
        record("reviews.read", cast.review, by=cast.alice, page=3)


def test_record_keeps_what_changed_apart_from_the_chain(cast):
    event = record("reviews.read", cast.review, by=cast.alice, page=3)

    kept = Event.objects.get(pk=event.pk)
    assert (kept.changes_sealed, kept.detail.changes) == ({}, {"page": 3})
    assert kept.detail_digest == digest_of_detail(kept.detail)


def test_record_salts_what_changed(cast):
    one, other = (record("reviews.read", cast.review, by=cast.alice, page=3) for _ in range(2))

    assert one.detail_digest != other.detail_digest


def test_record_without_changes_has_no_details(cast):
    event = record("reviews.read", cast.review, by=cast.alice)

    assert (event.changes, event.detail_digest, event.is_erased) == ({}, "", False)


def test_record_for_ever_seals_what_changed(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        event = record_for_ever("reviews.read", cast.review, by=cast.alice, page=3)

    kept = Event.objects.get(pk=event.pk)
    assert (kept.changes_sealed, kept.has_detail, kept.changes) == ({"page": 3}, False, {"page": 3})


def test_record_that_fell_leaves_no_gap(cast):
    before = head()

    with transaction.atomic():
        record("reviews.read", cast.review, by=cast.alice)
        transaction.set_rollback(True)
    event = record("reviews.read", cast.review, by=cast.alice)

    assert (event.number, event.previous) == (before.number + 1, before.digest)


def test_record_keeps_the_name_that_the_person_had(cast):
    event = record("reviews.read", cast.review, by=cast.alice)

    cast.alice.name = "Alice Married"
    cast.alice.save()

    assert Event.objects.get(pk=event.pk).actor_name == "Alice"


def test_record_keeps_dates_and_missing_values(cast):
    event = record("reviews.read", cast.review, by=cast.alice, on=[None, dt.date(2026, 9, 30)])

    assert Event.objects.get(pk=event.pk).changes == {"on": [None, "2026-09-30"]}


def test_record_says_when(cast):
    before = timezone.now()

    event = record("reviews.read", cast.review, by=cast.alice)

    assert before <= event.at <= timezone.now()


def test_event_falls_with_the_transaction_that_it_tells_of(cast):
    before = Event.objects.count()

    with transaction.atomic():
        record("reviews.read", cast.review, by=cast.alice)
        transaction.set_rollback(True)

    assert Event.objects.count() == before
