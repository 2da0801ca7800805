"""How a plan and each of its actions stand and stood: what is known of them in, figures to be drawn out.

A figure is measured in units of its view box, which is `WIDTH` wide; its template says how high. On a phone
a unit is about a pixel, and a letter takes up no more than `LETTER` of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from actionplans.tracking import (
    APART,
    COMPLETED,
    GIVEN_UP,
    OVERDUE,
    Stretch,
    Told,
    Tracked,
    month_ends,
    standing,
    stretches,
)
from govuk.words import count, day, shortened

WIDTH, EDGE, INSET, LETTER = 360, 1, 6, 7
AGENCY_HEIGHT, MOST_AGENCIES, LONGEST_NAME = 50, 8, 44
CHART_TOP, CHART_BOTTOM, CHART_LEFT = 8, 158, 34
MOST_LEVELS, MOST_DATES, NARROWEST = 5, 3, 2

UPDATE = ("update", "Update")
NO_AGENCY = "Lead Agency not recorded"

# Each rating with its words, in the order of the legend; an action without one is `NOT_RATED`, and last.
Labels = Mapping[str, str]
# A row of a table: what it is of, and its numbers in the order of the key.
Row = tuple[str, tuple[int, ...]]
# A state and its words, as they stand under a picture.
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One rating within a bar, and how many actions stand at it."""

    rating: str
    words: str
    number: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        return _neat(self.x + self.width / 2)

    @property
    def has_room(self) -> bool:
        return LETTER * (len(str(self.number)) + 1) <= self.width


@dataclass(frozen=True, slots=True)
class Bar:
    """How many actions stand at each rating, side by side; `shares` names every rating in percent."""

    name: str
    total: int
    segments: tuple[Segment, ...]
    y: int = 0

    @property
    def shares(self) -> list[tuple[Segment, int]]:
        return [(segment, round(100 * segment.number / self.total)) for segment in self.segments]


@dataclass(frozen=True, slots=True)
class Label:
    """Words that stand within the view box, and the place that they speak of."""

    text: str
    x: float
    at: float

    @classmethod
    def of(cls, text: str, at: float) -> Label:
        width = LETTER * len(text)
        return cls(text, _neat(max(min(at - width / 2, WIDTH - width), 0)), _neat(at))


@dataclass(frozen=True, slots=True)
class Shape:
    """A rating's area, or the line of a state apart from the ratings: its words and its SVG path."""

    state: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Agencies:
    """A bar for each agency, as long as its share of the longest."""

    bars: tuple[Bar, ...]
    key: Key
    table: tuple[Row, ...]

    @property
    def height(self) -> int:
        return AGENCY_HEIGHT * len(self.bars)


@dataclass(frozen=True, slots=True)
class Months:
    """The ratings of a whole plan as stacked areas, and over them the lines of what stands apart."""

    areas: tuple[Shape, ...]
    lines: tuple[Shape, ...]
    levels: tuple[tuple[int, float], ...]
    dates: tuple[Label, ...]
    table: tuple[Row, ...]

    @property
    def key(self) -> Key:
        return tuple((shape.state, shape.words) for shape in (*self.areas, *self.lines))

    @property
    def changes(self) -> list[tuple[str, int, int]]:
        """Each state with its number in the first column and in the last."""
        columns = zip(self.key, self.table[0][1], self.table[-1][1], strict=True)
        return [(words, then, now) for (_, words), then, now in columns]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an action's history; its words are written into it where there is room."""

    state: str
    words: str
    x: float
    width: float

    @property
    def label(self) -> Label | None:
        fits = LETTER * (len(self.words) + 1) <= self.width
        return Label.of(self.words, self.x + self.width / 2) if fits else None


@dataclass(frozen=True, slots=True)
class History:
    """One action over time; today is marked where the target date of an open one is still to come."""

    ratings: tuple[Span, ...]
    overdue: tuple[Span, ...]
    updates: tuple[float, ...]
    target: Label | None
    ended: Label | None
    today: Label | None
    dates: tuple[Label, ...]
    table: tuple[tuple[str, str], ...]

    @property
    def key(self) -> Key:
        states = {span.state: span.words for span in (*self.ratings, *self.overdue)}
        return (*states.items(), UPDATE)


