"""The record on its pages, and as a file."""

from __future__ import annotations

import csv
import io
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import proven
from audit.models import Event
from audit.record import record
from audit.tests.tampering import many_events
from reviews.actions import edit_review


@pytest.fixture
def alice(world, client):
    client.force_login(world.alice)
    return proven(client)


def page_of(client, review, **query):
    return client.get(reverse("history:review", args=[review.pk]), query)


def sentences(response):
    return [entry.sentence for entry in response.context["entries"]]


def lines(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_record_shows_who_did_what_with_before_and_after(world, alice):
    edit_review(world.review, version=world.review.version, name="Alder", by=world.alice)

    response = page_of(alice, world.review)

    assert sentences(response)[0] == "Alice changed the details of the review."
    assert '<td class="govuk-table__cell">Alder</td>' in response.content.decode()


def test_words_of_people_are_no_markup(world, alice):
    edit_review(world.review, version=world.review.version, name="<b>Alder", by=world.alice)

    assert "&lt;b&gt;Alder" in page_of(alice, world.review).content.decode()


def test_address_is_on_no_page(world, alice):
    response = alice.get(reverse("reviews:file", args=[world.file.pk]), REMOTE_ADDR="192.0.2.77")
    b"".join(response)  # a file is read to its end, and so closed

    response = page_of(alice, world.review, looked="on")

    assert sentences(response)[0] == f"Alice downloaded a file: {world.file.name}."
    assert "192.0.2.77" not in response.content.decode()


def test_looking_is_left_out_until_it_is_asked_for(world, alice):
    record("feedback.letter_viewed", world.letter, by=world.vic)
    looked = "Vic looked at the feedback letter."

    assert looked not in sentences(page_of(alice, world.review))
    assert sentences(page_of(alice, world.review, looked="on"))[0] == looked


def test_record_of_one_person(world, alice):
    record("feedback.item_discussed", world.item.comments.get(), by=world.chloe)

    response = page_of(alice, world.review, who=world.chloe.pk)

    assert {sentence.split()[0] for sentence in sentences(response)} == {"Chloé"}


def test_record_of_those_without_an_account(world, alice):
    response = page_of(alice, world.review, who="0")

    assert {sentence.split(",")[0] for sentence in sentences(response)} == {"Sam Roe"}


def test_record_of_one_kind(world, alice):
    response = page_of(alice, world.review, kind="actionplans")

    assert {entry.kind for entry in response.context["entries"]} == {"Action plan"}


def test_record_of_some_days(world, alice):
    before = {"until_0": "1", "until_1": "1", "until_2": "2020"}
    since = {"since_0": "1", "since_1": "1", "since_2": "2020"}

    assert sentences(page_of(alice, world.review, **before)) == []
    assert len(sentences(page_of(alice, world.review, **since))) > 10


def test_day_that_is_no_day_is_asked_for_again(world, alice):
    response = page_of(alice, world.review, since_0="40", since_1="1", since_2="2026")

    assert response.context["filter"].errors == {"since": ["The first day must be a real date"]}
    assert 'value="40"' in response.content.decode()
    assert len(sentences(response)) > 10


def test_record_has_pages_that_keep_the_filter(world, alice):
    many_events(120, world.review)

    response = page_of(alice, world.review, kind="reviews", looked="on", page="2")

    assert len(sentences(response)) == 50
    assert "kind=reviews&amp;looked=on&amp;page=3" in response.content.decode()


def test_file_holds_what_the_page_shows(world, alice):
    query = {"kind": "actionplans"}
    response = page_of(alice, world.review, **query)

    file = lines(alice.get(response.context["file_url"]))

    assert [line["What happened"] for line in file] == sentences(response)


def test_file_says_before_and_after(world, alice):
    edit_review(world.review, version=world.review.version, name="Alder", by=world.alice)

    file = lines(alice.get(reverse("history:review_file", args=[world.review.pk])))

    assert file[0]["What changed"] == "Name: from Elm to Alder"


def test_file_runs_nothing(world, alice):
    world.alice.name = "=HYPERLINK(1)"
    record("reviews.review_edited", world.review, by=world.alice, name=["+1", "@b"])

    file = lines(alice.get(reverse("history:review_file", args=[world.review.pk])))

    assert file[0]["Who"] == "'=HYPERLINK(1)"


def test_file_is_an_event(world, alice):
    alice.get(reverse("history:review_file", args=[world.review.pk]))

    event = Event.objects.order_by("number").last()
    assert (event.verb, event.actor) == ("history.record_downloaded", world.alice)


def test_file_asks_who_it_is_first(world, client):
    client.force_login(world.alice)
    before = Event.objects.count()

    response = client.get(reverse("history:review_file", args=[world.review.pk]))

    assert (response.status_code, "Content-Disposition" in response) == (200, False)
    assert Event.objects.count() == before


def test_administrator_reads_the_record_of_people(world, client):
    client.force_login(world.ada)

    response = client.get(reverse("history:organisation", args=[world.northbrook.pk]))

    assert any("invited" in sentence for sentence in sentences(response))
    assert "Elm" not in response.content.decode()


def test_questions_do_not_grow_with_the_events(world, alice):
    counts = []
    for more in (1, 30):
        for _ in range(more):
            record("actionplans.update_added", world.update, by=world.alice, rating="amber")
        with CaptureQueriesContext(connection) as asked:
            page_of(alice, world.review, kind="actionplans")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_page_of_two_thousand_events_is_quick(world, alice):
    many_events(2000, world.review)
    page_of(alice, world.review)
    began = time.monotonic()

    response = page_of(alice, world.review, looked="on")

    assert len(sentences(response)) == 50
    assert time.monotonic() - began < 3
