"""A plan as it stands, read whole in a number of queries that does not grow with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from actionplans.models import (
    Action,
    ActionEnd,
    ActionUpdate,
    Legend,
    Recommendation,
    SupportingAgency,
)
from actionplans.reading.grid import tidy
from reviews.models import Review

END = ("action", "dated", "reason")
UPDATE = ("action", "pk", "dated", "rating", "rating_words", "text", "reason")


@dataclass(slots=True)
class Told:
    """What is told of one action beside its own row: the latest update comes first."""

    supporting: list[str] = field(default_factory=list)
    rating: str = ""
    rating_words: str = ""
    rated_on: dt.date | None = None
    last_update: int = 0
    lines: set[str] = field(default_factory=set)
    """What its updates, their reasons and its end say, line by line, as `as_compared` writes it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The recommendations and actions in the order of the plan, and what the ratings mean there."""

    recommendations: list[Recommendation]
    actions: list[Action]
    told: dict[int, Told]
    legend: dict[str, str]

    def seen(self) -> str:
        """What tells whether anything that a file is compared with has changed since."""
        parts: list[object] = [self.legend]
        parts += [(row.pk, row.version) for row in self.recommendations]
        for action in self.actions:
            told = self.told[action.pk]
            parts.append((action.pk, action.version, action.ended_on, told.last_update))
            parts.append(told.supporting)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def standing_of(review: Review) -> Standing:
    actions = list(Action.unscoped.of_review(review).select_related("recommendation"))
    told = {action.pk: Told() for action in actions}
    _add_ends(actions, told, review)
    _add_supporting(told, review)
    _add_updates(told, review)
    return Standing(
        recommendations=list(Recommendation.unscoped.filter(review=review)),
        actions=actions,
        told=told,
        legend=Legend.of(review.organisation_id).words,
    )


def as_compared(text: str) -> str:
    """Words as a file gives them back, with all spaces and line breaks alike."""
    return " ".join(tidy(text).split())


def lines_of(texts: Iterable[str]) -> set[str]:
    return {as_compared(line) for text in texts for line in text.splitlines()}


def _add_ends(actions: list[Action], told: dict[int, Told], review: Review) -> None:
    """Each action knows then whether it is not taken forward, and is not asked one by one."""
    ends = ActionEnd.unscoped.standing().filter(action__recommendation__review=review)
    found = {action: (dated, why) for action, dated, why in ends.values_list(*END)}
    for action in actions:
        action.ended_on, reason = found.get(action.pk, (None, ""))
        told[action.pk].lines |= lines_of([reason])


def _add_supporting(told: dict[int, Told], review: Review) -> None:
    rows = SupportingAgency.unscoped.filter(action__recommendation__review=review)
    for action, name in rows.order_by("pk").values_list("action", "name"):
        told[action].supporting.append(name)


def _add_updates(told: dict[int, Told], review: Review) -> None:
    rows = ActionUpdate.unscoped.filter(action__recommendation__review=review)
    columns = rows.order_by("-dated", "-pk").values_list(*UPDATE)
    for action, pk, dated, rating, meaning, *words in columns.iterator(chunk_size=2000):
        one = told[action]
        one.last_update = max(one.last_update, pk)
        if rating and not one.rating:
            one.rating, one.rating_words, one.rated_on = rating, meaning, dated
        one.lines |= lines_of(words)