def now(actions: Iterable[Tracked], labels: Labels) -> Bar | None:
    """The share of each rating; nothing where there is no action."""
    numbers = Counter(action.rating for action in actions)
    return _bar("All actions", numbers, labels, longest=numbers.total()) if numbers else None


def by_agency(actions: Iterable[Tracked], labels: Labels) -> Agencies:
    """The agencies with most actions first; the smallest in one bar where there are too many."""
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for action in actions:
        numbers[action.lead or NO_AGENCY][action.rating] += 1
    ranked = sorted(numbers.items(), key=lambda row: (-row[1].total(), row[0].casefold(), row[0]))
    rows = _with_the_rest_in_one(ranked)
    longest = max((found.total() for _, found in rows), default=0)
    places = range(0, AGENCY_HEIGHT * len(rows), AGENCY_HEIGHT)
    key = _occurring([found for _, found in rows], labels)
    return Agencies(
        bars=tuple(
            _bar(shortened(name, LONGEST_NAME), found, labels, longest=longest, y=y)
            for (name, found), y in zip(rows, places, strict=True)
        ),
        table=tuple((name, tuple(found[rating] for rating in key)) for name, found in rows),
        key=tuple(key.items()),
    )


def by_month(actions: Iterable[Tracked], labels: Labels, *, today: dt.date) -> Months | None:
    """How the plan stood at the end of each month since its first update, and stands today.

    The database does not say since when an action or its target date is there, so every action of today
    is counted throughout, as not rated until it first was, and as overdue by the target date of today.
    """
    tracked = list(actions)
    first = min((told.on for action in tracked for told in action.updates), default=None)
    if first is None:
        return None
    days = month_ends(first, today)
    stood = standing(tracked, days)
    key = _occurring(stood, labels)
    apart = _occurring(stood, APART)
    return Months(
        areas=tuple(_areas(stood, key, total=len(tracked))),
        lines=tuple(_lines(stood, apart, total=len(tracked))),
        levels=tuple((level, _height(level, len(tracked))) for level in _levels(len(tracked))),
        dates=tuple(_dates(days)),
        table=tuple(
            (day(on), tuple(numbers[state] for state in (*key, *apart)))
            for on, numbers in zip(days, stood, strict=True)
        ),
    )


def history(action: Tracked, labels: Labels, *, today: dt.date) -> History | None:
    """One action over time; nothing before it has an update, or while all of it is one day."""
    told = [told.on for told in action.updates]
    days = [on for on in (*told, action.target, action.ended, today) if on]
    if not told or min(days) == max(days):
        return None
    place = _Scale(min(days), max(days))
    ended = action.ended or today
    how = COMPLETED if ended == action.completed else GIVEN_UP
    found = list(stretches(action))
    ratings = [s for s in found if s.state not in APART]
    late = [s for s in found if s.state == OVERDUE]
    return History(
        ratings=tuple(place.spans(ratings, labels, since=told[0], until=max(ended, told[-1]))),
        overdue=tuple(place.spans(late, APART, since=place.first, until=ended)),
        updates=tuple(sorted({place.of(on) for on in told})),
        target=place.label("Target Date", action.target),
        ended=place.label(APART[how], action.ended),
        today=Label.of("Today", place.of(today))
        if today < place.last and not action.ended
        else None,
        dates=tuple(_ends_of(place)),
        table=tuple(_moments(action, labels)),
    )


def _occurring(numbers: Sequence[Mapping[str, int]], labels: Labels) -> dict[str, str]:
    return {r: words for r, words in labels.items() if any(found.get(r) for found in numbers)}


def _with_the_rest_in_one(ranked: list[tuple[str, Counter[str]]]) -> list[tuple[str, Counter[str]]]:
    if len(ranked) <= MOST_AGENCIES:
        return ranked
    shown, rest = ranked[: MOST_AGENCIES - 1], ranked[MOST_AGENCIES - 1 :]
    together = sum((found for _, found in rest), Counter[str]())
    return [*shown, (count(len(rest), "other agency,other agencies"), together)]


def _bar(name: str, numbers: Counter[str], labels: Labels, *, longest: int, y: int = 0) -> Bar:
    here = [(rating, words, numbers[rating]) for rating, words in labels.items() if numbers[rating]]
    edges = [
        EDGE + (WIDTH - 2 * EDGE) * done / longest
        for done in accumulate((number for _, _, number in here), initial=0)
    ]
    segments = (
        Segment(rating, words, number, _neat(start), _neat(end - start))
        for (rating, words, number), start, end in zip(here, edges, edges[1:], strict=False)
    )
    return Bar(name, numbers.total(), tuple(segments), y)


