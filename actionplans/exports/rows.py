"""What an exported plan says: the rows of one review in, one frozen value out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from actionplans.models import Action, Legend, Recommendation
from actionplans.presenters import Standing, end_words
from actionplans.ratings import DEFAULT, Count, Rating, counted
from govuk.fields import printable
from govuk.words import day
from reviews.models import Review

NO_RATING = Rating.of("")


@dataclass(frozen=True, slots=True)
class Row:
    """One action as it stands; a recommendation without one is a row too, so that none goes missing."""

    number: str
    recommendation: str
    scope: str
    action: str = ""
    lead: str = ""
    supporting: tuple[str, ...] = ()
    milestones: str = ""
    target: dt.date | str = ""
    completed: dt.date | None = None
    outcome: str = ""
    ended: str = ""
    overdue: bool = False
    rating: Rating = NO_RATING
    reason: str = ""
    rated_on: dt.date | None = None
    update: str = ""
    updated_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PlanCopy:
    """A whole plan as it stood on a day, ready to be written to a file of any kind."""

    review: str
    reference: str
    organisation: str
    marking: str
    made_on: dt.date
    rows: tuple[Row, ...]
    words: Mapping[str, str] = field(default_factory=lambda: DEFAULT)

    @property
    def title(self) -> str:
        return f"Action plan: {self.review} ({self.reference})"

    @property
    def live(self) -> str:
        """What every copy says of itself."""
        return f"This is a live document: it is shown as it stood on {day(self.made_on)}."

    @property
    def actions(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.action)

    @property
    def legend(self) -> tuple[Count, ...]:
        """Each rating with its words and the number of actions rated so."""
        return tuple(counted((row.rating.value for row in self.actions), self.words))

    @property
    def summary(self) -> str:
        return Standing(
            actions=len(self.actions),
            overdue=sum(row.overdue for row in self.actions),
            complete=sum(row.completed is not None for row in self.actions),
            given_up=sum(bool(row.ended) for row in self.actions),
            ratings=list(self.legend),
        ).summary


def copy_of(review: Review, *, on: dt.date) -> PlanCopy:
    """Read a plan in a number of queries that does not grow with it."""
    return PlanCopy(
        review=review.name,
        reference=review.reference,
        organisation=review.organisation.name,
        marking=review.get_marking_display(),
        made_on=on,
        rows=tuple(_rows(review, on)),
        words=Legend.of(review.organisation_id).words,
    )


def _rows(review: Review, on: dt.date) -> Iterator[Row]:
    """Every recommendation in its order, with its actions under it."""
    rows = Recommendation.unscoped.filter(review=review)
    stated = Action.unscoped.with_state().prefetch_related("supporting")
    for recommendation in rows.prefetch_related(Prefetch("actions", queryset=stated)):
        actions = recommendation.actions.all()
        yield from (_row(recommendation, action, on) for action in actions)
        if not actions:
            yield Row(**_above(recommendation))


def _row(recommendation: Recommendation, action: Any, on: dt.date) -> Row:
    """`action` as `ActionQuerySet.with_state` gives it."""
    return Row(
        **_above(recommendation),
        action=action.text,
        lead=action.lead_agency,
        supporting=tuple(action.supporting_names),
        milestones=action.milestones,
        target=action.target_date or action.target_date_text,
        completed=action.completed_on,
        outcome=action.outcome,
        overdue=action.is_overdue(on),
        ended=end_words(action),
        rating=Rating.of(action.rating, action.rating_words),
        reason=action.rating_reason or "",
        rated_on=action.rated_on,
        update=action.last_update or "",
        updated_on=action.last_update_on,
    )


def _above(recommendation: Recommendation) -> dict[str, Any]:
    return {
        "number": recommendation.number,
        "recommendation": recommendation.text,
        "scope": recommendation.scope,
    }


def plain(text: str) -> str:
    """Words with the line breaks of every system made one, without what no file can hold."""
    return str(printable(text.replace("\r\n", "\n")))
