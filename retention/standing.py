"""How the records of reviews stand: when they are due, what holds them back, and what was proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from accounts.models import Organisation
from retention.dates import SOON, review_date
from retention.models import (
    DisposalHold,
    DisposalProposal,
    Ground,
    RetentionPeriod,
    ReviewDate,
    period_of,
)
from reviews.models import Review, Round, StageChange
from reviews.workflow import Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """One review's records. `chosen` is the latest review date that somebody set by hand."""

    review: Review
    period: RetentionPeriod | None
    closed_on: dt.date | None
    chosen: dt.date | None
    was_moved: bool
    holds: tuple[DisposalHold, ...]
    proposal: DisposalProposal | None

    @property
    def review_on(self) -> dt.date | None:
        years = self.period.years if self.period else None
        return review_date(self.closed_on, years, self.chosen)

    @property
    def ground(self) -> Ground | None:
        """Why the records may be disposed of now, if they may."""
        if not self.was_moved:
            return Ground.OPENED_BY_MISTAKE
        return Ground.PERIOD_ENDED if self.is_due() else None

    def is_due(self, on: dt.date | None = None) -> bool:
        return self.review_on is not None and self.review_on <= (on or timezone.localdate())

    def is_due_soon(self) -> bool:
        return not self.is_due() and self.is_due(timezone.localdate() + SOON)


def standing_of(review: Review) -> Standing:
    (standing,) = _standings(
        Review.unscoped.filter(pk=review.pk), period_of(review.organisation_id)
    )
    return standing


def standings_of(organisation: Organisation) -> list[Standing]:
    """Every review of a partnership, those that are due first, in as many queries as for one."""
    found = _standings(
        Review.unscoped.filter(organisation=organisation), period_of(organisation.pk)
    )
    return sorted(found, key=lambda one: (one.review_on or dt.date.max, one.review.reference))


def _standings(reviews: Any, period: RetentionPeriod | None) -> list[Standing]:
    rows = list(_with_facts(reviews))
    pks = [review.pk for review in rows]
    holds = _by_review(DisposalHold.unscoped.filter(review__in=pks).standing())
    proposals = _by_review(
        DisposalProposal.unscoped.filter(review__in=pks)
        .open()
        .select_related("by")
        .prefetch_related("decisions__by")
    )
    return [
        Standing(
            review=review,
            period=period,
            closed_on=review.last_closed_on if review.stage == Stage.CLOSED else None,
            chosen=review.chosen,
            was_moved=review.was_moved,
            holds=tuple(holds.get(review.pk, ())),
            proposal=next(iter(proposals.get(review.pk, ())), None),
        )
        for review in rows
    ]


def _with_facts(reviews: Any) -> Any:
    """Each review with its stage, the day on which it was last closed, and whether it ever moved."""
    here = OuterRef("pk")
    steps = StageChange.unscoped.filter(round__review=here)
    closing = steps.standing().filter(target=Stage.CLOSED).reverse()
    rounds = Round.unscoped.filter(review=here).order_by("-number")
    chosen = ReviewDate.unscoped.filter(review=here).order_by("-pk")
    return reviews.select_related("organisation").annotate(
        stage=Subquery(rounds.values("stage")[:1]),
        last_closed_on=Subquery(closing.values("happened_on")[:1]),
        chosen=Subquery(chosen.values("on")[:1]),
        was_moved=Exists(steps),
    )


def _by_review(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.review_id, []).append(row)
    return found
