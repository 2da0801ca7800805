"""What happens to a plan: each action writes its row and one event, or neither."""

import datetime as dt

import pytest

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from actionplans import actions
from actionplans.models import Action, ActionUpdate, Rag, Recommendation, SupportingAgency
from actionplans.naming import TOO_LONG, TOO_MANY
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event
from feedback.tests.factories import areas_of
from reviews.models import StoredFile
from reviews.tests.factories import evidence, review_of, tomorrow, yesterday

NOT_YOURS = "Only the CSP manager and the independent chair can change the action plan."


@pytest.fixture
def events(cast):
    """The verbs of the events written since the cast came on; ask again after each act."""
    before = Event.objects.count()
    return lambda: list(Event.objects.order_by("pk").values_list("verb", flat=True))[before:]


@pytest.fixture
def refused(events):
    """Runs an act that must be refused without a trace, and returns the sentence."""

    def run(act, *args, **kwargs):
        rows, told = _rows(), events()
        with pytest.raises(Refused) as refusal:
            act(*args, **kwargs)
        assert (_rows(), events()) == (rows, told)
        return str(refusal.value)

    return run


def _rows():
    return [
        list(model.unscoped.order_by("pk").values())
        for model in (Recommendation, Action, SupportingAgency, ActionUpdate, StoredFile)
    ]


def edit(action, by, **changes):
    """Edit an action as its form does: with everything that it had, and the changes."""
    usual = {
        "version": action.version,
        "recommendation": action.recommendation,
        "items": list(action.items.all()),
    }
    return actions.edit_action(action, by=by, **usual | changes)


def test_recommendation_added_writes_one_event(cast, events):
    added = recommendation_in(cast.review, by=cast.chloe, number="1a")

    assert (added.number, added.position, added.version) == ("1a", 1, 1)
    assert events() == ["actionplans.recommendation_added"]


def test_recommendation_stands_where_its_number_belongs(cast):
    for number in ("1", "10", "2", "3b", "3a"):
        recommendation_in(cast.review, by=cast.alice, number=number)

    assert _numbers(cast.review) == ["1", "2", "3a", "3b", "10"]


def test_recommendation_moves_when_its_number_changes(cast):
    first = recommendation_in(cast.review, by=cast.alice, number="1")
    recommendation_in(cast.review, by=cast.alice, number="2")

    actions.edit_recommendation(first, version=1, by=cast.alice, number="3")

    assert _numbers(cast.review) == ["2", "3"]


def _numbers(review):
    return list(review.recommendations.values_list("number", flat=True))


def test_recommendation_number_is_not_used_twice(cast, recommendation, refused):
    reason = refused(recommendation_in, cast.review, by=cast.alice, number="1")

    assert reason == "This review already has a recommendation 1."


def test_recommendation_number_may_repeat_in_another_review(cast, recommendation):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")

    added = recommendation_in(other, by=cast.alice, number="1")

    assert (added.number, added.review) == (recommendation.number, other)


def test_recommendation_edit_keeps_before_and_after(cast, recommendation):
    edited = actions.edit_recommendation(
        recommendation, version=1, by=cast.alice, text="In other words.", scope="Local"
    )

    event = Event.objects.last()
    assert (edited.text, edited.version) == ("In other words.", 2)
    assert event.verb == "actionplans.recommendation_edited"
    assert event.changes == {"text": [recommendation.text, "In other words."]}


def test_recommendation_edit_from_an_old_page_is_refused(cast, recommendation, refused):
    actions.edit_recommendation(recommendation, version=1, by=cast.chloe, text="Chloé’s words.")

    reason = refused(
        actions.edit_recommendation, recommendation, version=1, by=cast.alice, text="Alice’s."
    )

    assert reason == CHANGED_SINCE


def test_recommendation_edit_to_a_taken_number_is_refused(cast, recommendation, refused):
    recommendation_in(cast.review, by=cast.alice, number="2")

    reason = refused(
        actions.edit_recommendation, recommendation, version=1, by=cast.alice, number="2"
    )

    assert reason == "This review already has a recommendation 2."


def test_action_added_is_the_last_of_its_recommendation(cast, recommendation, action, events):
    told = len(events())

    second = action_under(recommendation, by=cast.chloe, target_date_text="ongoing")

    assert (second.position, second.target_date_text) == (action.position + 1, "ongoing")
    assert events()[told:] == ["actionplans.action_added"]


def test_action_is_linked_to_areas(cast, recommendation):
    areas = areas_of(cast.review, by=cast.alice)

    action = action_under(recommendation, by=cast.alice, items=areas)

    assert list(action.items.order_by("number")) == areas
    assert Event.objects.last().changes["items"] == [area.pk for area in areas]


def test_action_is_not_linked_to_areas_of_another_review(cast, recommendation, refused):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    areas = areas_of(other, by=cast.alice)

    reason = refused(action_under, recommendation, by=cast.alice, items=areas)

    assert reason == actions.OTHER_REVIEW


def test_action_edit_keeps_before_and_after(cast, action):
    areas = areas_of(cast.review, by=cast.alice)
    target = dt.date(2026, 9, 30)

    edited = edit(action, cast.alice, lead_agency="Police", target_date=target, items=areas[:1])

    assert (edited.lead_agency, edited.target_date, edited.version) == ("Police", target, 2)
    assert Event.objects.last().changes == {
        "lead_agency": ["Northbrook Council", "Police"],
        "target_date": [None, "2026-09-30"],
        "items": [[], [areas[0].pk]],
    }


