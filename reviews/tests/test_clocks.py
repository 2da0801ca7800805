"""The two clocks: which days count, for whom, and that no dating can make them run backwards."""

import datetime as dt

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from reviews.clocks import (
    Clocks,
    Days,
    Entered,
    Span,
    clocks,
    days_between,
    in_rounds,
    side_at,
    spans,
)
from reviews.workflow import AFTERWARDS, ENDED, Side, Stage

DATES = st.dates(dt.date(2019, 1, 1), dt.date(2026, 12, 31))
STEPS = st.lists(st.builds(Entered, st.sampled_from(Stage), DATES), max_size=8)


def march(day):
    return dt.date(2026, 3, day)


def shown(*entered, first=Stage.PREPARING, today=dt.date(2026, 3, 30), holds=()):
    return clocks(spans(first, march(2), entered, today=today), holds)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (march(2), march(2), Days(0, 0)),  # a Monday
        (march(2), march(3), Days(1, 1)),
        (march(6), march(7), Days(1, 0)),  # from a Friday
        (march(6), march(9), Days(3, 1)),
        (march(9), march(2), Days(0, 0)),
        (dt.date(2026, 4, 2), dt.date(2026, 4, 7), Days(5, 1)),  # over Easter
        (
            dt.date(2022, 9, 16),
            dt.date(2022, 9, 20),
            Days(4, 1),
        ),  # a bank holiday of that year only
        (dt.date(2026, 12, 24), dt.date(2027, 1, 4), Days(11, 4)),  # Boxing Day falls on a Saturday
    ],
)
def test_days_are_counted_after_the_first(start, end, days):
    assert days_between(start, end) == days


def test_england_and_wales_keep_the_same_holidays():
    england, wales = (
        dict(country_holidays("GB", subdiv=part, years=range(2000, 2031)))
        for part in ("ENG", "WLS")
    )

    assert england == wales


@pytest.mark.parametrize("stage", Stage)
def test_nobodys_clock_runs_after_clearance_or_after_the_round(stage):
    assert (side_at(stage) is Side.NOBODY) == (stage in AFTERWARDS or stage in ENDED)


def test_each_side_has_the_days_of_its_stages():
    entered = (
        Entered(Stage.SUBMITTED, march(5)),
        Entered(Stage.LISTED, march(9)),
        Entered(Stage.REVISING, march(19)),
    )

    assert shown(*entered) == Clocks(csp=Days(3 + 11, 3 + 7), home_office=Days(14, 10))


def test_round_without_steps_is_with_the_csp():
    assert shown() == Clocks(csp=Days(28, 20))


def test_later_round_opens_with_the_home_office():
    assert shown(first=Stage.SUBMITTED) == Clocks(home_office=Days(28, 20))


@pytest.mark.parametrize("last", [Stage.CLEARED, Stage.RESUBMITTED])
def test_clocks_stop_when_the_exchange_is_over(last):
    entered = (Entered(Stage.REVISING, march(4)), Entered(last, march(6)))

    assert shown(*entered) == shown(*entered, today=march(31)) == Clocks(csp=Days(4, 4))


def test_reopened_review_does_not_start_them_again():
    entered = (
        Entered(Stage.CLEARED, march(4)),
        Entered(Stage.CLOSED, march(6)),
        Entered(Stage.MONITORING, march(9)),
    )

    assert shown(*entered) == Clocks(csp=Days(2, 2))


def test_step_taken_before_the_review_was_opened_here_begins_it():
    (only,) = in_rounds(march(20), [[Entered(Stage.SUBMITTED, march(1))]], today=march(30))

    assert clocks(only) == Clocks(home_office=Days(29, 21))


def test_review_without_steps_begins_when_it_was_opened_here():
    assert list(in_rounds(march(20), [[]], today=march(30))) == [
        [Span(Side.PARTNERSHIP, march(20), march(30))]
    ]


def test_later_round_begins_when_the_one_before_was_handed_over():
    first = [Entered(Stage.REVISING, march(4)), Entered(Stage.RESUBMITTED, march(9))]
    second = [Entered(Stage.LISTED, march(5)), Entered(Stage.CLEARED, march(16))]

    rounds = in_rounds(march(2), [first, second], today=march(30))

    assert [clocks(parts) for parts in rounds] == [
        Clocks(csp=Days(7, 5)),
        Clocks(home_office=Days(7, 5)),
    ]


def test_step_dated_before_the_one_it_follows_counts_from_that_one():
    entered = (Entered(Stage.SUBMITTED, march(12)), Entered(Stage.REVISING, march(9)))

    assert list(spans(Stage.PREPARING, march(2), entered, today=march(30))) == [
        Span(Side.PARTNERSHIP, march(2), march(12)),
        Span(Side.HOME_OFFICE, march(12), march(12)),
        Span(Side.PARTNERSHIP, march(12), march(30)),
    ]


def test_days_on_hold_run_on_and_are_told():
    entered = (Entered(Stage.SUBMITTED, march(12)),)

    found = shown(*entered, holds=[(march(10), march(16)), (march(29), march(30))])

    assert found == Clocks(csp=Days(10, 8, on_hold=2), home_office=Days(18, 12, on_hold=4 + 1))


def test_total_is_the_sum_of_the_rounds():
    one = Clocks(Days(3, 2, 1), Days(10, 8))
    other = Clocks(Days(4, 4), Days(1, 1, 1))

    assert one + other == Clocks(Days(7, 6, 1), Days(11, 9, 1))


@given(opened=DATES, entered=STEPS, today=DATES)
def test_no_dating_makes_a_clock_run_backwards(opened, entered, today):
    parts = list(spans(Stage.PREPARING, opened, entered, today=today))
    found = clocks(parts)

    assert [part.start <= part.end for part in parts] == [True] * len(parts)
    assert 0 <= found.csp.working <= found.csp.calendar
    assert 0 <= found.home_office.working <= found.home_office.calendar


@given(opened=DATES, entered=STEPS, today=DATES)
def test_every_day_is_somebodys_or_nobodys_and_only_once(opened, entered, today):
    parts = list(spans(Stage.PREPARING, opened, entered, today=today))

    days = [days_between(part.start, part.end) for part in parts]

    assert sum(days, Days()) == days_between(parts[0].start, parts[-1].end)
