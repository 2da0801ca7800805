"""The parts of a review's page: each room above hangs its own there, as it hangs guards on moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the review page: where to go and, in a few words, how things stand there.

    `next_step` is (words, href) of what should be done there now; the first of them, in the order
    of the sections, is the review page's primary action.
    """

    title: str
    href: str
    summary: str
    next_step: tuple[str, str] | None = None


Draw = Callable[[Any, Any, Any], Section | None]
_DRAWN: list[tuple[int, Draw]] = []


def section(*, place: int) -> Callable[[Draw], Draw]:
    """Register `draw(review, qa_round, user) -> Section | None`; lower places stand first."""

    def register(draw: Draw) -> Draw:
        _DRAWN.append((place, draw))
        _DRAWN.sort(key=lambda entry: entry[0])
        return draw

    return register


def sections(review: Any, qa_round: Any, user: Any) -> list[Section]:
    drawn = (draw(review, qa_round, user) for _, draw in _DRAWN)
    return [part for part in drawn if part]
