"""The pages of a review: who reaches them, what they show, and that nothing typed is lost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.versions import CHANGED_SINCE
from audit.models import Event
from reviews.actions import keep_file, make_move
from reviews.models import FileKind, Review, Round
from reviews.tests.factories import (
    evidence,
    review_of,
    round_at,
    tomorrow,
    typed_day,
    yesterday,
)
from reviews.workflow import Move, Stage

TYPED = {"name": "Oak", "reference": "DHR 12", "kind": "dhr", "marking": "official"}
NOT_A_MANAGER = "Only a CSP manager of this partnership can do this."
NOT_YOURS = "Only a CSP manager of this partnership or a QA officer can record this."


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def stored(cast):
    return kept(cast)


def kept(cast, **file):
    return keep_file(cast.review, evidence(**file), kind=FileKind.EVIDENCE, by=cast.alice)


def urls(cast, stored):
    """Every address of this room that has a row of Northbrook's in it."""
    review = cast.review.pk
    return {
        "open": reverse("reviews:open", args=[cast.northbrook.pk]),
        "review": reverse("reviews:review", args=[review]),
        "edit": reverse("reviews:edit", args=[review]),
        "timeline": reverse("reviews:timeline", args=[review]),
        "move": reverse("reviews:move", args=[cast.review.rounds.get().pk, "list"]),
        "file": reverse("reviews:file", args=[stored.pk]),
    }


def answer(client, url):
    """The status of a page, which is read to its end: a download is shut again."""
    response = client.get(url)
    response.getvalue()
    return response.status_code


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("alice", "200 200 200 200 200 200"),
        ("vic", "403 200 403 200 403 200"),
        ("chloe", "404 200 403 200 403 200"),
        ("kim", "404 404 404 404 404 404"),
        ("quinn", "403 200 403 200 200 404"),
    ],
)
def test_pages_open_to_whom_they_concern(cast, client, stored, who, answers):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))

    found = {name: answer(client, url) for name, url in urls(cast, stored).items()}

    assert found == dict(zip(found, map(int, answers.split()), strict=True))


@pytest.mark.parametrize("who", ["kim", "quinn"])
def test_review_that_was_not_submitted_is_not_found_by_others(cast, client, stored, who):
    client.force_login(getattr(cast, who))
    addresses = urls(cast, stored)
    del addresses["open"]

    answers = {
        name: (client.get(url).status_code, client.post(url).status_code)
        for name, url in addresses.items()
    }

    pages = dict.fromkeys(("review", "timeline", "file"), (404, 405))
    assert answers == dict.fromkeys(("edit", "move"), (404, 404)) | pages


@pytest.mark.parametrize("name", ["review", "edit", "timeline", "file", "open"])
def test_row_that_does_not_exist_is_not_found(alice, name):
    assert alice.get(reverse(f"reviews:{name}", args=[999_999])).status_code == 404


def test_refusal_is_a_sentence_with_a_way_on(cast, client):
    client.force_login(cast.vic)

    response = client.get(reverse("reviews:edit", args=[cast.review.pk]))

    assert (response.status_code, response.context["reason"]) == (403, NOT_A_MANAGER)
    assert response.context["back_url"] == cast.review.get_absolute_url()


def test_manager_of_several_partnerships_chooses(cast, alice):
    response = alice.get(reverse("reviews:choose_partnership"))

    assert list(response.context["object_list"]) == [cast.eastmere, cast.northbrook]


def test_manager_of_one_partnership_is_taken_straight_on(cast, client):
    client.force_login(cast.kim)

    response = client.get(reverse("reviews:choose_partnership"))

    assert response.url == reverse("reviews:open", args=[cast.westhaven.pk])


@pytest.mark.parametrize("who", ["vic", "chloe", "quinn"])
def test_others_are_told_who_opens_reviews(cast, client, who):
    client.force_login(getattr(cast, who))

    response = client.get(reverse("reviews:choose_partnership"))

    assert list(response.context["object_list"]) == []
    assert "Only a CSP manager can open a review." in response.content.decode()


def test_review_is_opened_through_its_form(cast, alice):
    typed = TYPED | {"chair_email": cast.chloe.email, **typed_day("died_on", yesterday())}

    response = alice.post(reverse("reviews:open", args=[cast.eastmere.pk]), typed)

    review = Review.unscoped.get(reference="DHR 12")
    assert response.url == review.get_absolute_url()
    assert (review.organisation, review.chair, review.died_on) == (
        cast.eastmere,
        cast.chloe,
        yesterday(),
    )


