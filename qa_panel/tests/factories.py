"""Submissions that wait for the secretariat, reached through the steps that people take."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import Organisation, User
from reviews.actions import make_move
from reviews.models import Round
from reviews.tests.factories import review_of
from reviews.workflow import Move, PanelMode


def submitted(organisation: Organisation, name: str = "Ash", *, by: User, days: int = 0) -> Round:
    """The first round of a new review, submitted so many days ago."""
    qa_round = review_of(organisation, name=name, by=by).rounds.get()
    on = timezone.localdate() - dt.timedelta(days=days)
    make_move(qa_round, Move.SENT_BEFORE, on=on, note="Sent by e-mail.", by=by)
    return qa_round


def listed(
    organisation: Organisation,
    name: str = "Ash",
    *,
    by: User,
    panel_on: dt.date | None = None,
    panel_mode: str = PanelMode.MEETING,
) -> Round:
    """The first round of a new review, listed for a QA Panel."""
    qa_round = submitted(organisation, name, by=by)
    make_move(qa_round, Move.LIST, panel_on=panel_on, panel_mode=panel_mode, by=by)
    return qa_round
