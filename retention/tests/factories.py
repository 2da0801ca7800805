"""Reviews that were closed long ago, and what was decided about their records."""

from __future__ import annotations

import datetime as dt

from django.test import override_settings
from django.utils import timezone

from accounts.models import Organisation, User
from retention import actions
from retention.models import (
    DecisionKind,
    DisposalCertificate,
    DisposalDecision,
    DisposalProposal,
    RetentionPeriod,
    period_of,
)
from retention.removing_actions import dispose
from reviews.actions import make_move
from reviews.models import Review
from reviews.tests.factories import ready_or_not, review_of
from reviews.workflow import Move, Stage

LONG_AGO = dt.date(2019, 3, 14)
TO_THE_END = {
    Stage.PREPARING: Move.LETTER_PUBLISH,
    Stage.REVISING: Move.CONFIRM_CHANGES,
    Stage.CLEARED: Move.MONITOR,
    Stage.MONITORING: Move.CLOSE,
}
SCHEDULE = "Retention schedule 4.2, line 17"


def period(organisation: Organisation, *, years: int | None = 7, by: User) -> RetentionPeriod:
    before = period_of(organisation)
    seen = before.pk if before else None
    return actions.set_period(organisation, years=years, schedule=SCHEDULE, seen=seen, by=by)


def closed(review: Review, *, by: User, on: dt.date = LONG_AGO) -> Review:
    """The review's latest round, taken to its end from wherever it is; the end came on a day."""
    qa_round = review.rounds.latest("number")
    with ready_or_not():
        while move := TO_THE_END.get(Stage(qa_round.stage)):
            make_move(qa_round, move, on=on, note="It has ended.", by=by)
    return review


def due(organisation: Organisation, *, name: str = "Hazel", by: User) -> Review:
    """A review that was closed so long ago that its records are due."""
    return closed(review_of(organisation, name=name, by=by), by=by)


def proposed(review: Review, *, by: User) -> DisposalProposal:
    return actions.propose_disposal(review, reason="The period has ended.", by=by)


def agreed(review: Review, *, by: User, second: User) -> DisposalProposal:
    proposal = proposed(review, by=by)
    actions.agree_to_disposal(proposal, by=second)
    return proposal


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def gone(organisation: Organisation, *, by: User, second: User) -> DisposalCertificate:
    """The certificate of a review that was opened by mistake, and for which nobody waited."""
    mistaken = review_of(organisation, name="Box", by=by)
    with override_settings(DISPOSAL_WAIT_DAYS=0):
        return dispose(agreed(mistaken, by=by, second=second), by=by)


def waited_for(review: Review, *, by: User, second: User) -> DisposalProposal:
    """A disposal that was agreed so long ago that the records can go."""
    proposal, then = proposed(review, by=by), timezone.now() - dt.timedelta(days=30)
    DisposalDecision.unscoped.create(
        proposal=proposal, kind=DecisionKind.AGREED, by=second, at=then
    )
    return proposal
