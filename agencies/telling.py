"""This room's own part of the timeline: whom the CSP asked, what was answered and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import User
from agencies.models import AgencyDecision, AgencyLink, AgencyUpdate, DecisionKind
from govuk.words import day, shortened
from reviews.models import Review
from reviews.timeline import Entry, tells

KIND, LONGEST = "Agencies", 300
DECIDED = {
    DecisionKind.TAKEN: "Update from {agency} taken into the plan",
    DecisionKind.RETURNED: "Update returned to {agency}",
}


@tells
def links(review: Review, user: User) -> Iterator[Entry]:
    """Every link, and the withdrawing of those that were withdrawn."""
    rows = AgencyLink.visible_to(user).filter(review=review)
    for link in rows.select_related("asked_by", "withdrawn_by"):
        yield _asked(link)
        if link.withdrawn_at:
            yield _withdrawn(link)


@tells
def updates(review: Review, user: User) -> Iterator[Entry]:
    rows = AgencyUpdate.visible_to(user).filter(link__review=review)
    for update in rows.select_related("link", "action__recommendation"):
        yield Entry(
            kind=KIND,
            title=f"{update.link.agency} sent an update on {_of_the(update.action)}",
            on=timezone.localdate(update.at),
            at=update.at,
            by=f"{update.name} for {update.link.agency}",
            text=shortened(update.text, LONGEST),
            href=update.get_absolute_url(),
        )


@tells
def decisions(review: Review, user: User) -> Iterator[Entry]:
    rows = AgencyDecision.visible_to(user).filter(update__link__review=review)
    for decision in rows.select_related("update__link", "by"):
        yield Entry(
            kind=KIND,
            title=DECIDED[decision.kind].format(agency=decision.update.link.agency),
            on=timezone.localdate(decision.at),
            at=decision.at,
            by=decision.by.name,
            text=shortened(decision.reason, LONGEST),
            href=decision.update.get_absolute_url(),
        )


def _asked(link: Any) -> Entry:
    return Entry(
        kind=KIND,
        title=f"{link.agency} was asked for updates",
        on=timezone.localdate(link.at),
        at=link.at,
        by=link.asked_by.name,
        text=f"A link for {link.contact}, until {day(link.last_day)}",
        href=link.get_absolute_url(),
        undone=link.withdrawn_at is not None,
        mark="Withdrawn",
    )


def _withdrawn(link: Any) -> Entry:
    return Entry(
        kind=KIND,
        title=f"Link for {link.agency} withdrawn",
        on=timezone.localdate(link.withdrawn_at),
        at=link.withdrawn_at,
        by=link.withdrawn_by.name,
        href=link.get_absolute_url(),
    )


def _of_the(action: Any) -> str:
    """Its name as it stands inside a sentence: "action 2 of recommendation 3"."""
    return f"action {action.position} of recommendation {action.recommendation.number}"
