"""What a manager may type, and the sentences for what does not do."""

import pytest
from django.utils import timezone

from actionplans.models import Action
from actionplans.tests.factories import given_up
from agencies import forms
from agencies.models import MOST_DAYS, USUAL_DAYS
from agencies.naming import agencies_in
from agencies.tests.factories import PROBATION, answered, in_days
from govuk.words import day
from reviews.tests.factories import tomorrow, typed_day


def ask_form(cast, **typed):
    usual = {
        "agency": PROBATION,
        "contact": "Sam Roe",
        "email": "sam@probation.example.org",
        "message": "",
    }
    data = usual | typed_day("last_day", in_days(7)) | typed
    agencies = agencies_in(Action.unscoped.of_review(cast.review))
    return forms.AskForm(data, user=cast.alice, agencies=agencies)


def take_form(cast, update, **typed):
    update.refresh_from_db()
    usual = typed_day("dated", update.dated) | {"text": update.text, "version": 1}
    return forms.TakeInForm(usual | typed, user=cast.alice, update=update)


@pytest.fixture
def update(link, action):
    return answered(link, action)


def test_ask_form_offers_the_agencies_of_the_plan_with_their_actions(cast, action):
    choices = ask_form(cast).fields["agency"].choices

    assert choices == [
        ("", "Select an agency"),
        ("Northbrook Council", "Northbrook Council (1 action)"),
        (PROBATION, "Probation Service (1 action)"),
    ]


def test_ask_form_gives_what_the_action_takes(cast, action):
    form = ask_form(cast)

    assert form.is_valid()
    assert form.cleaned_data == {
        "agency": PROBATION,
        "contact": "Sam Roe",
        "email": "sam@probation.example.org",
        "message": "",
        "last_day": in_days(7),
    }


def test_ask_form_proposes_four_weeks(cast):
    form = forms.AskForm(user=cast.alice, agencies=[])

    assert form["last_day"].value() == in_days(USUAL_DAYS)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"agency": ""}, {"agency": ["Select the agency"]}),
        ({"agency": "Shelter"}, {"agency": ["Select agency from the list"]}),
        ({"contact": ""}, {"contact": ["Enter the name of the contact"]}),
        (
            {"contact": "é" * 201},
            {"contact": ["Name of the contact must be 200 characters or fewer"]},
        ),
        ({"email": ""}, {"email": ["Enter the e-mail address of the contact"]}),
        (
            {"email": "sam@example.org\nBcc: kim@example.org"},
            {"email": ["Enter an e-mail address in the correct format, like name@example.org"]},
        ),
        ({"last_day_2": ""}, {"last_day": ["Last day of the link must include a year"]}),
    ],
)
def test_ask_form_says_what_is_missing_or_wrong(cast, action, typed, errors):
    assert ask_form(cast, **typed).errors == errors


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (-1, "Last day of the link must be today or in the future"),
        (0, ""),
        (MOST_DAYS, ""),
        (MOST_DAYS + 1, "Last day of the link must be {latest} or before"),
    ],
)
def test_last_day_is_to_come_and_not_too_far(cast, action, days, wrong):
    form = ask_form(cast, **typed_day("last_day", in_days(days)))

    sentence = wrong.format(latest=day(in_days(MOST_DAYS)))
    assert form.errors.get("last_day", []) == ([sentence] if wrong else [])


def test_link_that_is_sent_again_keeps_a_later_last_day(link):
    link.last_day = in_days(90)
    later = forms.usual_last_day(link)
    link.last_day = in_days(-3)

    assert (later, forms.usual_last_day(link)) == (in_days(90), in_days(USUAL_DAYS))


def test_take_in_form_begins_with_what_the_agency_said(cast, link, action):
    update = answered(link, action, completed=True)

    form = forms.TakeInForm(user=cast.alice, update=update)

    assert "evidence" not in form.fields
    assert {name: form[name].value() for name in ("dated", "text", "completed_on", "rating")} == {
        "dated": update.dated,
        "text": update.text,
        "completed_on": update.dated,
        "rating": None,
    }


def test_take_in_form_proposes_no_completion_that_the_agency_did_not_tell_of(cast, update):
    form = forms.TakeInForm(user=cast.alice, update=update)

    assert form["completed_on"].value() is None


def test_take_in_form_gives_what_the_action_takes(cast, update):
    form = take_form(cast, update)

    assert form.is_valid()
    assert form.cleaned_data == {
        "dated": update.dated,
        "text": update.text,
        "rating": "",
        "reason": "",
        "completed_on": None,
        "outcome": "",
        "version": 1,
    }


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"text": ""}, {"text": ["Enter the update"]}),
        ({"rating": "red"}, {"reason": ["Enter the reason for the rating"]}),
        (
            typed_day("completed_on", tomorrow()),
            {"completed_on": ["Date of completion must be today or in the past"]},
        ),
        (
            {"outcome": "It helps."},
            {"completed_on": ["Enter the date of completion that the outcome is about"]},
        ),
        (
            {"outcome": "It helps.", "completed_on_0": "40"},
            {"completed_on": ["Date of completion must include a month and year"]},
        ),
    ],
)
def test_take_in_form_says_what_is_missing_or_wrong(cast, update, typed, errors):
    assert take_form(cast, update, **typed).errors == errors


def test_outcome_that_stands_already_needs_no_date(cast, update):
    update.action.outcome = "It helps a little."
    update.action.save()

    form = take_form(cast, update, outcome="It helps a little.")

    assert form.errors == {}


def test_ended_action_is_not_completed_by_an_update(cast, update):
    given_up(update.action, by=cast.alice)

    form = take_form(cast, update, **typed_day("completed_on", timezone.localdate()))

    assert form.is_valid()
    assert form.cleaned_data["completed_on"] is None
    assert [name for name in ("completed_on", "outcome") if name in form.fields] == []


def test_return_form_needs_its_reason(cast):
    form = forms.ReturnForm({"reason": "  "}, user=cast.alice)

    assert form.errors == {"reason": ["Enter what should be changed, and why"]}