def test_open_form_keeps_what_was_typed(cast, alice):
    typed = TYPED | {"name": "É" * 101, "chair_name": "Dr Ó", **typed_day("died_on", tomorrow())}

    response = alice.post(reverse("reviews:open", args=[cast.eastmere.pk]), typed)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, ["name", "died_on"])
    assert (form["name"].value(), form["chair_name"].value()) == ("É" * 101, "Dr Ó")
    assert form["died_on"].value() == list(typed_day("died_on", tomorrow()).values())
    assert Review.unscoped.count() == 1


def test_reference_in_use_is_said_beside_the_field(cast, alice):
    url = reverse("reviews:open", args=[cast.northbrook.pk])

    response = alice.post(url, TYPED | {"reference": "elm 1"})

    assert response.context["form"].errors == {
        "reference": ["Northbrook CSP already has a review “elm 1”"]
    }
    assert response.context["form"]["name"].value() == "Oak"


def test_manager_does_not_open_reviews_elsewhere(cast, alice):
    response = alice.post(reverse("reviews:open", args=[cast.westhaven.pk]), TYPED)

    assert response.status_code == 404
    assert Review.unscoped.count() == 1


def test_details_are_changed_through_their_form(cast, alice):
    url = reverse("reviews:edit", args=[cast.review.pk])

    response = alice.post(url, TYPED | {"version": 1})

    review = Review.unscoped.get(pk=cast.review.pk)
    assert response.url == review.get_absolute_url()
    assert (review.name, review.reference, review.chair, review.version) == (
        "Oak",
        "DHR 12",
        None,
        2,
    )


def test_details_form_starts_as_the_review_is_and_saves_as_such(cast, alice):
    url = reverse("reviews:edit", args=[cast.review.pk])
    form = alice.get(url).context["form"]
    before = Review.unscoped.values().get()

    alice.post(url, {name: form[name].value() or "" for name in form.fields})

    assert Review.unscoped.values().get() == before | {"version": 2}


def test_second_editor_is_told_and_keeps_the_text(cast, alice):
    url = reverse("reviews:edit", args=[cast.review.pk])
    alice.post(url, TYPED | {"version": 1, "name": "First"})

    refused = alice.post(url, TYPED | {"version": 1, "name": "Second"})
    form, saved = refused.context["form"], Review.unscoped.get(pk=cast.review.pk).name
    again = alice.post(url, TYPED | {"version": form["version"].value(), "name": "Second"})

    assert form.non_field_errors() == [CHANGED_SINCE]
    assert (form["name"].value(), saved) == ("Second", "First")
    assert again.status_code == 302
    assert Review.unscoped.get(pk=cast.review.pk).name == "Second"


@pytest.mark.parametrize("version", ["", "0", "-1", "9" * 400])
def test_details_without_a_version_are_not_saved_over_others(cast, alice, version):
    url = reverse("reviews:edit", args=[cast.review.pk])

    response = alice.post(url, TYPED | {"version": version})

    assert response.status_code == 200
    assert Review.unscoped.get(pk=cast.review.pk).name == "Elm"


@pytest.mark.parametrize(
    ("who", "stage", "turn", "verdicts"),
    [
        (
            "alice",
            Stage.PREPARING,
            "It is your turn",
            ["The overview report is not here yet.", ""],
        ),
        ("vic", Stage.PREPARING, "It is the turn of the CSP", []),
        ("chloe", Stage.PREPARING, "It is the turn of the CSP", []),
        ("quinn", Stage.SUBMITTED, "It is your turn", ["", "", ""]),
        ("alice", Stage.SUBMITTED, "It is the turn of the Home Office", ["", "", ""]),
        ("vic", Stage.CLOSED, "This review was closed on", []),
    ],
)
def test_review_page_has_a_button_or_the_reason(cast, client, who, stage, turn, verdicts):
    round_at(stage, cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))

    response = client.get(cast.review.get_absolute_url())

    page, choices = response.content.decode(), response.context["choices"]
    assert response.context["turn"].startswith(turn)
    assert [choice.verdict.reason for choice in choices] == verdicts
    markup = " ".join(page.split())
    buttons = [f'<a href="{choice.href}" role="button"' in markup for choice in choices]
    assert buttons == [not reason for reason in verdicts]
    assert [reason in page for reason in verdicts] == [True] * len(verdicts)


