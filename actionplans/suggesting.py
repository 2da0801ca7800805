"""Which rating the facts of an action speak for, and why; a person decides whether to give it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from actionplans.models import EARLY, LOOKS, Rag
from govuk.words import day


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one action on a day; `quiet` is how long its CSP lets it go without an update."""

    today: dt.date
    quiet: dt.timedelta
    rating: str = ""
    target: dt.date | None = None
    completed: dt.date | None = None
    updated: dt.date | None = None
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rating, and the reason as the end of a sentence that begins with "because"."""

    rating: str
    because: str

    @property
    def reason(self) -> str:
        return f"{self.because[:1].upper()}{self.because[1:]}."


def suggest(facts: Facts, used: Collection[str] = Rag.values) -> Suggestion | None:
    """The first that the facts speak for, if its colour is used; nothing new is nothing to suggest."""
    if facts.given_up or (facts.rating == Rag.BLUE and not facts.completed):
        return None
    found = next((made for rule in RULES for made in rule(facts)), None)
    return found if found and found.rating in used and found.rating != facts.rating else None


def _completed(facts: Facts) -> Iterator[Suggestion]:
    if facts.completed:
        yield Suggestion(Rag.BLUE, f"it was completed on {day(facts.completed)}")


def _overdue(facts: Facts) -> Iterator[Suggestion]:
    if facts.target and facts.target < facts.today:
        yield Suggestion(Rag.RED, f"the target date passed on {day(facts.target)}")


def _quiet(facts: Facts) -> Iterator[Suggestion]:
    """Nobody knows how it is going; what is known to be off track stays so."""
    silent = facts.updated and facts.updated + facts.quiet < facts.today
    if silent and facts.rating != Rag.RED:
        yield Suggestion(Rag.AMBER, f"there has been no update since {day(facts.updated)}")


RULES: tuple[Callable[[Facts], Iterator[Suggestion]], ...] = (_completed, _overdue, _quiet)


def next_look(completed: dt.date | None, looked: dt.date | None) -> dt.date | None:
    """When somebody should next look whether a completed action is still in place."""
    if completed is None:
        return None
    due = (completed + after for after in LOOKS)
    return next((on for on in due if looked is None or looked < on - EARLY), None)
