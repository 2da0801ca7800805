"""What always holds of plans: what is computed, what is only added, and who finds which rows."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from actionplans import actions
from actionplans.models import Action, ActionUpdate, Rag, Recommendation, overdue_by_review
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import AppendOnlyError
from reviews.tests.factories import review_of, round_at, yesterday
from reviews.workflow import Stage

TODAY = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("target", "completed", "overdue"),
    [
        (dt.date(2026, 3, 9), None, True),
        (dt.date(2026, 3, 10), None, False),
        (dt.date(2026, 3, 9), dt.date(2026, 3, 10), False),
        (None, None, False),
    ],
)
def test_action_overdue_follows_target_date(cast, recommendation, target, completed, overdue):
    action = Action(recommendation=recommendation, target_date=target, completed_on=completed)
    action.position = 1

    action.save()

    assert action.is_overdue(TODAY) is overdue
    assert Action.unscoped.overdue(TODAY).exists() is overdue


def test_rating_is_that_of_the_latest_date(cast, action):
    update_of(action, by=cast.alice, rating=Rag.AMBER, reason="Late.")

    update_of(action, by=cast.alice, rating=Rag.GREEN, reason="Then.", dated=yesterday())

    shown = Action.unscoped.with_state().get(pk=action.pk)
    assert (shown.rating, shown.rating_reason) == (Rag.AMBER, "Late.")


def test_update_without_rating_leaves_the_rating(cast, action):
    update_of(action, by=cast.alice, rating=Rag.RED, reason="Nobody leads it.")

    update_of(action, by=cast.alice, text="A lead was named.")

    shown = Action.unscoped.with_state().get(pk=action.pk)
    assert (shown.rating, shown.last_update) == (Rag.RED, "A lead was named.")
    assert shown.last_update_on == timezone.localdate()


def test_action_without_update_has_no_rating(cast, action):
    shown = Action.unscoped.with_state().get(pk=action.pk)

    assert (shown.rating, shown.last_update, shown.last_update_on) == (None, None, None)


def test_update_is_only_added(cast, action):
    update = update_of(action, by=cast.alice)

    for change in (update.save, update.delete, ActionUpdate.unscoped.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        ActionUpdate.unscoped.update(text="Something else.")

    assert ActionUpdate.unscoped.get().text == "The protocol was agreed."


def test_rating_without_reason_is_kept_out_by_the_database(cast, action):
    with pytest.raises(IntegrityError):
        ActionUpdate.unscoped.create(
            action=action, by=cast.alice, dated=TODAY, text="Told.", rating=Rag.RED
        )


def test_plan_is_seen_by_its_own_side_only(cast, action):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    update_of(action, by=cast.alice)

    seen = {
        user.name: tuple(m.visible_to(user).count() for m in (Recommendation, Action, ActionUpdate))
        for user in (cast.alice, cast.vic, cast.chloe, cast.kim, cast.quinn)
    }

    assert seen == {
        "Alice": (1, 1, 1),
        "Vic": (1, 1, 1),
        "Chloé": (1, 1, 1),
        "Kim": (0, 0, 0),
        "Quinn": (0, 0, 0),
    }


def test_overdue_by_review_counts_each_review_apart(cast, recommendation):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    theirs = recommendation_in(other, by=cast.alice)
    for _ in range(2):
        action_under(recommendation, by=cast.alice, target_date=yesterday())
    done = action_under(theirs, by=cast.alice, target_date=yesterday(), completed_on=yesterday())
    action_under(theirs, by=cast.alice, target_date=yesterday())

    counts = overdue_by_review([cast.review.pk, other.pk])

    assert counts == {cast.review.pk: 2, other.pk: 1}
    assert done.recommendation.review == other


def test_actions_of_review_leave_out_other_reviews(cast, action):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    actions.add_action(recommendation_in(other, by=cast.alice), text="Elsewhere.", by=cast.alice)

    found = Action.visible_to(cast.alice).of_review(cast.review)

    assert list(found) == [action]
    assert Action.visible_to(cast.alice).count() == 2