@pytest.mark.parametrize(("who", "shown"), [("alice", True), ("chloe", False), ("quinn", False)])
def test_review_page_offers_the_details_to_managers(cast, client, who, shown):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))

    response = client.get(cast.review.get_absolute_url())

    assert (reverse("reviews:edit", args=[cast.review.pk]) in response.content.decode()) is shown


def test_review_page_shows_the_latest_round(cast, alice):
    round_at(Stage.RESUBMITTED, cast.review, by=cast.alice)

    context = alice.get(cast.review.get_absolute_url()).context

    assert (context["round"].number, context["round"].stage) == (2, Stage.SUBMITTED)
    assert [qa_round.number for qa_round in context["other_rounds"]] == [1]


def test_review_page_leads_to_earlier_rounds(cast, alice):
    round_at(Stage.RESUBMITTED, cast.review, by=cast.alice)

    latest = alice.get(cast.review.get_absolute_url())
    earlier = alice.get(cast.review.get_absolute_url(), {"round": "1"})

    assert 'href="?round=1"' in latest.content.decode()
    assert earlier.context["round"].number == 1
    assert 'href="?round=2"' in earlier.content.decode()


def test_review_page_says_since_when(cast, alice):
    change = sent(cast.review.rounds.get(), on=dt.date(2026, 9, 1), by=cast.alice)

    response = alice.get(cast.review.get_absolute_url())

    assert response.context["since"] == change
    assert "since 1 September 2026" in response.content.decode()


def test_review_page_shows_names_as_text(cast, alice):
    review = review_of(cast.eastmere, by=cast.alice, name="<b>Zoë</b> & Ó")

    page = alice.get(review.get_absolute_url()).content.decode()

    assert "<b>Zoë</b>" not in page
    assert "&lt;b&gt;Zoë&lt;/b&gt; &amp; Ó" in page


def test_review_page_query_count_does_not_grow(cast, alice):
    url = cast.review.get_absolute_url()
    counts = []
    for grown in (1, 30):
        _grow(cast, grown)
        counts.append(_queries(alice, url))

    assert counts[0] == counts[1] > 0


def test_timeline_query_count_does_not_grow(cast, alice):
    url = reverse("reviews:timeline", args=[cast.review.pk])
    counts = []
    for grown in (1, 30):
        _grow(cast, grown)
        counts.append(_queries(alice, url))

    assert counts[0] == counts[1] > 0


def sent(qa_round, *, by, on=None):
    return make_move(qa_round, Move.SENT_BEFORE, on=on, note="By e-mail.", by=by)


def _grow(cast, rows):
    """Take the review to so many rounds, steps and files."""
    for number in range(cast.review.rounds.count() + 1, rows + 2):
        Round.unscoped.filter(review=cast.review).update(stage=Stage.RESUBMITTED)
        qa_round = Round.unscoped.create(review=cast.review, number=number)
        sent(qa_round, by=cast.alice)
        kept(cast)


def _queries(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_download_is_the_same_bytes_as_an_attachment(cast, alice):
    data = "<script>alert(1)</script> Zoë’s words".encode()
    stored = kept(cast, name="Minutes – Zoë.txt", data=data)

    response = alice.get(stored.get_absolute_url())

    assert b"".join(response.streaming_content) == data
    assert {name: response[name] for name in ("Content-Type", "Content-Length")} == {
        "Content-Type": "text/plain",
        "Content-Length": str(len(data)),
    }
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Minutes%20%E2%80%93%20Zo%C3%AB.txt"
    )
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_download_leaves_one_trace(cast, client, stored):
    client.force_login(cast.vic)
    before = Event.objects.count()

    answer(client, stored.get_absolute_url())

    event = Event.objects.last()
    assert Event.objects.count() == before + 1
    assert (event.verb, event.actor) == ("reviews.file_downloaded", cast.vic)


def test_download_by_a_stranger_leaves_none(cast, client, stored):
    client.force_login(cast.kim)
    before = Event.objects.count()

    response = client.get(stored.get_absolute_url())

    assert (response.status_code, Event.objects.count()) == (404, before)
