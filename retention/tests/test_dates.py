"""Review dates: whole years from the day of closing, never earlier than the period says."""

import datetime as dt

import pytest

from retention.dates import review_date, years_after

CLOSED = dt.date(2019, 3, 14)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (CLOSED, 7, dt.date(2026, 3, 14)),
        (dt.date(2020, 2, 29), 4, dt.date(2024, 2, 29)),
        (dt.date(2020, 2, 29), 5, dt.date(2025, 3, 1)),
    ],
)
def test_years_are_whole(day, years, then):
    assert years_after(day, years) == then


@pytest.mark.parametrize(
    ("closed_on", "years", "chosen", "found"),
    [
        (CLOSED, 7, None, dt.date(2026, 3, 14)),
        (CLOSED, 7, dt.date(2030, 1, 1), dt.date(2030, 1, 1)),
        (CLOSED, 7, dt.date(2020, 1, 1), dt.date(2026, 3, 14)),
        (CLOSED, None, None, None),
        (CLOSED, None, dt.date(2030, 1, 1), None),
        (None, 7, dt.date(2030, 1, 1), None),
    ],
)
def test_review_date_is_never_earlier_than_the_period_says(closed_on, years, chosen, found):
    assert review_date(closed_on, years, chosen) == found
