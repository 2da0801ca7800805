"""How each action of a plan stood, and from which day until which: pure, and apart from how it is drawn."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

NOT_RATED, COMPLETED, GIVEN_UP, OVERDUE = "", "completed", "given_up", "overdue"
# What stands beside the ratings, apart from them.
APART = {COMPLETED: "Completed", GIVEN_UP: "Not taken forward", OVERDUE: "Overdue"}
EVER = dt.date.max
# A long time is looked at by the month, or by the quarter or the year where that would be too often.
STEPS, MOST_DAYS = (1, 3, 12), 60


@dataclass(frozen=True, slots=True)
class Told:
    """An update: the day that it is about, and the rating that it gives, if any, in the words of then."""

    on: dt.date
    rating: str = NOT_RATED
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the pictures need to know of an action. Its updates stand in the order of their days."""

    lead: str = ""
    target: dt.date | None = None
    completed: dt.date | None = None
    given_up: dt.date | None = None
    updates: tuple[Told, ...] = ()

    @property
    def rating(self) -> str:
        return next((told.rating for told in reversed(self.updates) if told.rating), NOT_RATED)

    @property
    def ended(self) -> dt.date | None:
        return min(filter(None, (self.completed, self.given_up)), default=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state that held from one day until another, which is the first day on which it did not."""

    state: str
    start: dt.date
    end: dt.date = EVER


def stretches(action: Tracked) -> Iterator[Stretch]:
    """The states of an action: one rating after another, and what stands apart from them."""
    given = groupby((t for t in action.updates if t.rating), key=lambda told: told.rating)
    rated = [Told(dt.date.min), *(next(same) for _, same in given)]
    ends = [*(told.on for told in rated[1:]), EVER]
    found = [Stretch(told.rating, told.on, end) for told, end in zip(rated, ends, strict=True)]
    for state, since in ((COMPLETED, action.completed), (GIVEN_UP, action.given_up)):
        found += [Stretch(state, since)] if since else []
    if action.target and action.target < EVER:
        late = action.target + dt.timedelta(days=1)
        found.append(Stretch(OVERDUE, late, action.ended or EVER))
    return (stretch for stretch in found if stretch.start < stretch.end)


def standing(actions: Iterable[Tracked], days: Iterable[dt.date]) -> list[Counter[str]]:
    """How many actions were in each state on each of the days.

    Those that had begun, less those that had ended: long plans are not gone through again for every day.
    """
    starts: dict[str, list[dt.date]] = defaultdict(list)
    ends: dict[str, list[dt.date]] = defaultdict(list)
    for action in actions:
        for stretch in stretches(action):
            starts[stretch.state].append(stretch.start)
            ends[stretch.state].append(stretch.end)
    for dates in (*starts.values(), *ends.values()):
        dates.sort()
    return [
        Counter({s: bisect_right(starts[s], on) - bisect_right(ends[s], on) for s in starts})
        for on in days
    ]


def month_ends(first: dt.date, today: dt.date) -> list[dt.date]:
    """The last day of each month since `first`, and today: at most `MOST_DAYS`, the latest."""
    months = range(first.year * 12 + first.month, today.year * 12 + today.month)
    step = next((step for step in STEPS if len(months) < step * MOST_DAYS), STEPS[-1])
    ended = [_first_of(month) - dt.timedelta(days=1) for month in months if month % step == 0]
    return [*ended, today][-MOST_DAYS:]


def _first_of(month: int) -> dt.date:
    """The first day of a month that is counted from January of the year 0."""
    return dt.date(month // 12, month % 12 + 1, 1)
