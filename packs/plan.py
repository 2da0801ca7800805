"""What a printed action plan says: its rows in the words of the template's columns, its legend and its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from actionplans.models import Action, Legend, Recommendation
from actionplans.presenters import Standing, columns
from actionplans.ratings import DEFAULT, Count, Rating, counted
from reviews.models import Review

COLUMNS = (
    "recommendation",
    "scope",
    "level",
    "action",
    "lead",
    "milestones",
    "target",
    "completion",
)
LONG_CELL = 600
NO_RATING = Rating.of("")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One action in the words of the template's columns, with its rating and how it last stood.

    A recommendation that has no action yet is a row too, so that none goes missing.
    """

    number: str
    recommendation: str
    scope: str
    level: str
    action: str
    lead: str = ""
    milestones: str = ""
    target: str = ""
    completion: str = ""
    position: int | None = None
    areas: tuple[int, ...] = ()
    overdue: bool = False
    complete: bool = False
    rating: Rating = NO_RATING
    reason: str = ""
    rated_on: dt.date | None = None
    update: str = ""
    updated_on: dt.date | None = None
    given_up: bool = False

    @property
    def is_long(self) -> bool:
        """Whether the row may have to run on over the foot of a page; a shorter one stays whole."""
        standing = self.reason + self.update
        cells = (self.recommendation, self.action, self.lead, self.milestones, self.completion)
        return any(len(words) > LONG_CELL for words in (*cells, self.scope, standing))


class PlanFigures:
    """Whatever has a plan to print: the pack, which holds one among other things, or the plan alone."""

    __slots__ = ()
    plan: tuple[PlanRow, ...]
    words: Mapping[str, str]  # of the CSP's legend

    @property
    def legend(self) -> tuple[Count, ...]:
        """Each rating with its words and the number of actions rated so."""
        return tuple(counted((row.rating.value for row in self.actions), self.words))

    @property
    def actions(self) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.plan if row.position is not None)

    @property
    def recommendations(self) -> int:
        return len({row.number for row in self.plan})

    @property
    def plan_summary(self) -> str:
        return Standing(
            actions=len(self.actions),
            overdue=sum(row.overdue for row in self.actions),
            complete=sum(row.complete for row in self.actions),
            given_up=sum(row.given_up for row in self.actions),
            ratings=list(self.legend),
        ).summary


@dataclass(frozen=True, slots=True)
class PlanAlone(PlanFigures):
    """One review's plan as a document of its own."""

    review: str
    reference: str
    kind: str
    organisation: str
    marking: str
    made_at: dt.datetime
    plan: tuple[PlanRow, ...]
    words: Mapping[str, str] = field(default_factory=lambda: DEFAULT)

    @property
    def title(self) -> str:
        return f"Action plan: {self.review} ({self.reference})"


def assemble_plan(review: Review, *, at: dt.datetime) -> PlanAlone:
    """Read a plan in a number of queries that does not grow with it."""
    return PlanAlone(
        review=review.name,
        reference=review.reference,
        kind=review.get_kind_display(),
        organisation=review.organisation.name,
        marking=review.get_marking_display(),
        made_at=at,
        plan=tuple(plan_rows(review.pk, {}, on=timezone.localdate(at))),
        words=Legend.of(review.organisation_id).words,
    )


def plan_rows(review: int, areas: Mapping[int, Sequence[int]], *, on: dt.date) -> Iterator[PlanRow]:
    """Every recommendation in its order, with its actions under it."""
    rated = Action.unscoped.with_state().prefetch_related("supporting")
    rows = Recommendation.unscoped.filter(review=review)
    for recommendation in rows.prefetch_related(Prefetch("actions", queryset=rated)):
        for action in recommendation.actions.all():
            yield _plan_row(action, tuple(areas.get(action.pk, ())), on)
        if not recommendation.actions.all():
            words = _column_words(recommendation) | {"action": "No action yet"}
            yield PlanRow(number=recommendation.number, **words)


def _plan_row(action: Any, areas: tuple[int, ...], on: dt.date) -> PlanRow:
    """`action` as `ActionQuerySet.with_state` gives it."""
    return PlanRow(
        number=action.recommendation.number,
        position=action.position,
        areas=areas,
        overdue=action.is_overdue(on),
        complete=action.completed_on is not None,
        given_up=action.ended_on is not None,
        rating=Rating.of(action.rating, action.rating_words),
        reason=action.rating_reason or "",
        rated_on=action.rated_on,
        update=action.last_update or "",
        updated_on=action.last_update_on,
        **_column_words(action),
    )


def _column_words(row: Action | Recommendation) -> dict[str, Any]:
    """The words of the template's columns as the fields of `PlanRow`; a recommendation has the first three."""
    return dict(zip(COLUMNS, (words for _, words in columns(row)), strict=False))
