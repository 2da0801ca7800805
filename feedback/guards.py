"""What must hold of the letter and its areas before a round may move on."""

from __future__ import annotations

from django.urls import reverse

from access.verdict import YES, Verdict
from feedback.drafts import Outcome
from feedback.models import confirmed_letter, progress
from govuk.words import count
from reviews.models import Round
from reviews.workflow import Move, guards, ready


@guards(Move.CONFIRM_CHANGES)
def no_second_look_was_asked_for(qa_round: Round) -> Verdict:
    if _outcome(qa_round) == Outcome.RESUBMIT:
        return Verdict("The letter asks for the review to be submitted again.")
    return YES


@guards(Move.RESUBMIT)
def a_second_look_was_asked_for(qa_round: Round) -> Verdict:
    if _outcome(qa_round) == Outcome.PUBLISH_AFTER_CHANGES:
        return Verdict("The letter does not ask to see the review again before it is published.")
    return YES


@ready(
    Move.CONFIRM_CHANGES,
    Move.RESUBMIT,
    label="Every area for development is answered",
    mend=lambda qa_round: reverse("feedback:areas", args=[qa_round.pk]),
)
def every_item_is_answered(qa_round: Round) -> Verdict:
    done, total = progress([qa_round.pk]).get(qa_round.pk, (0, 0))
    if done == total:
        return YES
    areas = count(total - done, "area for development has,areas for development have")
    return Verdict(f"{areas} no revision yet.")


@guards(Move.LETTER_PUBLISH, Move.LETTER_CHANGES, Move.LETTER_RESUBMIT, Move.LETTER_OTHER)
def only_one_letter_a_round(qa_round: Round) -> Verdict:
    if _outcome(qa_round):
        return Verdict("This round already has a feedback letter.")
    return YES


def _outcome(qa_round: Round) -> str:
    letter = confirmed_letter(qa_round)
    return letter.outcome if letter else ""
