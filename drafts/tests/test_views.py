"""The pages of a person's own drafts, and the address to which a page sends what is typed."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts import keeping
from drafts.models import Draft

SAVE, FORGET, LIST = "drafts:save", "drafts:forget", "drafts:drafts"


@pytest.fixture
def page(cast):
    return reverse("reviews:edit", args=[cast.review.pk])


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def test_what_is_typed_is_kept_for_its_page(alice, cast, page):
    told = {"draft-page": page, "draft-heading": "Details", "name": "Elm and", "version": "1"}

    response = alice.post(reverse(SAVE), told)

    draft = keeping.draft_of(cast.alice, page)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain")
    assert response.content.decode()[-2:] in ("am", "pm")
    assert (draft.heading, draft.texts, draft.hidden) == (
        "Details",
        {"name": ["Elm and"]},
        {"version": ["1"]},
    )


@pytest.mark.parametrize(
    "page", ["", "//elsewhere.example/", "https://x.example/", "/no/such/", "x"]
)
def test_what_is_no_page_of_ours_is_kept_for_nobody(alice, page):
    response = alice.post(reverse(SAVE), {"draft-page": page, "name": "Elm"})

    assert (response.status_code, Draft.objects.count()) == (400, 0)


def test_page_is_told_when_nothing_could_be_kept(alice, page):
    response = alice.post(reverse(SAVE), {"draft-page": page, "name": " "})

    assert (response.status_code, Draft.objects.count()) == (409, 0)


FORM = "application/x-www-form-urlencoded"
BODY = "name=" + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
FIELDS = "&".join(["name=x"] * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
TEXT = "name=" + "x" * keeping.LARGEST
TOO_MUCH = pytest.mark.parametrize(
    ("body", "status"), [(BODY, 400), (FIELDS, 400), (TEXT, 409)], ids=["body", "fields", "text"]
)


@TOO_MUCH
def test_more_than_any_form_of_ours_sends_is_refused_and_is_no_fault(alice, page, body, status):
    alice.raise_request_exception = False

    response = alice.post(reverse(SAVE), f"draft-page={page}&{body}", content_type=FORM)

    assert (response.status_code, Draft.objects.count()) == (status, 0)


@TOO_MUCH
def test_page_that_sends_too_much_keeps_no_draft_and_is_no_fault(alice, page, body, status):
    alice.raise_request_exception = False

    response = alice.post(page, f"draft=keep&{body}", content_type=FORM)

    assert (response.status_code, Draft.objects.count()) == ({409: 200}.get(status, status), 0)


@TOO_MUCH
def test_too_much_without_our_token_is_no_fault_either(cast, page, body, status):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(cast.alice)
    strict.get(page)  # so that the token is looked for in what is sent

    response = strict.post(reverse(SAVE), body, content_type=FORM)

    assert response.status_code == {409: 403}.get(status, status)


def test_draft_comes_only_from_a_page_of_ours(cast, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice)

    found = [
        strict.post(reverse(name), {"draft-page": page}).status_code for name in (SAVE, FORGET)
    ]

    assert found == [403, 403]


def test_list_shows_each_draft_with_its_words_and_its_page(alice, cast, page):
    told = {"name": "Elm and\nOak", "died_0": "3", "note": ""}
    keeping.keep(cast.alice, page, told, heading="Details of the review – Elm")
    keeping.keep(cast.alice, "/no/longer/", {"summary": "Some words."})
    keeping.keep(cast.chloe, page, {"summary": "Chloé’s own."})

    response = alice.get(reverse(LIST))

    found = [(one.heading, one.page, one.words) for one in response.context["drafts"]]
    assert found == [
        ("A page without a name", "/no/longer/", (("Summary", "Some words."),)),
        ("Details of the review – Elm", page, (("Name", "Elm and\nOak"),)),
    ]
    assert "Chloé’s own" not in response.content.decode()


def test_list_without_drafts_says_so(alice):
    assert "You have no drafts." in alice.get(reverse(LIST)).content.decode()


def test_list_asks_as_much_for_thirty_drafts_as_for_one(alice, cast):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse(LIST))
        return len(queries)

    keeping.keep(cast.alice, "/reviews/0/", {"name": "Elm"})
    one = (asked(), asked())[1]
    for number in range(1, 30):
        keeping.keep(cast.alice, f"/reviews/{number}/", {"name": "Elm"})

    assert asked() == one


@pytest.mark.parametrize(("back", "to"), [({"back": "yes"}, "page"), ({}, "list")])
def test_draft_is_thrown_away_from_its_page_or_from_the_list(alice, cast, page, back, to):
    keeping.keep(cast.alice, page, {"name": "Elm and"})

    response = alice.post(reverse(FORGET), {"draft-page": page} | back)

    assert response.url == {"page": page, "list": reverse(LIST)}[to]
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("page", ["//elsewhere.example/", "https://elsewhere.example/", ""])
def test_nobody_is_sent_elsewhere_after_throwing_a_draft_away(alice, page):
    response = alice.post(reverse(FORGET), {"draft-page": page, "back": "yes"})

    assert response.url == reverse(LIST)


def test_draft_of_somebody_else_cannot_be_thrown_away(alice, cast, page):
    keeping.keep(cast.chloe, page, {"name": "Elm and"})

    alice.post(reverse(FORGET), {"draft-page": page})

    assert keeping.draft_of(cast.chloe, page) is not None


def test_command_throws_old_drafts_away_and_says_how_many(cast, page, capsys):
    keeping.keep(cast.alice, page, {"name": "Elm and"})
    Draft.objects.update(at="2026-01-01T00:00Z")

    call_command("clear_drafts")

    assert capsys.readouterr().out == "Drafts older than 30 days that were thrown away: 1.\n"
