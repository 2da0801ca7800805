"""What the QA Panel said of an area, told by the room above: this room shows it and carries areas on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ItemView:
    """The QA Panel's view of one area, as it was issued; `by` says who recorded it, and for whom."""

    round_number: int
    verdict: str
    words: str
    colour: str
    note: str
    by: str
    at: dt.datetime
    superseded: bool = False


NotMet = Callable[[Any], set[int]]
Views = Callable[[Iterable[Any]], Mapping[int, list[ItemView]]]
_NOT_MET: list[NotMet] = []
_VIEWS: list[Views] = []


def says_what_was_not_met(tell: NotMet) -> NotMet:
    """Register `tell(qa_round)`: the keys of the areas of the round before that were not met."""
    _NOT_MET.append(tell)
    return tell


def says_views(tell: Views) -> Views:
    """Register `tell(items)`: {item: its issued views, the earliest first}, in one query for all items."""
    _VIEWS.append(tell)
    return tell


def not_met_before(qa_round: Any) -> set[int]:
    return {pk for tell in _NOT_MET for pk in tell(qa_round)}


def views_of(items: Iterable[Any]) -> dict[int, list[ItemView]]:
    found = list(items)
    views: dict[int, list[ItemView]] = defaultdict(list)
    for tell in _VIEWS:
        for item, told in tell(found).items():
            views[item] += told
    return views
