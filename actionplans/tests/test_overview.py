"""All the plans of a CSP on one page, and many actions changed at once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans import keeping_actions
from actionplans.models import Action, ActionUpdate
from actionplans.overview import Agency
from actionplans.tests.factories import action_under, given_up, recommendation_in, update_of
from reviews.tests.factories import review_of, tomorrow, typed_day, yesterday


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def plans(cast):
    return reverse("actionplans:plans", args=[cast.northbrook.pk])


@pytest.fixture
def oak(cast):
    return review_of(cast.northbrook, name="Oak", by=cast.alice)


@pytest.fixture
def late(cast, oak):
    above = recommendation_in(oak, by=cast.alice)
    return action_under(
        above, text="Late.", lead_agency="Police", target_date=yesterday(), by=cast.alice
    )


def shown(response):
    return [row.action.text for row in response.context["rows"]]


def test_overview_shows_the_actions_of_every_review_of_one_partnership(
    cast, alice, plans, action, late
):
    elsewhere = review_of(cast.eastmere, name="Ash", by=cast.alice)
    action_under(recommendation_in(elsewhere, by=cast.alice), text="Other.", by=cast.alice)

    response = alice.get(plans)

    assert shown(response) == [action.text, "Late."]
    assert response.context["standing"].summary == "2 actions, 1 overdue"


def test_overview_filters_by_its_address(cast, alice, plans, action, oak, late):
    soon = timezone.localdate() + dt.timedelta(30)
    action_under(late.recommendation, text="Soon.", target_date=soon, by=cast.alice)
    given_up(action_under(late.recommendation, text="Ended.", by=cast.alice), by=cast.alice)
    update_of(action, rating="green", by=cast.alice)

    found = {
        query: shown(alice.get(f"{plans}?{query}"))
        for query in (
            f"review={oak.pk}",
            "overdue=on",
            "due=on",
            "state=given_up",
            "lead=Police",
            "rating=green",
            "sort=-target",
            "review=0&sort=nonsense",
        )
    }

    assert found == {
        f"review={oak.pk}": ["Late.", "Soon.", "Ended."],
        "overdue=on": ["Late."],
        "due=on": ["Soon."],
        "state=given_up": ["Ended."],
        "lead=Police": ["Late."],
        "rating=green": [action.text],
        "sort=-target": ["Soon.", "Late.", action.text, "Ended."],
        "review=0&sort=nonsense": [action.text, "Late.", "Soon.", "Ended."],
    }


def test_overview_offers_only_the_reviews_of_its_partnership(cast, alice, plans, oak):
    review_of(cast.eastmere, name="Ash", by=cast.alice)

    offered = alice.get(plans).context["filter"].fields["review"].queryset

    assert list(offered) == [cast.review, oak]


def test_overview_counts_by_agency_with_most_overdue_first(cast, alice, plans, action, late):
    helping = ["police", "Health board"]
    action_under(late.recommendation, lead_agency="", supporting=helping, by=cast.alice)

    assert alice.get(plans).context["agencies"] == [
        Agency("Police", 1, 1, 1, supports=1),
        Agency("Health board", supports=1),
        Agency("Northbrook Council", 1, 1, 0),
        Agency("", 1, 1, 0),
    ]


def test_overview_finds_what_an_agency_leads_and_supports(cast, alice, plans, action, late):
    helping = ["police", "Health board"]
    helped = action_under(late.recommendation, text="Helped.", supporting=helping, by=cast.alice)

    found = [shown(alice.get(plans, {"lead": name})) for name in ("Police", "HEALTH  board")]

    assert found == [["Late.", helped.text], [helped.text]]


def test_overview_query_count_does_not_grow(cast, alice, plans, django_assert_num_queries):
    for number in range(1, 31):
        review = review_of(cast.northbrook, name=f"Review {number}", by=cast.alice)
        above = recommendation_in(review, by=cast.alice)
        action = action_under(above, supporting=["Police", "Probation"], by=cast.alice)
        update_of(action, rating="amber", by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(12):
                alice.get(plans)


# --- many at once ---------------------------------------------------------------------------

NEW = {"lead_agency": "Northbrook Police", "rating": "red", "reason": "Nobody leads them."}


@pytest.fixture
def many(cast):
    return reverse("actionplans:change_plans", args=[cast.northbrook.pk])


def seen(*actions):
    rows = Action.unscoped.with_state().filter(pk__in=[action.pk for action in actions])
    return ",".join(row.seen for row in rows)


def typed(*actions, **changes):
    return NEW | typed_day("dated", yesterday()) | {"seen": seen(*actions)} | changes


def everything():
    return (
        list(Action.unscoped.order_by("pk").values_list("lead_agency", "target_date")),
        ActionUpdate.unscoped.count(),
    )


def test_bulk_change_begins_with_the_chosen_actions(alice, many, action, late):
    page = alice.get(many, {"action": seen(late)})

    assert page.context["chosen"] == [late]
    assert page.context["form"]["seen"].value() == seen(late)


@pytest.mark.parametrize("token", ["x", "9" * 30, f"{'9' * 30}.1.0", "٣.1.0"])
def test_bulk_change_passes_over_what_is_no_action(alice, many, action, token):
    page = alice.get(many, {"action": [token, seen(action)]})

    assert (page.status_code, page.context["chosen"]) == (200, [action])


def test_bulk_change_is_checked_before_anything_is_saved(alice, many, action, late):
    before = everything()

    page = alice.post(many, typed(action, late) | typed_day("target_date", dt.date(2027, 3, 1)))

    assert everything() == before
    assert [(one.action, one.changes[1:]) for one in page.context["planned"]] == [
        (
            action,
            (
                ("Lead Agency", "Northbrook Council", "Northbrook Police"),
                ("Target Date", "Not set", "1 March 2027"),
            ),
        ),
        (
            late,
            (
                ("Lead Agency", "Police", "Northbrook Police"),
                ("Target Date", page.context["planned"][1].changes[2][1], "1 March 2027"),
            ),
        ),
    ]
    assert page.context["planned"][0].changes[0] == ("Rating", "No rating", "Red: off track")


def test_bulk_change_saves_what_the_check_page_sends(alice, many, plans, action, late):
    page = alice.post(many, typed(action, late))

    response = alice.post(many, dict(page.context["sent"]))

    assert response.url == plans
    assert everything()[0] == [
        ("Northbrook Police", None),
        ("Northbrook Police", yesterday()),
    ]
    assert list(
        ActionUpdate.unscoped.order_by("action").values_list("action", "rating", "reason", "dated")
    ) == [(row.pk, "red", "Nobody leads them.", yesterday()) for row in (action, late)]


def test_agency_that_leads_many_from_now_on_supports_none_of_them(cast, alice, many, late):
    helped = action_under(
        late.recommendation, supporting=["northbrook police", "Probation"], by=cast.alice
    )

    alice.post(many, typed(late, helped, confirmed="yes"))

    assert Action.unscoped.get(pk=helped.pk).supporting_names == ["Probation"]


def test_bulk_change_leaves_all_as_it_was_when_one_has_changed(cast, alice, many, action, late):
    sent = typed(action, late, confirmed="yes")
    update_of(late, rating="green", by=cast.alice)
    before = everything()

    response = alice.post(many, sent)

    assert everything() == before
    assert response.context["form"].non_field_errors() == [
        keeping_actions.CHANGED_SINCE_SEEN.format(late)
    ]
    assert response.context["form"]["seen"].value() == seen(action, late)
    assert response.context["form"]["confirmed"].value() == ""


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"rating": "", "lead_agency": ""},
            {"rating": ["Choose a rating, a lead agency or a target date."]},
        ),
        ({"reason": ""}, {"reason": ["Enter the reason for the rating"]}),
        (
            typed_day("dated", tomorrow()),
            {"dated": ["Date the rating is about must be today or in the past"]},
        ),
        (
            {"seen": "999.1.0"},
            {"__all__": ["Some of the actions are no longer there. Go back and choose again."]},
        ),
    ],
)
def test_bulk_change_says_what_is_missing(alice, many, action, changes, errors):
    response = alice.post(many, typed(action) | changes)

    assert response.context["form"].errors == errors


def test_bulk_change_reaches_no_action_of_another_partnership(cast, alice, many):
    elsewhere = review_of(cast.eastmere, name="Ash", by=cast.alice)
    strange = action_under(recommendation_in(elsewhere, by=cast.alice), by=cast.alice)

    response = alice.post(many, typed(strange, confirmed="yes"))

    assert response.context["chosen"] == []
    assert not ActionUpdate.unscoped.exists()


def test_chair_changes_many_actions_of_a_plan(cast, client, action):
    client.force_login(cast.chloe)
    place = reverse("actionplans:change_plan", args=[cast.review.pk])

    response = client.post(place, typed(action, confirmed="yes"))

    assert response.url == reverse("actionplans:plan", args=[cast.review.pk])
    assert Action.unscoped.get().lead_agency == "Northbrook Police"
