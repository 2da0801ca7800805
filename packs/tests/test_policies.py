"""Who may make a pack, and when; each refusal in the words that the person reads."""

import pytest

from feedback.tests.factories import letter_in_hand, revision_of
from packs.policies import NO_LETTER, may_make_pack
from reviews.actions import make_move
from reviews.workflow import AFTERWARDS, Move

NOT_YOURS = "Only the CSP manager and the independent chair can do this."


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("alice", ""),
        ("chloe", ""),
        ("vic", NOT_YOURS),
        ("kim", NOT_YOURS),
        ("quinn", NOT_YOURS),
    ],
)
def test_managers_and_the_chair_may_make_a_pack(cast, qa_round, who, reason):
    assert may_make_pack(getattr(cast, who), qa_round).reason == reason


def test_pack_needs_a_letter(cast):
    assert may_make_pack(cast.alice, cast.review.rounds.get()).reason == NO_LETTER


def test_pack_needs_the_letter_confirmed(cast):
    letter_in_hand(cast.review, by=cast.alice)

    assert may_make_pack(cast.alice, cast.review.rounds.get()).reason == NO_LETTER


def test_pack_may_be_made_after_the_round_has_ended(cast, items, qa_round):
    for item in items:
        revision_of(item, by=cast.alice)
    make_move(qa_round, Move.CONFIRM_CHANGES, by=cast.alice)

    assert qa_round.stage in AFTERWARDS
    assert may_make_pack(cast.alice, qa_round).reason == ""
