"""May this person make a pack of this round now, and if not, why?"""

from __future__ import annotations

from collections.abc import Callable

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from feedback.models import confirmed_letter
from packs.models import Making, Pack, PackKind
from packs.plan import PlanFigures
from reviews.models import Round
from reviews.policies import may_contribute
from reviews.workflow import Stage

MOST_ROWS = 300
FINAL_FROM = (Stage.CLEARED, Stage.MONITORING, Stage.CLOSED)
NO_LETTER = "A pack answers a feedback letter. Bring the letter in and confirm its areas first."


def may_make_pack(user: User, qa_round: Round) -> Verdict:
    """The partnership's managers and the independent chair, at every stage once a letter is confirmed.

    Areas that nobody has answered yet do not stand in the way: the pack says so on its front.
    """
    return first_no(may_contribute(user, qa_round.review), has_letter(qa_round))


def may_make(kind: PackKind, user: User, qa_round: Round) -> Verdict:
    """Whether a person may make a pack of this kind now."""
    return MAY_MAKE[kind](user, qa_round)


def may_stop(user: User, making: Making) -> Verdict:
    """Whether a person may stop what is being made: whoever may make it."""
    if not making.is_in_progress:
        return Verdict("This is no longer being made.")
    return may_contribute(user, making.round.review)


def may_hand_over(user: User, pack: Pack) -> Verdict:
    """Whether a person may write down that a pack was sent."""
    return may_contribute(user, pack.round.review)


def fits_a_pdf(plan: PlanFigures) -> Verdict:
    """Each row takes about 25 milliseconds and half a megabyte of memory to set."""
    number = len(plan.plan)
    if number <= MOST_ROWS:
        return YES
    return Verdict(
        f"This plan has {number:,} rows, and a PDF can hold {MOST_ROWS}. "
        "Download it as Excel, Word or CSV instead."
    )


def has_letter(qa_round: Round) -> Verdict:
    return YES if confirmed_letter(qa_round) else Verdict(NO_LETTER)


def may_make_final(user: User, qa_round: Round) -> Verdict:
    """The final copy is made once nobody asks for another look: the outcome was one to publish."""
    if qa_round.stage in FINAL_FROM:
        return may_contribute(user, qa_round.review)
    return Verdict("The final copy is made once the review is cleared for publication.")


MAY_MAKE: dict[PackKind, Callable[[User, Round], Verdict]] = {
    PackKind.RESUBMISSION: may_make_pack,
    PackKind.FINAL: may_make_final,
}
