"""What happened to a review, in people's words: each room tells its own part, and they are laid together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    `on` is the day it happened, `at` the moment it was recorded, `by` who recorded it (and for whom).
    `kind` is the word by which people filter ("Steps", "Documents", "Letters" …). `why` is why a
    mistake was put right, and `undone` whether this row was later corrected or taken back; `mark`
    is the one word that says which. `earlier` are the rows whose place this one took, the newest
    first: they are read under it. `offers` are (words, href) of what may be done about it.
    """

    kind: str
    title: str
    on: dt.date
    at: dt.datetime
    by: str
    text: str = ""
    href: str = ""
    why: str = ""
    undone: bool = False
    mark: str = ""
    earlier: tuple[Entry, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[dt.date, dt.datetime]:
        """By day; within a day by when it was recorded, and a correction stands where its first row stood."""
        return self.on, self.earlier[-1].at if self.earlier else self.at


Tell = Callable[[Any, Any], Iterable[Entry]]
_TOLD: list[Tell] = []


def tells(tell: Tell) -> Tell:
    """Register `tell(review, user)`, which yields only what that person may see."""
    _TOLD.append(tell)
    return tell


def told(review: Any, user: Any) -> list[Entry]:
    """Everything that this person may see of what happened, the newest first."""
    entries = [entry for tell in _TOLD for entry in tell(review, user)]
    return sorted(entries, key=lambda entry: entry.order, reverse=True)


def kinds(entries: Iterable[Entry]) -> list[tuple[str, int]]:
    """The kinds that are there and how many entries each has, in the order of the alphabet."""
    return sorted(Counter(entry.kind for entry in entries).items())
