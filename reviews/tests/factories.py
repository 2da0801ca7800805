"""Reviews at every stage, reached through the moves that a person would make."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from accounts.tests.factories import People
from reviews.actions import add_person_to_review, make_move, open_review
from reviews.files import TEXT, ExaminedFile
from reviews.models import (
    Capacity,
    Marking,
    PersonRole,
    Review,
    ReviewKind,
    ReviewPerson,
    Round,
)
from reviews.workflow import READINESS, Move, Stage

# The way to each stage; a letter's moves are made without a letter here, which the rooms above add.
WAY_TO: dict[Stage, tuple[Move, ...]] = {
    Stage.PREPARING: (),
    Stage.SUBMITTED: (Move.SENT_BEFORE,),
    Stage.INCOMPLETE: (Move.SENT_BEFORE, Move.RETURN),
    Stage.LISTED: (Move.SENT_BEFORE, Move.LIST),
    Stage.CONSIDERED: (Move.SENT_BEFORE, Move.LIST, Move.CONSIDER),
    Stage.REVISING: (Move.LETTER_CHANGES,),
    Stage.DECIDED_OTHERWISE: (Move.LETTER_OTHER,),
    Stage.RESUBMITTED: (Move.LETTER_RESUBMIT, Move.RESUBMIT),
    Stage.CLEARED: (Move.LETTER_PUBLISH,),
    Stage.MONITORING: (Move.LETTER_PUBLISH, Move.MONITOR),
    Stage.CLOSED: (Move.LETTER_PUBLISH, Move.MONITOR, Move.CLOSE),
}


class Cast(People):
    """The people, with one review of Northbrook's that chloe chairs."""

    def __init__(self) -> None:
        super().__init__()
        self.review = review_of(self.northbrook, chair=self.chloe, by=self.alice)


def review_of(
    organisation: Organisation, *, by: User, chair: User | None = None, name: str = "Elm"
) -> Review:
    return open_review(
        organisation,
        by=by,
        name=name,
        reference=f"{name} 1",
        kind=ReviewKind.DHR,
        marking=Marking.OFFICIAL_SENSITIVE,
        chair=chair,
    )


def round_at(stage: Stage, review: Review, *, by: User) -> Round:
    """The review's first round, taken to a stage move by move, with nothing done on the way."""
    qa_round = review.rounds.get()
    with ready_or_not():
        for move in WAY_TO[stage]:
            make_move(qa_round, move, note="So that the test can go on.", by=by)
    return qa_round


@contextmanager
def ready_or_not() -> Iterator[None]:
    """What the rooms above want to be done before a step is not asked for here."""
    asked = dict(READINESS)
    READINESS.clear()
    try:
        yield
    finally:
        READINESS.update(asked)


def panel_member(review: Review, *, by: User, **details: Any) -> ReviewPerson:
    usual = {"name": "Ángel", "organisation": "Council", "capacity": Capacity.FULL_MEMBER}
    return add_person_to_review(review, role=PersonRole.PANEL, by=by, **usual | details)


def contact(review: Review, *, by: User, **details: Any) -> ReviewPerson:
    usual = {"name": "Cerys", "organisation": "Northbrook CSP", "email": "cerys@example.org"}
    return add_person_to_review(review, role=PersonRole.CONTACT, by=by, **usual | details)


def evidence(name: str = "minutes.txt", data: bytes = b"Agreed on 3 March.") -> ExaminedFile:
    return ExaminedFile(data, name, TEXT, hashlib.sha256(data).hexdigest())


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def typed_day(name: str, day: dt.date) -> dict[str, str]:
    """A day as a person types it into the three parts of a date field."""
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}