def _edges(columns: int) -> list[float]:
    width = WIDTH - CHART_LEFT - EDGE
    return [_neat(CHART_LEFT + width * n / columns) for n in range(columns + 1)]


def _height(number: int, total: int) -> float:
    return _neat(CHART_BOTTOM - (CHART_BOTTOM - CHART_TOP) * number / total)


def _areas(stood: Sequence[Counter[str]], key: Labels, *, total: int) -> Iterator[Shape]:
    edges, below = _edges(len(stood)), [0] * len(stood)
    for rating, words in key.items():
        above = [low + found[rating] for low, found in zip(below, stood, strict=True)]
        tops, bottoms = ([_height(n, total) for n in side] for side in (above, below))
        there = "".join(f"V{y}H{x}" for y, x in zip(tops, edges[1:], strict=True))
        back = "".join(f"V{y}H{x}" for y, x in zip(bottoms[::-1], edges[-2::-1], strict=True))
        yield Shape(rating, words, f"M{edges[0]} {tops[0]}{there}{back}Z")
        below = above


def _lines(stood: Sequence[Counter[str]], apart: Labels, *, total: int) -> Iterator[Shape]:
    """Level within a column, as the areas are, so that a single column has its line too."""
    edges = _edges(len(stood))
    for state, words in apart.items():
        tops = [_height(found[state], total) for found in stood]
        path = "".join(f"V{y}H{x}" for y, x in zip(tops, edges[1:], strict=True))
        yield Shape(state, words, f"M{edges[0]} {tops[0]}{path}")


def _levels(total: int) -> range:
    """From none to all in steps of 1, 2, 5, 10 …, no more than there is room for."""
    sizes = (size * 10**power for power in range(len(str(total)) + 1) for size in (1, 2, 5))
    step = next(size for size in sizes if total <= size * MOST_LEVELS)
    return range(0, total + 1, step)


def _dates(days: Sequence[dt.date]) -> Iterator[Label]:
    """The first and the last column by name, and others between them where there is room."""
    edges, last = _edges(len(days)), len(days) - 1
    several = min(MOST_DATES, len(days))
    for n in sorted({last * part // max(several - 1, 1) for part in range(several)} | {last}):
        yield Label.of(f"{days[n]:%b %Y}", (edges[n] + edges[n + 1]) / 2)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day stands between the first and the last."""

    first: dt.date
    last: dt.date

    def of(self, on: dt.date) -> float:
        days = max((self.last - self.first).days, 1)
        return _neat(INSET + (WIDTH - 2 * INSET) * (on - self.first).days / days)

    def label(self, words: str, on: dt.date | None) -> Label | None:
        return Label.of(f"{words} {day(on)}", self.of(on)) if on else None

    def spans(
        self, found: Iterable[Stretch], labels: Labels, *, since: dt.date, until: dt.date
    ) -> Iterator[Span]:
        """The stretches as far as they lie between two days."""
        for stretch in found:
            start, end = max(stretch.start, since), min(stretch.end, until)
            if start <= end and stretch.end > since:
                x = self.of(start)
                width = max(_neat(self.of(end) - x), NARROWEST)
                yield Span(stretch.state, labels[stretch.state], x, width)


def _ends_of(place: _Scale) -> Iterator[Label]:
    for on in sorted({place.first, place.last}):
        yield Label.of(day(on), place.of(on))


def _moments(action: Tracked, labels: Labels) -> Iterator[tuple[str, str]]:
    """What the picture shows, in words: each day on which something is marked."""
    found = [(told.on, _said(told, labels)) for told in action.updates]
    marked = {"Target Date": action.target, APART[COMPLETED]: action.completed}
    marked[APART[GIVEN_UP]] = action.given_up
    found += [(on, words) for words, on in marked.items() if on]
    return ((day(on), words) for on, words in sorted(found, key=lambda moment: moment[0]))


def _said(told: Told, labels: Labels) -> str:
    words = told.words or labels[told.rating]
    return f"Update: {words}" if told.rating else "Update without a new rating"


def _neat(number: float) -> float:
    """To a tenth of a unit, and as short as it can be written."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
