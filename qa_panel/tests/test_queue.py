"""What waits for the secretariat, since when, and what a month of the QA Panel holds."""

import datetime as dt

import pytest
from django.utils import timezone

from qa_panel import queue
from qa_panel.actions import give_back, take
from qa_panel.tests.factories import listed, submitted
from reviews.actions import correct_step, make_move, put_on_hold, take_back
from reviews.models import Round
from reviews.tests.factories import round_at, tomorrow, yesterday
from reviews.workflow import Move, Stage

TODAY = timezone.localdate


def found(cast, query):
    return [r.pk for r in query(Round.visible_to(cast.quinn))]


@pytest.mark.parametrize("stage", list(Stage))
def test_queue_holds_what_waits_for_the_home_office(cast, stage):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    waiting = [r.stage for r in queue.queue(Round.visible_to(cast.quinn))]
    with_csp = found(cast, queue.with_the_csp)

    latest = cast.review.rounds.last().stage
    assert waiting == ([latest] if latest in ("submitted", "listed", "considered") else [])
    assert with_csp == (
        [qa_round.pk] if stage in ("incomplete", "revising", "decided_otherwise") else []
    )


def test_round_is_as_old_as_its_standing_submission(cast):
    qa_round = submitted(cast.northbrook, by=cast.alice, days=12)
    change = qa_round.stage_changes.get()
    earlier = TODAY() - dt.timedelta(days=20)

    before = queue.with_standing(Round.visible_to(cast.quinn)).get().came_on
    correct_step(change, on=earlier, note="By post.", why="Wrong day.", by=cast.alice)
    after = queue.with_standing(Round.visible_to(cast.quinn)).get().came_on

    assert (before, after) == (TODAY() - dt.timedelta(days=12), earlier)


def test_resubmitted_round_is_as_old_as_the_resubmission(cast):
    qa_round = cast.review.rounds.get()
    make_move(qa_round, Move.LETTER_RESUBMIT, on=yesterday(), by=cast.alice)
    make_move(qa_round, Move.RESUBMIT, on=yesterday(), by=cast.quinn)

    (second,) = queue.queue(Round.visible_to(cast.quinn))

    assert (second.number, second.came_on) == (2, yesterday())


def test_next_is_the_oldest_that_nobody_has_and_nothing_holds_up(cast):
    oldest, held, free = (
        submitted(cast.northbrook, name, by=cast.alice, days=days)
        for name, days in (("Ash", 30), ("Box", 20), ("Elder", 10))
    )
    submitted(cast.northbrook, "Fir", by=cast.alice)
    taking = take(oldest, by=cast.quinn)
    put_on_hold(held.review, reason="Trial.", review_on=tomorrow(), by=cast.quinn)

    first = queue.next_to_take(queue.queue(Round.visible_to(cast.quinn)))
    give_back(oldest, seen=taking.pk, by=cast.quinn)
    second = queue.next_to_take(queue.queue(Round.visible_to(cast.quinn)))

    assert (first, second) == (free, oldest)


def test_nothing_is_next_in_an_empty_queue(cast):
    assert queue.next_to_take(queue.queue(Round.visible_to(cast.quinn))) is None


def test_month_holds_what_is_listed_between_its_days(cast):
    first, last = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
    late = listed(cast.northbrook, "Ash", by=cast.alice, panel_on=last)
    early = listed(cast.northbrook, "Box", by=cast.alice, panel_on=first)
    listed(cast.northbrook, "Elder", by=cast.alice, panel_on=dt.date(2026, 4, 1))
    undated = listed(cast.northbrook, "Fir", by=cast.alice)

    month = found(cast, lambda rounds: queue.listed_between(rounds, first, last))

    assert month == [early.pk, late.pk]
    assert found(cast, queue.listed_without_date) == [undated.pk]


def test_latest_listing_says_when_the_panel_meets(cast):
    qa_round = listed(cast.northbrook, by=cast.alice, panel_on=dt.date(2026, 3, 1))
    make_move(qa_round, Move.LIST, panel_on=dt.date(2026, 4, 1), by=cast.alice)
    moved = queue.with_standing(Round.visible_to(cast.quinn)).get().panel_on

    take_back(qa_round.stage_changes.last(), why="A slip.", by=cast.alice)

    back = queue.with_standing(Round.visible_to(cast.quinn)).get().panel_on
    assert (moved, back) == (dt.date(2026, 4, 1), dt.date(2026, 3, 1))


def test_month_keeps_what_the_panel_has_considered(cast):
    on = yesterday()
    qa_round = listed(cast.northbrook, by=cast.alice, panel_on=on)
    make_move(qa_round, Move.CONSIDER, by=cast.quinn)

    assert found(cast, lambda rounds: queue.listed_between(rounds, on, on)) == [qa_round.pk]
