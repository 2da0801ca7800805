"""How records stand: by the day of closing, the period, what was chosen by hand, holds and proposals."""

from __future__ import annotations

import datetime as dt

import pytest

from retention import actions
from retention.models import Ground
from retention.standing import standing_of, standings_of
from retention.tests.factories import LONG_AGO, closed, due, in_days, period, proposed
from reviews.actions import correct_step, make_move, take_back
from reviews.models import StageChange
from reviews.tests.factories import review_of
from reviews.workflow import Move

pytestmark = pytest.mark.django_db


@pytest.fixture
def hazel(cast):
    period(cast.northbrook, by=cast.ada)
    return due(cast.northbrook, by=cast.alice)


def last_step(review):
    steps = StageChange.unscoped.filter(round__review=review).standing()
    return steps.select_related("round__review").last()


def test_closed_review_is_due_when_its_period_has_ended(hazel):
    standing = standing_of(hazel)

    assert (standing.closed_on, standing.review_on) == (LONG_AGO, dt.date(2026, 3, 14))
    assert (standing.is_due(), standing.ground) == (True, Ground.PERIOD_ENDED)


def test_nothing_is_due_without_a_period(cast, hazel):
    period(cast.northbrook, years=None, by=cast.ada)

    standing = standing_of(hazel)

    assert (standing.review_on, standing.is_due(), standing.ground) == (None, False, None)


def test_longer_period_counts_at_once(cast, hazel):
    period(cast.northbrook, years=20, by=cast.ada)

    assert standing_of(hazel).review_on == dt.date(2039, 3, 14)


def test_review_that_was_opened_again_is_not_due(cast, hazel):
    make_move(hazel.rounds.get(), Move.REOPEN, note="More to do.", by=cast.alice)

    assert (standing_of(hazel).closed_on, standing_of(hazel).ground) == (None, None)


def test_review_closed_a_second_time_counts_from_then(cast, hazel):
    make_move(hazel.rounds.get(), Move.REOPEN, note="More to do.", by=cast.alice)
    closed(hazel, on=dt.date(2024, 5, 1), by=cast.alice)

    assert standing_of(hazel).closed_on == dt.date(2024, 5, 1)


def test_corrected_day_of_closing_counts(cast, hazel):
    step = last_step(hazel)

    correct_step(step, on=dt.date(2018, 1, 1), note="End.", why="Another day.", by=cast.alice)

    assert standing_of(hazel).closed_on == dt.date(2018, 1, 1)


def test_reopening_that_was_taken_back_leaves_the_day_of_closing(cast, hazel):
    make_move(hazel.rounds.get(), Move.REOPEN, note="More to do.", by=cast.alice)

    take_back(last_step(hazel), why="A mistake.", by=cast.alice)

    assert standing_of(hazel).closed_on == LONG_AGO


def test_review_that_never_moved_was_opened_by_mistake_perhaps(cast):
    never = review_of(cast.northbrook, name="Box", by=cast.alice)
    moved = due(cast.northbrook, name="Moved", by=cast.alice)

    assert [standing_of(one).ground for one in (never, moved)] == [Ground.OPENED_BY_MISTAKE, None]


def test_each_side_has_a_hold_of_its_own(cast, hazel):
    for who in (cast.alice, cast.quinn):
        actions.hold_back(hazel, reason="A claim.", look_again_on=in_days(9), by=who)
    actions.let_go(hazel, reason="Settled.", by=cast.alice)

    assert [hold.side for hold in standing_of(hazel).holds] == ["home_office"]


def test_standings_come_in_the_order_in_which_they_are_due(cast, hazel):
    later = closed(
        review_of(cast.northbrook, name="Later", by=cast.alice),
        on=dt.date(2022, 1, 1),
        by=cast.alice,
    )
    proposed(hazel, by=cast.alice)

    found = standings_of(cast.northbrook)

    assert [one.review for one in found] == [hazel, later, cast.review]
    assert [bool(one.proposal) for one in found] == [True, False, False]
