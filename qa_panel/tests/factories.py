"""Submissions that wait for the secretariat, and marked resubmissions, reached through the steps that people take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from documents.tests.factories import submitted as submission_of
from feedback.drafts import Outcome
from feedback.models import FeedbackItem
from feedback.tests.factories import areas_of, revision_of
from qa_panel.marking import AreaToMark, areas_to_mark, edition
from qa_panel.marks_actions import issue_marks, save_mark
from qa_panel.models import DraftMark, Mark, PanelView
from reviews.actions import make_move
from reviews.models import Review, Round
from reviews.policies import side_of
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


def resubmitted(review: Review, *texts: str, by: User, **letter_details: Any) -> Round:
    """The next round, opened by the CSP's resubmission, in which every area of the letter is answered."""
    return answered_and_resubmitted(
        review, areas_of(review, *texts, outcome=Outcome.RESUBMIT, by=by, **letter_details), by=by
    )


def answered_and_resubmitted(review: Review, items: Iterable[FeedbackItem], *, by: User) -> Round:
    for item in items:
        revision_of(item, summary=f"We rewrote what area {item.number} is about.", by=by)
    return submission_of(review, by=by).round


def resubmitted_by_email(review: Review, *texts: str, by: User, officer: User) -> Round:
    """The next round, as the secretariat records it for a CSP that answered by e-mail."""
    areas_of(review, *texts, outcome=Outcome.RESUBMIT, by=by)
    make_move(review.rounds.get(number=1), Move.RESUBMIT, by=officer)
    return review.rounds.get(number=2)


def drafted(qa_round: Round, number: int, verdict: str, note: str = "", *, by: User) -> DraftMark:
    """The next draft of the mark of an area, by somebody who has the latest one before them."""
    area = area_of(qa_round, number, by=by)
    told = {"verdict": verdict, "note": note} | area.seen
    return save_mark(qa_round, area.item, by=by, **told)


def area_of(qa_round: Round, number: int, *, by: User) -> AreaToMark:
    areas = areas_to_mark(qa_round, side_of(by, qa_round.review))
    return next(area for area in areas if area.item.number == number)


def issued(qa_round: Round, *, why: str = "", by: User) -> list[PanelView]:
    """What is drafted, issued by somebody who has checked it as it is."""
    seen = edition(areas_to_mark(qa_round, side_of(by, qa_round.review)))
    return issue_marks(qa_round, seen=seen, why=why, by=by)


def marked(qa_round: Round, verdicts: str, *, by: User) -> list[PanelView]:
    """Marks that are issued: of "+-" the first area is met and the second is not."""
    for number, sign in enumerate(verdicts, start=1):
        note = "" if sign == "+" else f"Say more about area {number}."
        drafted(qa_round, number, Mark.MET if sign == "+" else Mark.NOT_MET, note, by=by)
    return issued(qa_round, by=by)
