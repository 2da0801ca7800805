"""The words of the queue and of the QA Panel's month, and the secretariat's line on the review's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.presenters import Link, menu
from govuk.words import count, day
from qa_panel.models import Taking
from qa_panel.queue import QUEUED
from reviews.models import HoldChange, Review, Round
from reviews.presenters import stage_colour
from reviews.sections import Section, section
from reviews.workflow import PanelMode, Side, Stage

NOBODY_YET = "Nobody yet"
NOT_SET = "Not set"


@dataclass(frozen=True, slots=True)
class Row:
    """One round of the queue or of a month, from a query that has `with_standing`."""

    round: Round
    review: Review
    stage: str
    colour: str
    age: str
    panel: str
    holder: str
    free: bool
    on_hold: bool
    may_be_considered: bool

    @classmethod
    def of(cls, qa_round: Any) -> Self:
        on_hold = qa_round.hold_change == HoldChange.BEGUN
        waits = qa_round.stage in QUEUED
        return cls(
            round=qa_round,
            review=qa_round.review,
            stage=qa_round.get_stage_display(),
            colour=stage_colour(qa_round),
            age=age(qa_round.came_on),
            panel=panel_words(qa_round.panel_on, qa_round.panel_mode),
            holder=qa_round.holder_name or NOBODY_YET,
            free=waits and qa_round.holder is None,
            on_hold=on_hold,
            may_be_considered=qa_round.stage == Stage.LISTED and not on_hold,
        )


@dataclass(frozen=True, slots=True)
class PanelDay:
    """The reviews that are listed for the QA Panel on one day and in one way.

    They can be recorded as considered here from that day on.
    """

    on: dt.date
    title: str
    rows: list[Row]

    @property
    def may_record(self) -> bool:
        return self.on <= timezone.localdate() and any(row.may_be_considered for row in self.rows)

    @property
    def considered_url(self) -> str:
        return reverse("qa_panel:considered", args=[self.on.year, self.on.month, self.on.day])


@dataclass(frozen=True, slots=True)
class Listed:
    """The day of a QA Panel as a row that something is done to: its page is that of its month."""

    on: dt.date
    rounds: Any

    def get_absolute_url(self) -> str:
        return month_url(self.on)

    def __str__(self) -> str:
        return f"QA Panel, {day(self.on)}"


def age(came_on: dt.date | None) -> str:
    """For example "12 days", in calendar days; the two stay on one line."""
    if came_on is None:
        return "Not known"
    days = (timezone.localdate() - came_on).days
    return count(days, "day,days").replace(" ", "\u00a0") if days else "Today"


def panel_words(panel_on: dt.date | None, mode: str | None) -> str:
    """For example "12 March 2026: meeting"."""
    how = PanelMode(mode).label.lower() if mode else ""
    return ": ".join(filter(None, (day(panel_on) or (NOT_SET if how else ""), how)))


def panel_days(rounds: Iterable[Any]) -> list[PanelDay]:
    """Rounds in the order of their days, each day and way under a heading of its own."""
    runs = groupby(rounds, key=lambda r: (r.panel_on, r.panel_mode))
    return [
        PanelDay(on, panel_words(on, mode), [Row.of(qa_round) for qa_round in run])
        for (on, mode), run in runs
    ]


def month_url(on: dt.date) -> str:
    return reverse("qa_panel:month", args=[on.year, on.month])


def month_words(on: dt.date) -> str:
    return f"{on:%B %Y}"


@menu(place=20)
def queue_link(user: User) -> Link | None:
    return ("Queue", reverse("qa_panel:queue")) if user.is_qa_officer else None


@menu(place=30)
def month_link(user: User) -> Link | None:
    return ("QA Panel", reverse("qa_panel:this_month")) if user.is_qa_officer else None


@section(place=5)
def holder(review: Review, qa_round: Round, user: User) -> Section | None:
    """Who of the secretariat has it, for the secretariat."""
    if not user.is_qa_officer:
        return None
    last = Taking.visible_to(user).filter(round=qa_round).select_related("to").last()
    if last is None and qa_round.turn is not Side.HOME_OFFICE:
        return None
    name = last.to.name if last and last.to else NOBODY_YET
    href = reverse("qa_panel:holder", args=[qa_round.pk])
    return Section("Who has it at the Home Office", href, name)
