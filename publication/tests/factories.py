"""Closing duties and what is recorded of them, made through the actions that a person would take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from publication import actions
from publication.models import Duty, DutyRecord, Withholding
from reviews.actions import set_duties
from reviews.models import DutyKind, Review

WEBLINK = "https://www.example.org/reviews/elm"


def asked_for(review: Review, *kinds: DutyKind, by: User) -> list[Duty]:
    """What a letter of the review's latest round asks for at the end."""
    made = set_duties(review.rounds.last(), list(kinds or [DutyKind.DIGITAL_COPY]), by=by)
    return list(Duty.unscoped.filter(pk__in=[duty.pk for duty in made]).order_by("pk"))


def own_duty(review: Review, *, by: User, title: str = "") -> Duty:
    """A duty of the CSP's own list: to tell the family, or another with a title."""
    kind = DutyKind.OTHER if title else DutyKind.FAMILY_TOLD
    return actions.add_duty(review, kind=kind, title=title, by=by)


def done(duty: Duty, *, by: User, **told: Any) -> DutyRecord:
    """A record that a duty is done, superseding whatever stands; a correction says why."""
    latest = duty.records.first()
    usual = {
        "done_on": timezone.localdate(),
        "who": "Alice",
        "sent_to": "The secretariat",
        "weblink": WEBLINK if duty.kind == DutyKind.WEBLINK else "",
        "why": "The day was wrong." if latest else "",
        "supersedes": latest.pk if latest else None,
    }
    return actions.record_duty_done(duty, by=by, **usual | told)


def taken_back(duty: Duty, *, by: User, why: str = "It was the draft.") -> DutyRecord:
    return actions.take_back_duty(duty, why=why, supersedes=duty.records.first().pk, by=by)


def aside(duty: Duty, *, by: User, why: str = "There is nobody to tell.") -> DutyRecord:
    latest = duty.records.first()
    seen = latest.pk if latest else None
    return actions.set_duty_aside(duty, why=why, supersedes=seen, by=by)


def withheld(
    review: Review, *, by: User, reason: str = "The children are at school here.", days: int = 90
) -> Withholding:
    standing = Withholding.unscoped.filter(review=review).standing().first()
    return actions.withhold(
        review,
        reason=reason,
        review_on=timezone.localdate() + dt.timedelta(days=days),
        seen=standing.pk if standing else None,
        by=by,
    )
