"""Which files came with a request, for what is done once it is answered; outside a request nothing is noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from reviews.inside.found import Holds


@dataclass(slots=True)
class Arrived:
    """`infected` are signatures that the virus scanner found; `kept` are (name, what it holds)."""

    infected: list[str] = field(default_factory=list)
    kept: list[tuple[str, tuple[Holds, ...]]] = field(default_factory=list)


_now: ContextVar[Arrived | None] = ContextVar("arrived", default=None)


@contextmanager
def arriving() -> Iterator[Arrived]:
    token = _now.set(arrived := Arrived())
    try:
        yield arrived
    finally:
        _now.reset(token)


def note_infected(signature: str) -> None:
    """Forms never save, so they only say it here."""
    if arrived := _now.get():
        arrived.infected.append(signature)


def note_kept(name: str, holds: tuple[Holds, ...]) -> None:
    if holds and (arrived := _now.get()):
        arrived.kept.append((name, holds))
