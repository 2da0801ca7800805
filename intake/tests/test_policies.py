"""Who may bring a plan in, check it and confirm it, and when."""

import pytest

from intake import policies
from intake.actions import set_aside, skip_row
from intake.models import PlanImport
from intake.tests.factories import confirmed, plan_in_hand

NOT_YOURS = "Only the CSP manager and the independent chair can change the action plan."


@pytest.fixture
def draft(cast):
    return plan_in_hand(cast.review, by=cast.alice)


def fresh(draft):
    return PlanImport.unscoped.get(pk=draft.pk)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("alice", ""), ("chloe", ""), ("vic", NOT_YOURS), ("kim", NOT_YOURS), ("quinn", NOT_YOURS)],
)
def test_plan_is_brought_in_by_those_who_keep_it(cast, name, reason):
    user = getattr(cast, name)

    before = policies.may_bring_in(user, cast.review)
    draft = plan_in_hand(cast.review, by=cast.alice)

    assert before.reason == reason
    assert policies.may_check(user, draft).reason == reason
    assert policies.may_confirm(user, draft).reason == reason


def test_one_plan_is_in_hand_at_a_time(cast, draft):
    in_hand = policies.may_bring_in(cast.alice, cast.review)
    set_aside(draft, version=1, by=cast.alice)

    assert in_hand.reason == policies.IN_HAND
    assert policies.may_bring_in(cast.alice, cast.review)


def test_confirmed_plan_is_checked_no_more(cast, draft):
    confirmed(draft, by=cast.alice)

    verdicts = [may(cast.alice, fresh(draft)) for may in (policies.may_check, policies.may_confirm)]

    assert {verdict.reason for verdict in verdicts} == {
        "This plan has been brought in. Change its actions on the plan’s page."
    }


def test_plan_set_aside_is_checked_no_more(cast, draft):
    set_aside(draft, version=1, by=cast.alice)

    assert policies.may_check(cast.alice, fresh(draft)).reason == (
        "This plan was set aside. Bring the file in again if it was the right one."
    )


def test_plan_without_a_row_is_not_confirmed(cast, draft):
    skip_row(draft.rows.get(), version=1, by=cast.alice)

    assert policies.may_confirm(cast.alice, fresh(draft)).reason == policies.NO_ROWS
    assert policies.may_check(cast.alice, fresh(draft))
