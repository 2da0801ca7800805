"""How each action stood: one state after another, counted on any day, at most sixty of them."""

import datetime as dt

import pytest

from actionplans.tests.factories import rated
from actionplans.tracking import (
    COMPLETED,
    EVER,
    GIVEN_UP,
    OVERDUE,
    Stretch,
    Tracked,
    month_ends,
    standing,
    stretches,
)

TODAY = dt.date(2026, 3, 10)


def day(month, number, year=2026):
    return dt.date(year, month, number)


def test_ratings_follow_one_another_and_what_is_computed_stands_apart():
    action = rated(
        (day(1, 5), "red"),
        (day(1, 9), ""),
        (day(1, 20), "blue"),
        completed=day(2, 1),
        target=day(1, 9),
    )

    assert list(stretches(action)) == [
        Stretch("", dt.date.min, day(1, 5)),
        Stretch("red", day(1, 5), day(1, 20)),
        Stretch("blue", day(1, 20), EVER),
        Stretch(COMPLETED, day(2, 1), EVER),
        Stretch(OVERDUE, day(1, 10), day(2, 1)),
    ]


def test_rating_given_again_is_one_stretch():
    action = rated((day(1, 5), "red"), (day(1, 20), "red"))

    assert list(stretches(action))[1:] == [Stretch("red", day(1, 5), EVER)]


@pytest.mark.parametrize(
    ("action", "states"),
    [
        (rated((day(1, 5), "red"), (day(1, 5), "blue")), ["", "blue"]),  # two on one day
        (Tracked(target=day(1, 9), completed=day(1, 10)), ["", COMPLETED]),  # the day after
        (Tracked(target=day(1, 9), completed=day(1, 11)), ["", COMPLETED, OVERDUE]),
        (Tracked(target=day(1, 9), given_up=day(1, 2)), ["", GIVEN_UP]),
        (
            Tracked(target=day(1, 9), completed=day(2, 9), given_up=day(1, 10)),
            ["", COMPLETED, GIVEN_UP],
        ),
        (Tracked(target=EVER), [""]),
    ],
)
def test_state_that_held_for_no_day_is_left_out(action, states):
    assert [stretch.state for stretch in stretches(action)] == states


def test_standing_counts_each_day_as_it_was():
    actions = [
        rated((day(1, 5), "red"), (day(2, 5), "blue"), target=day(1, 31), completed=day(2, 5)),
        rated((day(2, 28), "amber"), target=day(2, 27)),
    ]

    found = standing(actions, [day(1, 31), day(2, 1), day(2, 28)])

    assert [dict(+numbers) for numbers in found] == [
        {"red": 1, "": 1},
        {"red": 1, "": 1, OVERDUE: 1},
        {"blue": 1, "amber": 1, OVERDUE: 1, COMPLETED: 1},
    ]


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (TODAY, [TODAY]),
        (day(2, 28), [day(2, 28), TODAY]),
        (day(11, 30, 2025), [day(11, 30, 2025), day(12, 31, 2025), day(1, 31), day(2, 28), TODAY]),
        (day(4, 1), [TODAY]),
    ],
)
def test_months_end_on_their_last_day_and_today(first, days):
    assert month_ends(first, TODAY) == days


@pytest.mark.parametrize(
    ("first", "columns", "earliest"),
    [
        (day(4, 2, 2021), 60, day(4, 30, 2021)),  # five years of months
        (day(3, 2, 2021), 21, day(3, 31, 2021)),  # one more: quarters
        (day(1, 2, 2001), 26, day(12, 31, 2001)),  # years
        (day(1, 2, 1900), 60, day(12, 31, 1967)),  # somebody mistyped a year
    ],
)
def test_long_histories_take_longer_steps(first, columns, earliest):
    days = month_ends(first, TODAY)

    assert (len(days), days[0], days[-1]) == (columns, earliest, TODAY)
