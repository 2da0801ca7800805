"""What must hold of a letter and its areas before a round moves on."""

from __future__ import annotations

import pytest

from access.verdict import YES, Refused, Verdict
from feedback.drafts import Outcome
from feedback.guards import only_one_letter_a_round
from feedback.tests.factories import areas_of, revision_of
from reviews.actions import make_move
from reviews.policies import may_make, open_moves
from reviews.tests.factories import ready_or_not
from reviews.workflow import GUARDS, Move, Stage

NO_SECOND_LOOK = Verdict("The letter does not ask to see the review again before it is published.")
SECOND_LOOK = Verdict("The letter asks for the review to be submitted again.")


def test_round_does_not_move_on_with_areas_unanswered(cast):
    first, second = areas_of(cast.review, by=cast.alice)
    qa_round = first.letter.round

    none = may_make(Move.CONFIRM_CHANGES, cast.alice, qa_round)
    revision_of(first, by=cast.alice)
    one = may_make(Move.CONFIRM_CHANGES, cast.alice, qa_round)
    revision_of(second, by=cast.chloe)
    both = may_make(Move.CONFIRM_CHANGES, cast.alice, qa_round)

    assert (none, one, both) == (
        Verdict("2 areas for development have no revision yet."),
        Verdict("1 area for development has no revision yet."),
        YES,
    )


@pytest.mark.parametrize(
    ("outcome", "verdicts"),
    [
        (
            Outcome.PUBLISH_AFTER_CHANGES,
            {Move.CONFIRM_CHANGES: YES, Move.RESUBMIT: NO_SECOND_LOOK},
        ),
        (Outcome.RESUBMIT, {Move.CONFIRM_CHANGES: SECOND_LOOK, Move.RESUBMIT: YES}),
    ],
)
def test_round_moves_on_as_the_letter_asks(cast, outcome, verdicts):
    (area,) = areas_of(cast.review, "Say who leads.", outcome=outcome, by=cast.alice)
    revision_of(area, by=cast.alice)

    with ready_or_not():
        assert open_moves(cast.alice, area.letter.round) == verdicts


def test_round_goes_on_after_another_outcome_as_the_partnership_chose(cast):
    (area,) = areas_of(cast.review, "Say who leads.", outcome=Outcome.OTHER, by=cast.alice)
    qa_round = area.letter.round
    make_move(qa_round, Move.CHOOSE_REVISING, note="Agreed by telephone.", by=cast.alice)
    revision_of(area, by=cast.alice)

    with ready_or_not():
        assert open_moves(cast.alice, qa_round) == {Move.CONFIRM_CHANGES: YES, Move.RESUBMIT: YES}


def test_refused_move_leaves_the_round_where_it_was(cast, item):
    with pytest.raises(Refused, match=r"^2 areas for development have no revision yet\.$"):
        make_move(item.letter.round, Move.CONFIRM_CHANGES, by=cast.alice)

    assert cast.review.rounds.get().stage == Stage.REVISING


@pytest.mark.parametrize(
    "move",
    [Move.LETTER_PUBLISH, Move.LETTER_CHANGES, Move.LETTER_RESUBMIT, Move.LETTER_OTHER],
)
def test_round_takes_one_letter(cast, item, move):
    verdict = only_one_letter_a_round(item.letter.round)

    assert only_one_letter_a_round in GUARDS[move]
    assert verdict == Verdict("This round already has a feedback letter.")


def test_next_round_starts_without_a_letter(cast):
    (area,) = areas_of(cast.review, "Say who leads.", outcome=Outcome.RESUBMIT, by=cast.alice)
    revision_of(area, by=cast.alice)
    with ready_or_not():
        make_move(area.letter.round, Move.RESUBMIT, by=cast.alice)

    second = cast.review.rounds.last()

    assert (second.number, second.stage) == (2, Stage.SUBMITTED)
    assert only_one_letter_a_round(second) == YES
