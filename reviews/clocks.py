"""The two clocks of a round: how many days the CSP had it, and how many the Home Office.

A day belongs to whoever had the round when the day ended, so the day on which a stage is entered
does not count towards it and the day on which it is left does: taken and handed on within one day
is no day. Working days are Monday to Friday without the bank holidays of England and Wales.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from holidays import HolidayBase, country_holidays

from reviews.workflow import AFTERWARDS, NEXT_ROUND, TURN, Side, Stage


@dataclass(frozen=True, slots=True)
class Entered:
    """A stage, and the day on which a round entered it."""

    stage: Stage
    on: dt.date


@dataclass(frozen=True, slots=True)
class Span:
    """From one day until another, and who had the round; nobody while both clocks stand still."""

    side: Side
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Days:
    """Days in the calendar, how many of them were working days, and on how many nothing could move."""

    calendar: int = 0
    working: int = 0
    on_hold: int = 0

    def __add__(self, other: Days) -> Days:
        return Days(
            self.calendar + other.calendar,
            self.working + other.working,
            self.on_hold + other.on_hold,
        )


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the two clocks of a round show."""

    csp: Days = Days()
    home_office: Days = Days()

    def __add__(self, other: Clocks) -> Clocks:
        return Clocks(self.csp + other.csp, self.home_office + other.home_office)


def side_at(stage: Stage) -> Side:
    """Whose clock runs at a stage: after clearance, nobody's."""
    return Side.NOBODY if stage in AFTERWARDS else TURN[stage]


def in_rounds(
    opened: dt.date, rounds: Iterable[list[Entered]], *, today: dt.date
) -> Iterator[list[Span]]:
    """The spans of each round of a review that was opened here on the day `opened`.

    `rounds` are the standing steps of each round, in the order in which they were taken. A review
    whose first step was taken before it was opened here begins with that step; a later round begins,
    submitted, on the day on which the one before it was handed over.
    """
    stage = Stage.PREPARING
    for entered in rounds:
        if stage is Stage.PREPARING:
            opened = min([opened, *(step.on for step in entered[:1])])
        parts = list(spans(stage, opened, entered, today=today))
        yield parts
        stage, opened = NEXT_ROUND[Stage.RESUBMITTED], parts[-1].start


def spans(
    first: Stage, opened: dt.date, entered: Iterable[Entered], *, today: dt.date
) -> Iterator[Span]:
    """Who had one round, from the day on which it opened at the stage `first` until today.

    A step that is dated before the step that it follows counts from that one's day, so that no
    stage lasts less than no days.
    """
    steps = list(entered)
    stages = [first, *(step.stage for step in steps)]
    starts = list(accumulate([opened, *(step.on for step in steps)], max))
    ends = [*starts[1:], max(today, starts[-1])]
    for stage, start, end in zip(stages, starts, ends, strict=True):
        yield Span(side_at(stage), start, end)


def clocks(parts: Iterable[Span], holds: Iterable[tuple[dt.date, dt.date]] = ()) -> Clocks:
    """The two clocks of a round's spans. Days on hold, from one day until another, run on."""
    held = list(holds)
    total = Clocks()
    for part in parts:
        if part.side is Side.PARTNERSHIP:
            total += Clocks(csp=_days(part, held))
        if part.side is Side.HOME_OFFICE:
            total += Clocks(home_office=_days(part, held))
    return total


def days_between(start: dt.date, end: dt.date) -> Days:
    """The days after one day up to another; none when the other is not later."""
    return Days(max((end - start).days, 0), working_days(start, end))


def working_days(start: dt.date, end: dt.date) -> int:
    """The working days after one day up to another."""
    days = (start + dt.timedelta(n) for n in range(1, (end - start).days + 1))
    return sum(_bank_holidays(day.year).is_working_day(day) for day in days)


def _days(part: Span, holds: list[tuple[dt.date, dt.date]]) -> Days:
    overlaps = (min(part.end, end) - max(part.start, start) for start, end in holds)
    on_hold = sum(max(overlap.days, 0) for overlap in overlaps)
    return days_between(part.start, part.end) + Days(on_hold=on_hold)


@cache
def _bank_holidays(year: int) -> HolidayBase:
    """England and Wales have the same ones. Filled once, so that threads do not meet it half filled."""
    return country_holidays("GB", subdiv="ENG", years=year, expand=False)
