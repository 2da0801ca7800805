"""Who may keep, hold back and dispose of records, and the sentence for who may not."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import person
from govuk.words import day
from packs.models import Making, PackKind
from retention import actions
from retention import policies as may
from retention.tests.factories import agreed, due, in_days, period, proposed
from reviews.actions import put_on_hold, transfer_review
from reviews.tests.factories import review_of, round_at
from reviews.workflow import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def hazel(cast):
    period(cast.northbrook, by=cast.ada)
    return due(cast.northbrook, by=cast.alice)


@pytest.fixture
def proposal(cast, hazel):
    return proposed(hazel, by=cast.alice)


def said(verdict):
    return verdict.reason or "yes"


def by_each(cast, policy, row):
    return {who: said(policy(getattr(cast, who), row)) for who in WHO}


WHO = ("alice", "ada", "vic", "chloe", "quinn", "kim")


def answers(alice, ada, others, **some):
    return {"alice": alice, "ada": ada} | dict.fromkeys(WHO[2:], others) | some


def test_only_administrators_set_the_period(cast):
    found = by_each(cast, may.may_set_period, cast.northbrook)

    no = may.ONLY_ADMINISTRATORS
    assert found == answers(no, "yes", no)


def test_only_managers_propose(cast, hazel):
    assert by_each(cast, may.may_propose, hazel) == answers(
        "yes", may.ONLY_MANAGERS, may.ONLY_MANAGERS
    )


def test_second_person_is_a_manager_or_an_administrator(cast, proposal):
    bob = person("Bob", Role.CSP_MANAGER, cast.northbrook)

    assert by_each(cast, may.may_agree, proposal) == answers(
        may.ANOTHER_PERSON, "yes", may.ONLY_PARTNERSHIP
    )
    assert may.may_agree(bob, proposal)


def test_both_may_stop_what_was_agreed(cast, hazel):
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)

    assert by_each(cast, may.may_stop, proposal) == answers("yes", "yes", may.ONLY_PARTNERSHIP)


def test_either_side_holds_back(cast, hazel):
    found = by_each(cast, may.may_hold_back, hazel)

    assert [who for who, words in found.items() if words == "yes"] == ["alice", "quinn"]


def test_only_the_side_that_holds_back_lets_go(cast, hazel):
    actions.hold_back(hazel, reason="A claim.", look_again_on=in_days(9), by=cast.quinn)

    assert said(may.may_let_go(cast.quinn, hazel)) == "yes"
    assert said(may.may_let_go(cast.alice, hazel)) == "Your side does not hold the disposal back."


def held_back(cast, review):
    actions.hold_back(review, reason="A claim.", look_again_on=in_days(9), by=cast.quinn)
    return (
        f"The Home Office holds the disposal back until it is looked at again on {day(in_days(9))}."
    )


def on_hold(cast, review):
    put_on_hold(review, reason="A trial.", review_on=in_days(9), by=cast.alice)
    return f"This review is on hold until it is looked at again on {day(in_days(9))}."


def pack_in_hand(cast, review):
    Making.unscoped.create(round=review.rounds.get(), kind=PackKind.FINAL, by=cast.alice)
    return "A pack is being made of this review. Wait until it is there."


def no_period(cast, review):
    period(cast.northbrook, years=None, by=cast.ada)
    return may.NOT_DUE["no period"]


def later(cast, review):
    period(cast.northbrook, years=20, by=cast.ada)
    return "These records are not due for review before 14 March 2039."


@pytest.mark.parametrize("stands_against", [held_back, on_hold, pack_in_hand, no_period, later])
def test_what_stands_against_a_disposal(cast, hazel, stands_against):
    reason = stands_against(cast, hazel)

    assert said(may.may_propose(cast.alice, hazel)) == reason


@pytest.mark.parametrize("stands_against", [on_hold, pack_in_hand, no_period, later])
def test_what_came_after_the_agreement_stands_against_the_removal(
    cast, hazel, settings, stands_against
):
    settings.DISPOSAL_WAIT_DAYS = 0
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)
    before = said(may.may_remove(None, proposal))

    reason = stands_against(cast, hazel)

    assert (before, said(may.may_remove(None, proposal))) == ("yes", reason)


def test_open_review_is_kept(cast):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    assert said(may.may_propose(cast.alice, cast.review)) == may.NOT_DUE["open"]


def test_what_is_proposed_is_not_proposed_again(cast, proposal):
    assert said(may.may_propose(cast.alice, proposal.review)) == (
        "The disposal of these records is proposed already."
    )


def test_removal_waits_for_a_second_person_and_some_days(cast, proposal):
    before = said(may.may_remove(cast.alice, proposal))
    actions.agree_to_disposal(proposal, by=cast.ada)
    fresh = type(proposal).unscoped.get(pk=proposal.pk)

    assert before == "A second person has not agreed yet."
    assert said(may.may_remove(cast.alice, fresh)).startswith("The records can be removed from ")


def test_agreement_of_one_partnership_does_not_bind_the_next(cast, hazel, settings):
    settings.DISPOSAL_WAIT_DAYS = 0
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)

    transfer_review(hazel, to=cast.eastmere, reason="Moved.", by=cast.alice)

    fresh = type(proposal).unscoped.get(pk=proposal.pk)
    assert said(may.may_remove(None, fresh)) == (
        "This review was transferred since. Stop this, and propose it anew."
    )


def test_longer_date_needs_a_period_and_a_closed_review(cast, hazel):
    never = review_of(cast.northbrook, name="Box", by=cast.alice)

    assert said(may.may_choose_date(cast.alice, hazel)) == "yes"
    assert said(may.may_choose_date(cast.alice, never)) == may.NOT_DUE["open"]
    assert said(may.may_choose_date(cast.vic, hazel)) == may.ONLY_MANAGERS
