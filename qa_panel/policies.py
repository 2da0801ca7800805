"""May this person do this for the secretariat now, and if not, why?"""

from __future__ import annotations

from typing import Any

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from qa_panel.models import latest_taking
from reviews.models import Round
from reviews.workflow import Side


def may_work_for_panel(user: User, row: Any = None) -> Verdict:
    """Whether the queue and the QA Panel's months are this person's, whichever row it is about."""
    return YES if user.is_qa_officer else Verdict("Only a QA officer can do this.")


def may_take(user: User, qa_round: Round) -> Verdict:
    """Whether a submission is free to be taken."""
    return first_no(may_work_for_panel(user), _waits_for_us(qa_round), _is_free(qa_round))


def may_hand_over(user: User, qa_round: Round) -> Verdict:
    """Any officer may: the one who has it may be ill."""
    return may_work_for_panel(user)


def _waits_for_us(qa_round: Round) -> Verdict:
    if qa_round.turn is Side.HOME_OFFICE:
        return YES
    return Verdict(f"{qa_round} is not with the Home Office now.")


def _is_free(qa_round: Round) -> Verdict:
    last = latest_taking(qa_round)
    if last is None or last.to is None:
        return YES
    return Verdict(f"{last.to} has {qa_round} already.")
