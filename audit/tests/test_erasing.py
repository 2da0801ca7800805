"""What events say can be erased; that they happened, and the chain, stay."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from audit.chain import Fault, verify
from audit.erasing import erase_details, erase_details_about, ranges
from audit.models import AppendOnlyError, Event, EventDetail
from audit.record import record, record_for_ever
from audit.removal import removal_permitted
from audit.tests.tampering import remove_detail, tamper_detail

UNACCOUNTED = "lost its details: nothing says why"
SAYS_OTHER = "says something else than what was written"


@pytest.fixture
def events(cast):
    return [record("reviews.read", cast.review, by=cast.alice, page=n) for n in range(5)]


@pytest.fixture
def why(cast, events):
    return record_for_ever("retention.review_disposed", cast.review, by=cast.alice, events=5)


def read(event):
    return Event.objects.get(pk=event.pk)


def test_erased_details_leave_the_event_and_the_chain(events, why):
    with removal_permitted(why):
        count = erase_details([event.pk for event in events[1:3]])

    assert count == 2
    assert [read(event).changes for event in events] == [
        {"page": 0},
        {},
        {},
        {"page": 3},
        {"page": 4},
    ]
    assert [read(event).is_erased for event in events] == [False, True, True, False, False]
    assert list(verify()) == []


def test_details_about_rows_are_erased(cast, events, why):
    other = record("reviews.read", cast.alice, by=cast.alice, page=1)

    with removal_permitted(why):
        erase_details_about("reviews.Review", [cast.review.pk])

    assert [read(event).changes for event in events] == [{}] * 5
    assert read(other).changes == {"page": 1}
    assert list(verify()) == []


def test_erasing_says_of_which_events_and_by_whose_decision(cast, events, why):
    with removal_permitted(why):
        erase_details([event.pk for event in events])

    told, first = Event.objects.order_by("number").last(), events[0].number
    assert (told.verb, told.actor, told.subject, told.subject_id) == (
        "audit.details_erased",
        cast.alice,
        "audit.Event",
        str(why.pk),
    )
    assert told.changes == {"of": [[first, first + 4]], "count": 5}


def test_events_that_seal_what_they_say_go_on_saying_it(cast, events, why):
    with removal_permitted(why):
        count = erase_details([why.pk])

    assert (count, read(why).changes) == (0, {"events": 5})
    assert Event.objects.order_by("number").last() == why


def test_details_are_not_erased_without_a_permit(events):
    with pytest.raises(AppendOnlyError):
        erase_details([events[0].pk])

    assert read(events[0]).changes == {"page": 0}


def test_erasing_in_batches_is_told_once(events, why, monkeypatch):
    monkeypatch.setattr("audit.erasing.BATCH", 2)

    with removal_permitted(why):
        erase_details([event.pk for event in events])

    assert Event.objects.filter(verb="audit.details_erased").count() == 1
    assert list(verify()) == []


def test_erasing_that_fails_erases_nothing(events, why):
    def fails():
        with removal_permitted(why):
            erase_details([events[0].pk])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()

    assert read(events[0]).changes == {"page": 0}


def test_details_that_went_without_an_event_are_a_fault(events):
    remove_detail(events[1])

    assert list(verify()) == [Fault(events[1].number, UNACCOUNTED)]


def test_details_that_went_after_others_were_erased_are_a_fault(events, why):
    with removal_permitted(why):
        erase_details([events[0].pk])

    remove_detail(events[1])

    assert list(verify()) == [Fault(events[1].number, UNACCOUNTED)]


@pytest.mark.parametrize("forged", [{"changes": {"page": 99}}, {"salt": "0" * 32}])
def test_changed_details_are_a_fault(events, forged):
    tamper_detail(events[1], **forged)

    assert list(verify()) == [Fault(events[1].number, SAYS_OTHER)]


def test_details_that_were_put_in_are_a_fault(cast):
    event = record("reviews.read", cast.review, by=cast.alice)

    EventDetail.objects.create(event=event, changes={"page": 99})

    assert read(event).changes == {}
    assert list(verify()) == [Fault(event.number, SAYS_OTHER)]


def test_verifying_says_how_many_were_erased(events, why, capsys):
    with removal_permitted(why):
        erase_details([event.pk for event in events])

    call_command("verify_audit")

    last = Event.objects.order_by("number").last()
    assert capsys.readouterr().out == (
        "Every event is as it was written. What 5 of them said was erased when records were "
        f"disposed of. Head: {last.number} {last.digest}\n"
    )


def test_details_of_many_events_are_read_in_one_question(events, django_assert_num_queries):
    with django_assert_num_queries(1):
        pages = [event.changes["page"] for event in Event.objects.filter(verb="reviews.read")]

    assert pages == [0, 1, 2, 3, 4]


def test_ranges_say_each_run_by_its_ends():
    assert ranges([7, 1, 3, 2]) == [[1, 3], [7, 7]]
    assert ranges([]) == []
