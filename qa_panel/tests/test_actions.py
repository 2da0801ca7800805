"""Taking, giving back and handing over; and several reviews considered at once, or none."""

import pytest

from access.verdict import Refused
from accounts.models import Role
from accounts.tests.factories import person
from notices.models import Notice, NoticeKind
from qa_panel.actions import (
    HANDED_SINCE,
    NONE_CHOSEN,
    give_back,
    hand_to,
    record_considered,
    take,
)
from qa_panel.models import Taking, latest_taking
from qa_panel.policies import may_hand_over, may_take, may_work_for_panel
from qa_panel.tests.factories import listed, submitted
from reviews.actions import make_move
from reviews.models import Round, StageChange
from reviews.tests.factories import round_at, tomorrow, yesterday
from reviews.workflow import Move, Stage

NOT_YOURS = "Only a QA officer can do this."


@pytest.fixture
def noor(cast):
    return person("Noor", Role.QA_OFFICER, cast.home_office)


@pytest.fixture
def ash(cast):
    return submitted(cast.northbrook, by=cast.alice)


def test_submission_is_taken_by_one_officer(cast, ash, noor):
    taking = take(ash, by=cast.quinn)

    with pytest.raises(Refused) as refusal:
        take(ash, by=noor)

    assert str(refusal.value) == "Quinn has Ash, round 1 already."
    assert latest_taking(ash) == taking
    assert (taking.to, taking.by) == (cast.quinn, cast.quinn)


def test_submission_that_was_given_back_can_be_taken(cast, ash, noor):
    taking = take(ash, by=cast.quinn)

    back = give_back(ash, seen=taking.pk, by=cast.quinn)
    take(ash, by=noor)

    assert (back.to, latest_taking(ash).to) == (None, noor)


def test_submission_is_handed_to_another_officer(cast, ash, noor):
    taking = hand_to(ash, to=noor, seen=0, by=cast.quinn)

    assert (taking.to, taking.by) == (noor, cast.quinn)
    told = Notice.unscoped.filter(kind=NoticeKind.HANDED)
    assert [notice.to for notice in told] == [noor]


@pytest.mark.parametrize("who", ["alice", "kim"])
def test_submission_is_handed_to_officers_only(cast, ash, who):
    user = getattr(cast, who)

    with pytest.raises(Refused) as refusal:
        hand_to(ash, to=user, seen=0, by=cast.quinn)

    assert str(refusal.value) == f"{user} is not a QA officer."


def test_handing_over_on_an_old_page_is_told(cast, ash, noor):
    taking = take(ash, by=noor)

    for late in (
        lambda: hand_to(ash, to=cast.quinn, seen=0, by=cast.quinn),
        lambda: give_back(ash, seen=taking.pk - 1, by=cast.quinn),
    ):
        with pytest.raises(Refused) as refusal:
            late()

        assert str(refusal.value) == HANDED_SINCE

    assert Taking.unscoped.get() == taking


def test_handing_over_to_who_has_it_changes_nothing(cast, ash):
    with pytest.raises(Refused) as nobody:
        give_back(ash, seen=0, by=cast.quinn)
    taking = take(ash, by=cast.quinn)
    with pytest.raises(Refused) as somebody:
        hand_to(ash, to=cast.quinn, seen=taking.pk, by=cast.quinn)

    said = (str(nobody.value), str(somebody.value))
    assert said == ("Nobody has it already.", "Quinn has it already.")


def test_what_is_with_the_csp_cannot_be_taken(cast):
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)

    assert may_take(cast.quinn, qa_round).reason == "Elm, round 1 is not with the Home Office now."


@pytest.mark.parametrize("who", ["alice", "vic", "chloe", "kim"])
@pytest.mark.parametrize("policy", [may_take, may_hand_over, may_work_for_panel])
def test_queue_is_worked_by_officers_only(cast, ash, who, policy):
    reasons = [policy(user, ash).reason for user in (getattr(cast, who), cast.quinn)]

    assert reasons == [NOT_YOURS, ""]


def test_panel_considers_several_at_once(cast):
    rounds = [listed(cast.northbrook, name, by=cast.alice) for name in ("Ash", "Box")]

    changes = record_considered(rounds, on=yesterday(), by=cast.quinn)

    assert [(c.round, c.move, c.happened_on) for c in changes] == [
        (qa_round, Move.CONSIDER, yesterday()) for qa_round in rounds
    ]
    assert [Round.unscoped.get(pk=r.pk).stage for r in rounds] == [Stage.CONSIDERED] * 2


def test_none_is_considered_when_one_has_moved_on(cast):
    ash, box = rounds = [listed(cast.northbrook, name, by=cast.alice) for name in ("Ash", "Box")]
    make_move(Round.unscoped.get(pk=box.pk), Move.CONSIDER, by=cast.alice)
    before = StageChange.unscoped.count()

    with pytest.raises(Refused) as refusal:
        record_considered(rounds, on=yesterday(), by=cast.quinn)

    assert str(refusal.value) == (
        "Nothing has been recorded. Box, round 1: This is not possible at the stage “Considered, "
        "letter awaited”. Somebody may have moved the review on since you opened the page."
    )
    assert StageChange.unscoped.count() == before
    assert Round.unscoped.get(pk=ash.pk).stage == Stage.LISTED


def test_none_is_considered_on_a_day_to_come(cast):
    ash = listed(cast.northbrook, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        record_considered([ash], on=tomorrow(), by=cast.quinn)

    assert str(refusal.value) == "The day must be today or in the past."


def test_something_has_to_be_chosen(cast):
    with pytest.raises(Refused) as refusal:
        record_considered([], on=yesterday(), by=cast.quinn)

    assert str(refusal.value) == NONE_CHOSEN


def test_csp_does_not_speak_for_the_panel_here(cast):
    ash = listed(cast.northbrook, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        record_considered([ash], on=yesterday(), by=cast.alice)

    assert str(refusal.value) == NOT_YOURS
