"""What is decided about records: each leaves a row, and what no longer fits stops."""

from __future__ import annotations

import pytest
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from accounts.models import Role
from accounts.tests.factories import person
from audit.models import Event
from notices.models import Notice, NoticeKind
from retention import actions
from retention.models import DecisionKind, DisposalProposal, RetentionPeriod, period_of
from retention.policies import ANOTHER_PERSON, ENDED
from retention.standing import standing_of
from retention.tests.factories import SCHEDULE, agreed, due, in_days, period, proposed
from reviews.actions import make_move
from reviews.tests.factories import review_of
from reviews.workflow import Move

pytestmark = pytest.mark.django_db


@pytest.fixture
def hazel(cast):
    period(cast.northbrook, by=cast.ada)
    return due(cast.northbrook, by=cast.alice)


@pytest.fixture
def proposal(cast, hazel):
    return proposed(hazel, by=cast.alice)


def decisions(proposal):
    return [(one.kind, one.reason) for one in proposal.decisions.all()]


def told():
    return sorted(
        Notice.unscoped.filter(kind=NoticeKind.DISPOSAL).values_list("to__name", flat=True)
    )


def test_period_is_added_and_none_is_changed(cast):
    first = period(cast.northbrook, years=7, by=cast.ada)

    second = period(cast.northbrook, years=10, by=cast.ada)

    event = Event.objects.last()
    assert list(RetentionPeriod.unscoped.all()) == [first, second]
    assert period_of(cast.northbrook) == second
    assert (event.verb, event.changes["years"]) == ("retention.period_set", [7, 10])


def test_second_of_two_who_set_the_period_is_told(cast):
    set_to = {"years": 7, "schedule": SCHEDULE, "seen": None, "by": cast.ada}
    actions.set_period(cast.northbrook, **set_to)

    with pytest.raises(Refused, match=CHANGED_SINCE):
        actions.set_period(cast.northbrook, **set_to | {"years": 9})

    assert period_of(cast.northbrook).years == 7


def test_period_names_its_schedule(cast):
    with pytest.raises(Refused, match=r"Enter the reference of your retention schedule\."):
        actions.set_period(cast.northbrook, years=7, schedule=" ", seen=None, by=cast.ada)


def test_review_date_is_only_ever_moved_on(cast, hazel):
    today = timezone.localdate()

    with pytest.raises(Refused, match=r"^The review date must be later than"):
        actions.choose_review_date(hazel, on=today, reason="A claim.", by=cast.alice)
    actions.choose_review_date(hazel, on=in_days(1), reason="A claim.", by=cast.alice)

    assert standing_of(hazel).review_on == in_days(1)


def test_proposal_says_what_would_go(proposal):
    assert (proposal.ground, proposal.counts[0]) == ("period_ended", ["round,rounds", 1])


def test_proposal_is_told_to_managers_and_to_who_received_the_review(cast, hazel):
    person("Bob", Role.CSP_MANAGER, cast.northbrook)

    proposed(hazel, by=cast.alice)

    assert told() == ["Bob", "Quinn"]


def test_proposal_of_what_was_never_submitted_is_not_told_to_the_secretariat(cast):
    proposed(review_of(cast.northbrook, name="Box", by=cast.alice), by=cast.alice)

    assert told() == []


def test_one_person_cannot_dispose(cast, proposal):
    with pytest.raises(Refused, match=ANOTHER_PERSON):
        actions.agree_to_disposal(proposal, by=cast.alice)

    assert decisions(proposal) == []


def test_second_person_declines_with_a_reason(cast, proposal):
    with pytest.raises(Refused, match=r"Enter a reason\."):
        actions.decline_disposal(proposal, reason=" ", by=cast.ada)

    actions.decline_disposal(proposal, reason="A claim is coming.", by=cast.ada)

    assert decisions(proposal) == [(DecisionKind.DECLINED, "A claim is coming.")]
    with pytest.raises(Refused, match=ENDED):
        actions.agree_to_disposal(proposal, by=cast.ada)


@pytest.mark.parametrize("who", ["alice", "ada"])
def test_either_stops_what_was_agreed(cast, hazel, who):
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)

    actions.stop_disposal(proposal, reason="Not yet.", by=getattr(cast, who))

    assert not DisposalProposal.unscoped.open().exists()
    assert decisions(proposal)[-1] == (DecisionKind.STOPPED, "Not yet.")


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_hold_stops_what_was_agreed(cast, hazel, who):
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)

    actions.hold_back(hazel, reason="An inquest.", look_again_on=in_days(9), by=getattr(cast, who))

    assert decisions(proposal)[-1] == (
        DecisionKind.STOPPED,
        "The disposal was held back: An inquest.",
    )


def test_keeping_for_longer_stops_what_was_proposed(cast, proposal):
    actions.choose_review_date(proposal.review, on=in_days(9), reason="A claim.", by=cast.alice)

    assert decisions(proposal) == [(DecisionKind.STOPPED, "The records are kept for longer.")]


def test_review_that_goes_on_stops_what_was_agreed(cast, hazel):
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)

    make_move(hazel.rounds.get(), Move.REOPEN, note="More to do.", by=cast.alice)

    assert decisions(proposal)[-1] == (DecisionKind.STOPPED, "The review has gone on since.")


def test_hold_is_looked_at_again_in_the_future(cast, hazel):
    with pytest.raises(Refused, match=r"must be in the future\."):
        actions.hold_back(hazel, reason="A claim.", look_again_on=in_days(0), by=cast.alice)


def test_stopped_disposal_can_be_proposed_again(cast, proposal):
    actions.stop_disposal(proposal, reason="Not yet.", by=cast.alice)

    again = proposed(proposal.review, by=cast.alice)

    assert list(DisposalProposal.unscoped.open()) == [again]
