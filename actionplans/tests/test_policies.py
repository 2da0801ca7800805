"""Who may change the plan, and the sentence for who may not."""

import pytest

from access.verdict import YES, Verdict
from actionplans import policies
from actionplans.tests.factories import recommendation_in
from reviews.models import Round
from reviews.tests.factories import round_at
from reviews.workflow import Stage

NOT_YOURS = Verdict("Only the CSP manager and the independent chair can change the action plan.")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("alice", YES),
        ("chloe", YES),
        ("vic", NOT_YOURS),
        ("kim", NOT_YOURS),
        ("quinn", NOT_YOURS),
    ],
)
def test_plan_is_edited_by_manager_and_chair(cast, recommendation, action, name, verdict):
    user = getattr(cast, name)

    answers = (
        policies.may_edit_plan(user, cast.review),
        policies.may_edit_recommendation(user, recommendation),
        policies.may_add_action(user, cast.review),
        policies.may_edit_action(user, action),
        policies.may_add_update(user, action),
    )

    assert answers == (verdict,) * 5


@pytest.mark.parametrize("stage", Stage)
def test_plan_is_edited_at_every_stage(cast, action, stage):
    Round.unscoped.filter(review=cast.review).update(stage=stage)

    assert policies.may_add_update(cast.alice, action) == YES
    assert policies.may_edit_plan(cast.chloe, cast.review) == YES


def test_action_waits_for_a_recommendation(cast):
    before = policies.may_add_action(cast.alice, cast.review)

    recommendation_in(cast.review, by=cast.alice)

    assert before == Verdict("Add a recommendation first: every action carries one out.")
    assert policies.may_add_action(cast.alice, cast.review) == YES


def test_plan_stays_shut_to_a_qa_officer_who_sees_the_review(cast):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    verdict = policies.may_edit_plan(cast.quinn, cast.review)

    assert verdict == NOT_YOURS