def test_action_is_added_with_its_supporting_agencies(cast, recommendation):
    action = action_under(
        recommendation,
        by=cast.alice,
        lead_agency="Police",
        supporting=["Health board", " police ", "HEALTH  board", "Probation; Housing", ""],
    )

    assert action.supporting_names == ["Health board", "Probation", "Housing"]
    assert Event.objects.last().changes["supporting"] == action.supporting_names


def test_action_edit_keeps_the_supporting_agencies_before_and_after(cast, recommendation):
    action = action_under(recommendation, by=cast.alice, supporting=["Police", "Probation"])

    edited = edit(action, cast.alice, supporting=["Probation", "Housing"])
    changes = Event.objects.last().changes
    same = edit(edited, cast.alice, supporting=["Probation", "Housing"])

    assert same.supporting_names == ["Probation", "Housing"]
    assert changes == {"supporting": [["Police", "Probation"], ["Probation", "Housing"]]}
    assert Event.objects.last().changes == {}


def test_agency_that_leads_from_now_on_supports_no_longer(cast, recommendation):
    action = action_under(recommendation, by=cast.alice, supporting=["Police", "Probation"])

    edited = edit(action, cast.alice, lead_agency="POLICE")

    assert edited.supporting_names == ["Probation"]
    assert Event.objects.last().changes == {
        "lead_agency": ["Northbrook Council", "POLICE"],
        "supporting": [["Police", "Probation"], ["Probation"]],
    }


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([f"Agency {number}" for number in range(31)], TOO_MANY),
        (["x" * 201], TOO_LONG.format("x" * 58 + " …")),
    ],
)
def test_action_keeps_no_supporting_agencies_that_the_plan_cannot_hold(
    cast, action, recommendation, refused, names, reason
):
    edited = refused(edit, action, cast.alice, supporting=names)
    added = refused(action_under, recommendation, by=cast.alice, supporting=names)

    assert (edited, added) == (reason, reason)


def test_action_edit_completes_it(cast, action, events):
    told = len(events())

    edited = edit(action, cast.chloe, completed_on=yesterday(), outcome="Adopted.")

    assert (edited.completed_on, edited.outcome) == (yesterday(), "Adopted.")
    assert events()[told:] == ["actionplans.action_edited"]


def test_action_moves_to_another_recommendation(cast, action):
    other = recommendation_in(cast.review, by=cast.alice)
    action_under(other, by=cast.alice)

    edited = edit(action, cast.alice, recommendation=other)

    assert (edited.recommendation, edited.position) == (other, 2)
    assert Event.objects.last().changes == {"recommendation": [action.recommendation_id, other.pk]}


def test_action_does_not_move_to_another_review(cast, action, refused):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    theirs = recommendation_in(other, by=cast.alice)

    reason = refused(edit, action, cast.alice, recommendation=theirs)

    assert reason == actions.OTHER_REVIEW


def test_action_edit_from_an_old_page_is_refused(cast, action, refused):
    edit(action, cast.chloe, text="Chloé’s words.")

    reason = refused(edit, action, cast.alice, version=1, text="Alice’s words.")

    assert reason == CHANGED_SINCE


def test_action_is_not_completed_on_a_day_to_come(cast, action, recommendation, refused):
    edited = refused(edit, action, cast.alice, completed_on=tomorrow())
    added = refused(action_under, recommendation, by=cast.alice, completed_on=tomorrow())

    assert (edited, added) == (actions.COMPLETED_LATER, actions.COMPLETED_LATER)


def test_update_is_added_with_its_evidence(cast, action, events):
    told = len(events())

    update = update_of(
        action, by=cast.chloe, rating=Rag.GREEN, reason="Signed.", evidence=[evidence()]
    )

    assert (update.by, update.rating, update.reason) == (cast.chloe, Rag.GREEN, "Signed.")
    assert [file.name for file in update.evidence.all()] == ["minutes.txt"]
    assert events()[told:] == ["reviews.file_kept", "actionplans.update_added"]


def test_update_of_a_day_to_come_is_refused(cast, action, refused):
    reason = refused(update_of, action, by=cast.alice, dated=tomorrow(), evidence=[evidence()])

    assert reason == actions.DATED_LATER


def test_update_rating_needs_a_reason(cast, action, refused):
    reason = refused(update_of, action, by=cast.alice, rating=Rag.RED, reason="  ")

    assert reason == actions.NO_REASON


def test_update_is_not_added_twice(cast, action, refused):
    update_of(action, by=cast.alice, rating=Rag.RED)

    again = refused(update_of, action, by=cast.alice, rating=Rag.RED)

    assert again == actions.SAID_ALREADY
    assert update_of(action, by=cast.chloe, rating=Rag.RED).by == cast.chloe


@pytest.mark.parametrize("name", ["vic", "kim", "quinn"])
def test_plan_is_not_changed_by_others(cast, recommendation, action, refused, name):
    user = getattr(cast, name)

    reasons = {
        refused(recommendation_in, cast.review, by=user),
        refused(actions.edit_recommendation, recommendation, version=1, by=user, text="No."),
        refused(action_under, recommendation, by=user),
        refused(edit, action, user, text="No."),
        refused(update_of, action, by=user, evidence=[evidence()]),
    }

    assert reasons == {NOT_YOURS}
