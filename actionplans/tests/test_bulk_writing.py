"""Many rows of a plan written at once come out as if each had been written alone."""

import pytest

from actionplans import bulk_writing
from actionplans.models import Action, Recommendation
from actionplans.tests.factories import action_under, recommendation_in
from reviews.tests.factories import review_of


def numbers_of(review):
    return list(review.recommendations.values_list("number", "position"))


@pytest.mark.parametrize(
    ("standing", "added"),
    [
        ((), ("10", "2", "1")),
        (("1", "3"), ("2", "10", "3a")),
        (("3", "1"), ("2", "0")),
        (("A1", "A10"), ("A2", "B1", "1")),
    ],
)
def test_recommendations_stand_as_when_they_are_added_one_by_one(cast, standing, added):
    alone = review_of(cast.northbrook, by=cast.alice, name="Oak")
    for review, numbers in ((cast.review, standing), (alone, (*standing, *added))):
        for number in numbers:
            recommendation_in(review, number=number, by=cast.alice)
    together = [
        Recommendation(review=cast.review, number=number, text="Share.") for number in added
    ]

    bulk_writing.add_recommendations(cast.review, together)

    assert numbers_of(cast.review) == numbers_of(alone)


def test_recommendations_out_of_order_stay_so(cast):
    for at, number in enumerate(("2", "1"), start=1):
        Recommendation.unscoped.create(
            review=cast.review, number=number, position=at, text="Share."
        )

    bulk_writing.add_recommendations(
        cast.review, [Recommendation(review=cast.review, number="3", text="Share.")]
    )

    assert numbers_of(cast.review) == [("2", 1), ("1", 2), ("3", 3)]


def test_actions_take_the_places_after_the_last(cast, recommendation, action):
    other = recommendation_in(cast.review, by=cast.alice)
    moved = action_under(other, by=cast.alice)
    moved.recommendation = recommendation
    new = [Action(recommendation=one, text="Train.") for one in (recommendation, other)]

    bulk_writing.put_last(cast.review, [moved, *new])

    assert [one.position for one in (moved, *new)] == [2, 3, 2]


def test_only_the_fields_that_are_named_are_saved(cast, recommendation, action):
    action.lead_agency, action.text = "Police", "Other words."

    bulk_writing.save_actions([action], ["lead_agency"])

    saved = Action.unscoped.get(pk=action.pk)
    assert (saved.lead_agency, saved.text) == ("Police", "Write a joint protocol.")
    assert saved.version == action.version + 1


def test_supporting_agencies_take_the_place_of_those_before(cast, recommendation, action):
    bulk_writing.set_supporting({action: ["Police", "Probation"]})

    bulk_writing.set_supporting({action: ["Health board"]})

    assert list(action.supporting.values_list("name", flat=True)) == ["Health board"]
