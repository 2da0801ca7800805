"""May this person mark the answers of a resubmission now, and if not, why?"""

from __future__ import annotations

from collections.abc import Iterable

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from govuk.words import count
from qa_panel.marking import AreaToMark
from reviews.models import Round
from reviews.policies import may_record, not_on_hold
from reviews.workflow import BEFORE_LETTER, Stage

FIRST_ROUND = "Only a resubmission has revisions to consider, and this is the first submission."
RETURNED = (
    "This resubmission was returned as incomplete. "
    "Its revisions are considered once it has been submitted again."
)
LETTER_CAME = "The letter of this round has been recorded. Its marks can no longer change."
NOTHING_NEW = "Every mark has been issued as it stands."


def may_consider(user: User, qa_round: Round) -> Verdict:
    """Whether somebody may mark the areas: the secretariat, or the CSP on its behalf."""
    return first_no(
        may_record(user, qa_round.review),
        _is_considered_now(qa_round),
        not_on_hold(qa_round.review),
    )


def may_be_issued(areas: Iterable[AreaToMark]) -> Verdict:
    """Whether the marks may be issued: all are there, and something is new."""
    found = list(areas)
    left = [area for area in found if not area.is_marked]
    if left:
        words = count(len(left), "area is not marked yet,areas are not marked yet")
        return Verdict(f"{words}, or “not met” without a note.")
    return YES if any(area.is_new for area in found) else Verdict(NOTHING_NEW)


def _is_considered_now(qa_round: Round) -> Verdict:
    if qa_round.number == 1:
        return Verdict(FIRST_ROUND)
    if qa_round.stage in BEFORE_LETTER:
        return YES
    return Verdict(RETURNED if qa_round.stage == Stage.INCOMPLETE else LETTER_CAME)
