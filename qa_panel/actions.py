"""What the secretariat does with a submission: each function is one thing that happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from access.verdict import YES, Refused, Verdict
from accounts.models import User
from audit.record import record
from notices.actions import tell
from notices.models import NoticeKind, officers
from qa_panel.models import Taking, latest_taking
from qa_panel.policies import may_hand_over, may_take, may_work_for_panel
from reviews.actions import make_move
from reviews.models import Round, StageChange
from reviews.policies import may_make
from reviews.workflow import Move

HANDED_SINCE = (
    "Somebody else has changed who has it since you opened the page. "
    "Look at who has it now before you change it again."
)
NONE_CHOSEN = "Select the reviews that the QA Panel considered."


@transaction.atomic
def take(qa_round: Round, *, by: User) -> Taking:
    """Take a submission that nobody has. Of two who press at once, one gets it."""
    qa_round = Round.unscoped.holding(qa_round.pk)
    may_take(by, qa_round).require()
    return _given(qa_round, by, by=by, verb="qa_panel.round_taken")


@transaction.atomic
def give_back(qa_round: Round, *, seen: int, by: User) -> Taking:
    """Let a submission be free again. `seen` is the taking that stood on the page, or 0."""
    qa_round = Round.unscoped.holding(qa_round.pk)
    may_hand_over(by, qa_round).require()
    _has_changed(qa_round, seen, to=None).require()
    return _given(qa_round, None, by=by, verb="qa_panel.round_given_back")


@transaction.atomic
def hand_to(qa_round: Round, *, to: User, seen: int, by: User) -> Taking:
    """Hand a submission to an officer. `seen` is the taking that stood on the page, or 0."""
    qa_round = Round.unscoped.holding(qa_round.pk)
    may_hand_over(by, qa_round).require()
    if not officers().filter(pk=to.pk).exists():
        raise Refused(f"{to} is not a QA officer.")
    _has_changed(qa_round, seen, to=to).require()
    taking = _given(qa_round, to, by=by, verb="qa_panel.round_handed_over")
    review = qa_round.review
    tell([to], NoticeKind.HANDED, review=review, href=review.get_absolute_url(), by=by)
    return taking


@transaction.atomic
def record_considered(rounds: Iterable[Round], *, on: dt.date, by: User) -> list[StageChange]:
    """Record that the QA Panel considered these, all of them or none; each step is an event."""
    may_work_for_panel(by).require()
    held = [Round.unscoped.holding(pk) for pk in sorted({qa_round.pk for qa_round in rounds})]
    if not held:
        raise Refused(NONE_CHOSEN)
    _can_be_considered(held, by).require()
    return [make_move(qa_round, Move.CONSIDER, on=on, by=by) for qa_round in held]


def _given(qa_round: Round, to: User | None, *, by: User, verb: str) -> Taking:
    taking = Taking.unscoped.create(round=qa_round, to=to, by=by)
    record(verb, taking, by=by, to=to.pk if to else None)
    return taking


def _has_changed(qa_round: Round, seen: int, *, to: User | None) -> Verdict:
    """Whether the page that was seen still holds, and something would be different."""
    last = latest_taking(qa_round)
    if seen != (last.pk if last else 0):
        return Verdict(HANDED_SINCE)
    if (last.to if last else None) == to:
        return Verdict(f"{to or 'Nobody'} has it already.")
    return YES


def _can_be_considered(rounds: list[Round], by: User) -> Verdict:
    """Every one that cannot is named, so that the others can be recorded without it."""
    verdicts = [(qa_round, may_make(Move.CONSIDER, by, qa_round)) for qa_round in rounds]
    reasons = [f"{qa_round}: {verdict.reason}" for qa_round, verdict in verdicts if not verdict]
    return Verdict(" ".join(["Nothing has been recorded.", *reasons])) if reasons else YES
