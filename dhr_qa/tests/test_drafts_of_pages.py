"""What somebody types into a page is there when they come back to it, and nobody else ever sees it."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dhr_qa.urls
from access.drafting import has_long_texts
from access.generic import ScopedForm
from access.tests.test_generic import every_view
from accounts.actions import end_role
from accounts.models import Role
from accounts.tests.factories import person
from actionplans.actions import edit_action
from actionplans.tests.factories import action_under, recommendation_in
from agencies.tests.factories import PROBATION, answered, asked
from drafts import keeping
from drafts.models import Draft
from feedback.models import Revision
from feedback.tests.factories import areas_of, letter_in_hand, revision_of, sent_by
from govuk.fields import printable
from reviews.tests.factories import review_of

TYPED = {
    "kind": "partly_revised",
    "where": "4.2",
    "summary": "We asked.\r\n\r\nTwice.",
    "reason": "",
}


@pytest.fixture
def item(cast):
    return areas_of(cast.review, by=cast.alice)[0]


@pytest.fixture
def page(item):
    return reverse("feedback:revise", args=[item.pk])


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def values(response):
    return {field.name: field.value() for field in response.context["form"]}


def test_draft_is_kept_without_script_and_is_there_again(alice, cast, page):
    response = alice.post(page, TYPED | {"draft": "keep", "supersedes": ""}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert (values(response) | TYPED, response.context["draft"].texts) == (
        values(response),
        {name: [text] for name, text in TYPED.items()},
    )
    said = response.content.decode()
    assert ("Draft kept on" in said, "This is your draft of" in said) == (True, True)
    assert Revision.unscoped.count() == 0


def test_draft_says_that_files_were_not_kept(alice, page):
    file = SimpleUploadedFile("note.txt", b"A note.")

    response = alice.post(page, TYPED | {"draft": "keep", "evidence": file}, follow=True)

    assert "Choose the files again when you come back" in response.content.decode()


def test_draft_that_cannot_be_kept_stays_on_the_page(alice, page, monkeypatch):
    monkeypatch.setattr(keeping, "LARGEST", 10)

    response = alice.post(page, TYPED | {"draft": "keep"})

    assert "could not be kept" in response.context["form"].non_field_errors()[0]
    assert values(response)["summary"] == TYPED["summary"]


def test_draft_is_forgotten_once_it_is_saved(alice, page):
    alice.post(page, TYPED | {"draft": "keep"})

    response = alice.post(page, TYPED | {"kind": "revised", "supersedes": ""})

    assert (response.status_code, Draft.objects.count()) == (302, 0)
    assert alice.get(page).context["draft"] is None


def test_draft_stays_when_saving_is_refused(alice, page):
    alice.post(page, TYPED | {"draft": "keep"})

    response = alice.post(page, TYPED)

    assert (response.status_code, Draft.objects.count()) == (200, 1)


def test_draft_is_shown_to_nobody_else(alice, cast, client, page):
    alice.post(page, TYPED | {"draft": "keep"})
    found = {}

    for user in (cast.chloe, cast.alice):
        client.force_login(user)
        found[user.name] = values(client.get(page))["summary"]

    assert found == {"Chloé": None, "Alice": TYPED["summary"]}


def test_draft_stays_when_somebody_signs_out(alice, cast, page):
    alice.post(page, TYPED | {"draft": "keep"})

    alice.post(reverse("accounts:sign_out"))

    assert keeping.draft_of(cast.alice, page) is not None


def test_draft_that_says_what_is_saved_is_not_mentioned(alice, cast, item, page):
    revision_of(item, by=cast.alice)
    opened = values(alice.get(page))
    keeping.keep(cast.alice, page, {name: text or "" for name, text in opened.items()})

    assert alice.get(page).context["draft"] is None


def test_draft_of_a_page_that_is_lost_can_still_be_read(alice, cast, page):
    alice.post(page, TYPED | {"draft": "keep"})
    end_role(cast.alice.memberships.get(organisation=cast.northbrook), by=None)
    alice.force_login(cast.alice)

    lost, kept = alice.get(page), alice.get(reverse("drafts:drafts"))

    assert (lost.status_code, kept.status_code) == (404, 200)
    assert "We asked." in kept.content.decode()


def test_draft_shows_what_somebody_else_saved_since_it_was_begun(alice, cast, item, page):
    opened = alice.get(page)
    sent = TYPED | {"supersedes": "", "opened": opened.context["opened"], "draft": "keep"}
    alice.post(page, sent)
    latest = revision_of(item, by=cast.chloe, where="6.1", summary="We wrote.")

    response = alice.get(page)

    context, found = response.context, values(response)
    assert (context["is_behind"], found["supersedes"]) == (True, latest.pk)
    assert [(one.name, one.saved, one.typed, one.who.name) for one in context["contested"]][:2] == [
        ("kind", "Revised", "Partly revised", "Chloé"),
        ("where", "6.1", "4.2", "Chloé"),
    ]


def test_draft_of_an_update_is_on_the_page_where_the_update_is_read(alice, cast):
    above = recommendation_in(cast.review, by=cast.alice)
    led = action_under(above, lead_agency=PROBATION, by=cast.alice)
    link, _ = asked(cast.review, by=cast.alice)
    update = answered(link, led)
    taken_in_at = reverse("agencies:take_in", args=[update.pk])
    alice.post(taken_in_at, {"text": "In our words.", "draft": "keep"})

    response = alice.get(update.get_absolute_url())

    assert (values(response)["text"], response.context["draft"].page) == (
        "In our words.",
        taken_in_at,
    )


@pytest.fixture
def letter(cast):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    return letter_in_hand(oak, "One.", "Two.", by=cast.alice)


def typed_into_the_check(user, letter, opened, **typed):
    """What somebody typed into the check of a letter and did not send, or sent too late."""
    page = reverse("feedback:check", args=[letter.pk])
    sent = sent_by(opened.context["check"]) | {"opened": opened.context["opened"]}
    keeping.keep(user, page, sent | typed)
    return page


def area_texts(response):
    return [area["text"].value() for area in response.context["check"].areas]


def test_what_was_typed_into_the_check_of_a_letter_is_there_for_that_person_alone(
    alice, cast, letter, client
):
    opened = alice.get(letter.get_absolute_url(), follow=True)
    page = typed_into_the_check(cast.alice, letter, opened, **{"area-1-text": "Mine."})
    other = person("Bea", Role.CSP_MANAGER, cast.northbrook)

    mine = alice.get(page)
    client.force_login(other)
    theirs = client.get(page)

    assert (area_texts(mine), area_texts(theirs)) == (["Mine.", "Two."], ["One.", "Two."])
    assert "This is your draft of" in mine.content.decode()
    assert mine.context["contested"] == []


def test_own_draft_of_a_check_goes_with_the_first_press_of_a_button(alice, cast, letter):
    opened = alice.get(letter.get_absolute_url(), follow=True)
    page = typed_into_the_check(cast.alice, letter, opened, **{"area-1-text": "Mine."})
    again = sent_by(alice.get(page).context["check"])

    response = alice.post(page, again | {"do": "save"})

    letter.refresh_from_db()
    assert (response.status_code, Draft.objects.count()) == (302, 0)
    assert [area["text"] for area in letter.draft["areas"]] == ["Mine.", "Two."]


def test_own_draft_of_a_check_stands_beside_what_was_saved_since(alice, cast, letter):
    opened = alice.get(letter.get_absolute_url(), follow=True)
    page = typed_into_the_check(cast.alice, letter, opened, **{"area-1-text": "Mine."})
    theirs = sent_by(opened.context["check"])
    alice.post(page, theirs | {"area-1-text": "Theirs.", "area-2-text": "Two, too."})
    typed_into_the_check(cast.alice, letter, opened, **{"area-1-text": "Mine."})

    response = alice.get(page)

    found = [(one.label, one.saved, one.typed) for one in response.context["contested"]]
    assert found == [
        ("Area 1: Words of the letter", "Theirs.", "Mine."),
        ("Area 2: Words of the letter", "Two, too.", "Two."),
    ]
    assert (response.context["is_behind"], area_texts(response)) == (True, ["Mine.", "Two."])


def test_draft_of_the_question_asks_it_again(alice, cast):
    action = action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)
    page = reverse("actionplans:edit_action", args=[action.pk])
    now = {"recommendation": action.recommendation_id, "opened": alice.get(page).context["opened"]}
    sent = now | {"version": action.version, "text": "Mine."}
    edit_action(
        action,
        version=action.version,
        recommendation=action.recommendation,
        items=[],
        text="Theirs.",
        by=cast.chloe,
    )
    asked = alice.post(page, sent).context
    fresh = {name: asked["form"][name].value() for name in ("version",)} | {
        "opened": asked["opened"],
        "choose": [one.asked for one in asked["contested"]],
    }

    alice.post(page, sent | fresh | {"draft": "keep"})
    response = alice.get(page)

    assert [(one.name, one.saved, one.typed) for one in response.context["contested"]] == [
        ("text", "Theirs.", "Mine.")
    ]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: printable(text).strip()))
def test_any_text_is_in_the_form_again_letter_by_letter(alice, cast, page, text):
    keeping.keep(cast.alice, page, {"summary": text})

    assert values(alice.get(page))["summary"] == text


def test_form_page_asks_the_database_once_more_and_other_pages_do_not(alice, cast, item, page):
    def drafts_asked(address):
        with CaptureQueriesContext(connection) as queries:
            alice.get(address)
        return sum("drafts_draft" in query["sql"] for query in queries)

    keeping.keep(cast.alice, page, TYPED)

    found = [drafts_asked(address) for address in (page, item.get_absolute_url(), reverse("home"))]
    assert found == [1, 0, 0]


def test_every_hidden_field_is_known_so_that_no_draft_takes_it_for_words():
    assert dhr_qa.urls.urlpatterns
    hidden = {
        name
        for form in every_view(ScopedForm)
        for name, field in form.base_fields.items()
        if field.widget.is_hidden
    }

    assert {name for name in hidden if keeping.is_typed(name)} == set()


def test_no_field_that_a_person_types_into_is_taken_for_a_secret():
    typed = {
        name
        for form in every_view(ScopedForm)
        for name, field in form.base_fields.items()
        if not field.widget.is_hidden and not isinstance(field.widget, forms.PasswordInput)
    }

    assert {name for name in typed if not keeping.is_typed(name)} <= NOT_WORDS


NOT_WORDS = {"sure", "confirmed"}


def test_long_texts_are_what_a_draft_is_offered_for():
    class Long(ScopedForm):
        text = forms.CharField(widget=forms.Textarea)

    class Short(ScopedForm):
        text = forms.CharField()

    assert (has_long_texts(Long(user=None)), has_long_texts(Short(user=None))) == (True, False)
