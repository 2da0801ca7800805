"""What happened to a review, in people's words: each room tells its own part, and they are laid together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    `on` is the day it happened, `at` the moment it was recorded, `by` who recorded it (and for whom).
    `kind` is the word by which people filter ("Steps", "Documents", "Letters" …). `why` is why a
    mistake was put right, and `undone` whether this row was later corrected or taken back.
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


Tell = Callable[[Any, Any], Iterable[Entry]]
_TOLD: list[Tell] = []


def tells(tell: Tell) -> Tell:
    """Register `tell(review, user)`, which yields only what that person may see."""
    _TOLD.append(tell)
    return tell


def told(review: Any, user: Any) -> list[Entry]:
    """Everything that this person may see of what happened, the newest first."""
    entries = [entry for tell in _TOLD for entry in tell(review, user)]
    return sorted(entries, key=lambda entry: (entry.on, entry.at), reverse=True)
