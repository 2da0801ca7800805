"""May this person make a pack of this round now, and if not, why?"""

from __future__ import annotations

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from feedback.models import FeedbackLetter
from packs.contents import Contents
from packs.plan import PlanFigures
from reviews.models import Round
from reviews.policies import may_contribute

MOST_ROWS = 300
NO_LETTER = "A pack answers a feedback letter. Bring the letter in and confirm its areas first."


def may_make_pack(user: User, qa_round: Round) -> Verdict:
    """The partnership's managers and the independent chair, at every stage once a letter is confirmed.

    Areas that nobody has answered yet do not stand in the way: the pack says so on its front.
    """
    return first_no(may_contribute(user, qa_round.review), has_letter(qa_round))


def every_file_is_there(contents: Contents) -> Verdict:
    """Whether all the files of which a pack gives the checksum can still be handed out."""
    if not contents.missing:
        return YES
    lost = ", ".join(f"“{name}”" for name in contents.missing)
    return Verdict(
        f"The service no longer finds these files on its disk: {lost}. A pack cannot speak for them. "
        "Add them again, or tell the people who run the service."
    )


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
    if FeedbackLetter.unscoped.confirmed().filter(round=qa_round).exists():
        return YES
    return Verdict(NO_LETTER)
