"""When records are due for review: reckoned from the day a review was closed, and nothing else."""

from __future__ import annotations

import datetime as dt

SOON = dt.timedelta(days=183)  # half a year: what is listed before it is due


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; of 29 February the day after it, so that nothing is kept too short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def review_date(
    closed_on: dt.date | None, years: int | None, chosen: dt.date | None
) -> dt.date | None:
    """The day on which somebody has to look: never earlier than the period says, and never without one."""
    if closed_on is None or years is None:
        return None
    reckoned = years_after(closed_on, years)
    return max(reckoned, chosen) if chosen else reckoned
