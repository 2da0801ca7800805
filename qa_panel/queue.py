"""Which rounds wait for the secretariat or stand before the QA Panel, since when, and who has each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from qa_panel.models import Taking
from reviews.models import Hold, HoldChange, Round, StageChange
from reviews.workflow import AFTERWARDS, TURN, UNSEEN, Move, Side, Stage

QUEUED: tuple[Stage, ...] = tuple(s for s, side in TURN.items() if side is Side.HOME_OFFICE)
WITH_CSP: tuple[Stage, ...] = tuple(
    stage
    for stage, side in TURN.items()
    if side is Side.PARTNERSHIP and stage not in (*UNSEEN, *AFTERWARDS)
)
OLDEST_FIRST = (F("came_on").asc(nulls_last=True), "pk")


def with_standing(rounds: Any) -> Any:
    """Rounds with `came_on`, `panel_on`, `panel_mode`, `holder`, `holder_name`, `hold_change`.

    A round that a resubmission opened was submitted on the day of that step of the round before.
    """
    steps = StageChange.unscoped.standing().order_by("-round__number", "-place", "-pk")
    submissions = steps.filter(
        Q(round=OuterRef("pk"), target=Stage.SUBMITTED)
        | Q(
            round__review=OuterRef("review"),
            round__number=OuterRef("number") - 1,
            target=Stage.RESUBMITTED,
        )
    )
    listings = steps.filter(round=OuterRef("pk"), move=Move.LIST)
    takings = Taking.unscoped.filter(round=OuterRef("pk")).order_by("-pk")
    holds = Hold.unscoped.filter(review=OuterRef("review")).order_by("-pk")
    return rounds.annotate(
        came_on=Subquery(submissions.values("happened_on")[:1]),
        panel_on=Subquery(listings.values("panel_on")[:1]),
        panel_mode=Subquery(listings.values("panel_mode")[:1]),
        holder=Subquery(takings.values("to")[:1]),
        holder_name=Subquery(takings.values("to__name")[:1]),
        hold_change=Subquery(holds.values("change")[:1]),
    ).select_related("review__organisation")


def queue(rounds: Any) -> Any:
    """The latest round of each review where the next step is the Home Office's."""
    return with_standing(rounds.latest_of_each_review().filter(stage__in=QUEUED))


def next_to_take(queued: Any) -> Round | None:
    """The oldest submission that nobody has; what is on hold can wait."""
    free = Q(hold_change__isnull=True) | Q(hold_change=HoldChange.ENDED)
    return queued.filter(free, holder__isnull=True).order_by(*OLDEST_FIRST).first()


def with_the_csp(rounds: Any) -> Any:
    """The latest rounds that a CSP is working at and will send again."""
    return rounds.latest_of_each_review().filter(stage__in=WITH_CSP)


def listed_between(rounds: Any, first: dt.date, last: dt.date) -> Any:
    """Rounds that were listed for a QA Panel on one of these days, whatever has happened since."""
    found = with_standing(rounds).filter(panel_on__range=(first, last))
    return found.order_by("panel_on", "panel_mode", "review__name", "pk")


def listed_without_date(rounds: Any) -> Any:
    found = with_standing(rounds.filter(stage=Stage.LISTED)).filter(panel_on__isnull=True)
    return found.order_by("review__name", "pk")


def partnerships(rounds: Any) -> dict[int, str]:
    """The partnerships whose reviews are in the queue, by name."""
    waiting = rounds.latest_of_each_review().filter(stage__in=QUEUED)
    names = waiting.order_by("review__organisation__name").distinct()
    return dict(names.values_list("review__organisation", "review__organisation__name"))
