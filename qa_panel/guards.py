"""What must hold of the marks before a round may move on, and what was not met when its letter comes."""

from __future__ import annotations

from access.verdict import YES, Verdict
from feedback.carrying import says_what_was_not_met
from govuk.words import count
from qa_panel.marking import standing_views, unmarked_areas
from reviews.models import Round
from reviews.workflow import LETTER_MOVES, guards


@guards(*LETTER_MOVES)
def every_area_is_marked(qa_round: Round) -> Verdict:
    """A resubmission is not answered before it is said of each area whether it was met."""
    left = unmarked_areas(qa_round) if qa_round.number > 1 else 0
    if not left:
        return YES
    areas = count(
        left, f"area of round {qa_round.number - 1} has,areas of round {qa_round.number - 1} have"
    )
    return Verdict(f"{areas} not been marked as met or not met.")


@says_what_was_not_met
def areas_not_met(qa_round: Round) -> set[int]:
    return set(standing_views(qa_round).not_met().values_list("item", flat=True))
