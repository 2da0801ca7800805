"""An agency renamed in every plan of a CSP: in all its actions or in none, with one event, and others told."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.verdict import Refused
from actionplans import keeping_actions, renaming
from actionplans.keeping_forms import RenameForm, Touched
from actionplans.models import Action
from actionplans.naming import agencies_in
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event
from reviews.tests.factories import review_of


@pytest.fixture(autouse=True)
def followers(monkeypatch):
    """Nobody follows: what the rooms above do then is theirs to test."""
    alone: list = []
    for module in (keeping_actions, renaming):
        monkeypatch.setattr(module, "FOLLOWERS", alone)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def led(cast, recommendation):
    return action_under(
        recommendation, lead_agency="Northbrook Police", supporting=["Probation"], by=cast.alice
    )


@pytest.fixture
def supported(cast):
    """In another review of the same CSP, and written in another way."""
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    return action_under(
        recommendation_in(oak, by=cast.alice),
        lead_agency="Northbrook Council",
        supporting=["Housing", "NORTHBROOK  police"],
        by=cast.alice,
    )


@pytest.fixture
def elsewhere(cast):
    """The same name at another CSP."""
    ash = review_of(cast.eastmere, name="Ash", by=cast.alice)
    return action_under(
        recommendation_in(ash, by=cast.alice), lead_agency="Northbrook Police", by=cast.alice
    )


@pytest.fixture
def page(cast):
    return reverse("actionplans:rename_agency", args=[cast.northbrook.pk])


def seen(*actions):
    rows = Action.unscoped.with_state().filter(pk__in=[action.pk for action in actions])
    return [row.seen for row in rows]


def renamed(cast, *actions, by=None, **changes):
    usual = {"name": "northbrook police", "to": " Severn  Police ", "seen": seen(*actions)}
    return keeping_actions.rename_agency(cast.northbrook, by=by or cast.alice, **usual | changes)


def names(action):
    fresh = Action.unscoped.get(pk=action.pk)
    return [fresh.lead_agency, *fresh.supporting_names]


def test_agency_is_renamed_in_every_plan_of_its_csp_and_in_no_other(
    cast, led, supported, elsewhere
):
    renamed(cast, led, supported)

    assert [names(action) for action in (led, supported, elsewhere)] == [
        ["Severn Police", "Probation"],
        ["Northbrook Council", "Housing", "Severn Police"],
        ["Northbrook Police"],
    ]
    assert Action.unscoped.get(pk=led.pk).version == led.version + 1


def test_renaming_leaves_one_event(cast, led, supported):
    before = Event.objects.count()

    renamed(cast, led, supported)

    event = Event.objects.last()
    assert Event.objects.count() == before + 1
    assert (event.verb, event.subject_id) == (
        "actionplans.agency_renamed",
        str(cast.northbrook.pk),
    )
    assert event.changes == {
        "actions": [led.pk, supported.pk],
        "before": ["NORTHBROOK police", "Northbrook Police"],
        "after": "Severn Police",
    }


def test_form_takes_the_name_of_an_agency_that_there_is_as_that_is_written(cast, led):
    agencies = agencies_in(Action.unscoped.all())
    typed = {"name": "Northbrook Police", "to": "PROBATION"}

    form = RenameForm(typed, user=cast.alice, agencies=agencies)

    assert form.is_valid()
    assert (form.cleaned_data["to"], form.joined) == ("Probation", agencies[1])


def test_two_agencies_become_one(cast, led, supported):
    renamed(cast, led, name="Probation", to="northbrook police")
    renamed(cast, led, supported, name="Northbrook Police", to="Northbrook Council")

    assert [names(led), names(supported)] == [
        ["Northbrook Council"],
        ["Northbrook Council", "Housing"],
    ]


def test_agency_that_supports_under_two_names_supports_once_under_one(cast, recommendation):
    action = action_under(
        recommendation, supporting=["Old Health", "Housing", "New Health"], by=cast.alice
    )

    renamed(cast, action, name="Old Health", to="new health")

    assert names(action) == ["Northbrook Council", "new health", "Housing"]


def test_spellings_become_one(cast, led, supported):
    renamed(cast, led, supported, to="Northbrook Police")

    assert [names(led)[0], names(supported)[2]] == ["Northbrook Police", "Northbrook Police"]


@pytest.mark.parametrize("change", ["updated", "added", "unseen", "unnamed"])
def test_nothing_is_renamed_when_something_has_changed_since(cast, led, supported, change):
    tokens = seen(led, supported)
    name = "Northbrook Police"
    match change:
        case "updated":
            update_of(led, by=cast.alice)
        case "added":
            action_under(led.recommendation, lead_agency=name, by=cast.alice)
        case "unseen":
            tokens = tokens[:1]
        case "unnamed":
            name = "Nobody"
    before = Event.objects.count()

    with pytest.raises(Refused) as refusal:
        renamed(cast, name=name, seen=tokens)

    changed = keeping_actions.CHANGED_SINCE_SEEN.format(led)
    expected = changed if change == "updated" else keeping_actions.ELSEWHERE_NOW
    assert str(refusal.value) == expected
    assert (names(led)[0], names(supported)[2]) == ("Northbrook Police", "NORTHBROOK police")
    assert Event.objects.count() == before


@pytest.mark.parametrize("who", ["chloe", "vic", "kim", "quinn"])
def test_agency_is_renamed_by_the_manager_of_its_csp(cast, led, who):
    with pytest.raises(Refused, match=r"Only the CSP manager can rename an agency\."):
        renamed(cast, led, by=getattr(cast, who))


def test_agency_is_not_renamed_to_nothing(cast, led):
    with pytest.raises(Refused, match=keeping_actions.NO_NAME):
        renamed(cast, led, to="  ")


def test_rooms_above_are_told(cast, led):
    heard: list = []
    renaming.on_rename(heard.append)

    renamed(cast, led)

    (what,) = heard
    assert (what.organisation, what.to, what.by) == (cast.northbrook, "Severn Police", cast.alice)
    assert [what.speaks_of(name) for name in ("northbrook  POLICE", "Police")] == [True, False]


def test_nothing_is_renamed_when_a_room_above_fails(cast, led):
    def fails(renamed):
        raise RuntimeError("No room.")

    renaming.on_rename(fails)

    with pytest.raises(RuntimeError), transaction.atomic():
        renamed(cast, led)

    assert names(led)[0] == "Northbrook Police"
    assert not Event.objects.filter(verb="actionplans.agency_renamed").exists()


def test_query_count_of_a_renaming_does_not_grow(cast, recommendation):
    asked = []
    for number in (1, 29):
        for _ in range(number):
            action_under(recommendation, lead_agency="Police", supporting=["Health"], by=cast.alice)
        tokens = seen(*Action.unscoped.all())
        with CaptureQueriesContext(connection) as queries:
            renamed(cast, name="Health", to="Health board", seen=tokens)
        asked.append(len(queries))
        renamed(cast, name="Health board", to="Health", seen=seen(*Action.unscoped.all()))

    assert asked[0] == asked[1]


# --- the page -------------------------------------------------------------------------------


def test_page_offers_every_agency_with_its_counts(alice, page, led, supported, elsewhere):
    offered = alice.get(page).context["form"].fields["name"].choices

    assert offered == [
        ("", "Select an agency"),
        ("Housing", "Housing (supports 1)"),
        ("Northbrook Council", "Northbrook Council (leads 1 action)"),
        ("Northbrook Police", "Northbrook Police (leads 1 action, supports 1)"),
        ("Probation", "Probation (supports 1)"),
    ]


def test_renaming_is_checked_before_anything_is_saved(alice, page, led, supported):
    answer = alice.post(page, {"name": "Northbrook Police", "to": "Severn Police"})

    renaming = answer.context["renaming"]
    assert names(led)[0] == "Northbrook Police"
    assert (renaming.to, renaming.joined, renaming.actions) == ("Severn Police", "", 2)
    assert renaming.spellings == ("NORTHBROOK police", "Northbrook Police")
    assert renaming.reviews == (Touched("Elm", 1, 0), Touched("Oak", 0, 1))


def test_check_page_says_that_two_agencies_become_one(alice, page, led, supported):
    answer = alice.post(page, {"name": "Northbrook Police", "to": "PROBATION"})

    assert answer.context["renaming"].joined == "Probation"
    assert "The two become one" in answer.content.decode()


def test_check_page_saves_what_it_sends(cast, alice, page, led, supported):
    answer = alice.post(page, {"name": "Northbrook Police", "to": "Severn Police"})

    response = alice.post(page, answer.context["renaming"].sent)

    assert response.url == reverse("actionplans:plans", args=[cast.northbrook.pk])
    assert [names(led)[0], names(supported)[2]] == ["Severn Police", "Severn Police"]


def test_second_person_is_told_and_checks_again(cast, alice, page, led):
    sent = alice.post(page, {"name": "Northbrook Police", "to": "X"}).context["renaming"].sent
    update_of(led, by=cast.alice)

    refused = alice.post(page, sent)
    form = refused.context["form"]
    again = alice.post(page, {name: form[name].value() for name in sent})

    assert form.non_field_errors() == [keeping_actions.CHANGED_SINCE_SEEN.format(led)]
    assert again.context["renaming"].actions == 1
    assert names(led)[0] == "Northbrook Police"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"name": ["Select the agency"], "to": ["Enter the new name of the agency"]}),
        (
            {"name": "Probation", "to": "Probation"},
            {"to": ["The agency is called so already. Enter another name"]},
        ),
        ({"name": "Probation", "to": "A; B"}, {"to": ["Enter one name, without a semicolon"]}),
        ({"name": "Nobody", "to": "A"}, {"name": ["Select agency from the list"]}),
        (
            {"name": "Probation", "to": "x" * 201},
            {"to": ["New name must be 200 characters or fewer"]},
        ),
    ],
)
def test_form_says_what_is_missing(cast, led, typed, errors):
    agencies = agencies_in(Action.unscoped.all())

    form = RenameForm(typed, user=cast.alice, agencies=agencies)

    assert form.errors == errors


@pytest.mark.parametrize("tokens", ["x", "1.2", "9" * 40, "9" * 19 + ".1.1", "1.1.1,,2"])
def test_tokens_that_nobody_was_given_rename_nothing(alice, page, led, tokens):
    sent = {"name": "Northbrook Police", "to": "X", "seen": tokens, "confirmed": "yes"}

    response = alice.post(page, sent)

    assert response.status_code == 200
    assert names(led)[0] == "Northbrook Police"


def test_page_without_agencies_says_so(alice, page):
    assert "No agency is named in the plans" in alice.get(page).content.decode()


def test_page_query_count_does_not_grow(cast, alice, page, django_assert_num_queries):
    for number in range(1, 31):
        review = review_of(cast.northbrook, name=f"Review {number}", by=cast.alice)
        above = recommendation_in(review, by=cast.alice)
        action_under(above, lead_agency="Police", supporting=["Health"], by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(7):
                alice.post(page, {"name": "Police", "to": "Severn Police"})
