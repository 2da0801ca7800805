"""Times, sizes and the tables that show them."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Size:
    """How much to measure with, and how often."""

    reviews: int
    areas: int
    actions: int
    marked: int
    rounds: int
    rows: int
    exported: int
    printed: int
    packs: int
    runs: int

    @property
    def small(self) -> Size:
        return replace(self, reviews=0, areas=8, actions=8, marked=8, rounds=2)

    @property
    def few(self) -> int:
        """How often to do what takes long: five times, usually."""
        return max(1, self.runs // 4)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one thing done several times."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, round(len(self.seconds) * 0.95) - 1)]

    def beside(self, floor: Times | None) -> str:
        return ratio(self.median, floor.median) if floor else ""


def timed(work: Callable[[], Any], runs: int) -> Times:
    """Once to warm up, then as often as that."""
    work()
    return Times(tuple(seconds(work) for _ in range(runs)))


def in_turn(first: Callable[[], Any], second: Callable[[], Any], runs: int) -> tuple[Times, Times]:
    """Both by turns, so that both share the machine's moods; once each to warm up."""
    first(), second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    firsts, others = zip(*pairs, strict=True)
    return Times(firsts), Times(others)


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ratio(one: float, other: float) -> str:
    return f"{one / other:.0f}" if one >= 10 * other else f"{one / other:.2g}"


def ms(taken: float) -> str:
    return f"{taken * 1000:,.1f}" if taken < 1 else f"{taken * 1000:,.0f}"


def megabytes(number: float) -> str:
    return f"{number / MEGABYTE:,.0f}"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    heads = tuple(heads)
    marks = ["---", *["---:"] * (len(heads) - 1)]
    say("\n".join("| " + " | ".join(cells) + " |" for cells in [heads, marks, *rows]))


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
