"""What must hold of the action plan before a review is closed."""

from __future__ import annotations

from django.utils import timezone

from access.verdict import YES, Verdict
from actionplans.guards import every_action_has_ended
from actionplans.models import Action
from actionplans.tests.factories import action_under, recommendation_in
from reviews.policies import left_to_do, may_make
from reviews.tests.factories import review_of, round_at
from reviews.workflow import Move, Stage


def test_review_is_closed_when_every_action_has_ended(cast, recommendation):
    ended = {"completed_on": timezone.localdate(), "by": cast.alice}
    action_under(recommendation, **ended)
    action_under(recommendation, by=cast.alice)
    qa_round = round_at(Stage.MONITORING, cast.review, by=cast.alice)

    one = may_make(Move.CLOSE, cast.alice, qa_round)
    action_under(recommendation, by=cast.alice)
    two = may_make(Move.CLOSE, cast.alice, qa_round)
    Action.unscoped.update(completed_on=timezone.localdate())
    none = may_make(Move.CLOSE, cast.alice, qa_round)

    assert (one, two, none) == (
        Verdict("1 action of the action plan has not ended yet."),
        Verdict("2 actions of the action plan have not ended yet."),
        YES,
    )


def test_another_reviews_actions_do_not_keep_this_one_open(cast):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    action_under(recommendation_in(oak, by=cast.alice), by=cast.alice)

    assert every_action_has_ended(cast.review.rounds.get()) == YES
    assert every_action_has_ended(oak.rounds.get()) == Verdict(
        "1 action of the action plan has not ended yet."
    )


def test_readiness_leads_to_the_actions_that_have_not_ended(cast):
    qa_round = round_at(Stage.MONITORING, cast.review, by=cast.alice)

    found = {
        entry.label: entry.mend(qa_round)
        for entry, _ in left_to_do(Move.CLOSE, cast.alice, qa_round)
    }

    assert found["Every action has ended"] == f"/reviews/{cast.review.pk}/plan/?state=open"
