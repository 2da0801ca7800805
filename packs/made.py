"""A pack that has been set and not kept yet, and the way in which whoever makes it tells how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Watch = Callable[[str, int, int], None]
"""`watch(step, done, total)` is called at each step; it raises `Stopped` when a person has asked for that."""


class Stopped(Exception):
    """Somebody asked that the pack is not made after all, or somebody else is making it by now."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept of a pack. `manifest` is JSON; `sections` are the codes of those that it holds.

    `notes` are sentences on how it was made, for the page: what was made smaller, taken out, is without tags.
    """

    pdf: bytes
    at: dt.datetime
    manifest: dict[str, Any]
    answered: int
    items: int
    pages: int | None = None
    sections: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def nobody_watches(step: str, done: int, total: int) -> None:
    """For the command line and for tests."""
