"""Who may mark the answers of a resubmission, when, and what the others are told."""

import datetime as dt

import pytest
from django.utils import timezone

from feedback.drafts import Outcome
from feedback.tests.factories import areas_of
from qa_panel.marks_policies import FIRST_ROUND, LETTER_CAME, RETURNED, may_consider
from qa_panel.tests.factories import marked, resubmitted
from reviews.actions import make_move, put_on_hold
from reviews.models import Round
from reviews.policies import NOT_A_SIDE
from reviews.tests.factories import round_at
from reviews.workflow import BEFORE_LETTER, Move, Stage


@pytest.fixture
def second(cast):
    return resubmitted(cast.review, by=cast.alice)


def reason(user, qa_round):
    return may_consider(user, Round.unscoped.get(pk=qa_round.pk)).reason


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("quinn", ""),
        ("alice", ""),
        ("vic", NOT_A_SIDE),
        ("chloe", NOT_A_SIDE),
        ("kim", NOT_A_SIDE),
    ],
)
def test_secretariat_marks_and_the_csp_for_it(cast, second, who, words):
    assert reason(getattr(cast, who), second) == words


@pytest.mark.parametrize("moves", [(), (Move.LIST,), (Move.LIST, Move.CONSIDER)])
def test_marks_are_made_until_the_letter_comes(cast, second, moves):
    for move in moves:
        make_move(second, move, by=cast.quinn)

    assert reason(cast.quinn, second) == ""


@pytest.mark.parametrize("stage", BEFORE_LETTER)
def test_first_round_has_nothing_to_mark(cast, stage):
    first = round_at(stage, cast.review, by=cast.alice)

    assert reason(cast.alice, first) == FIRST_ROUND


def test_round_with_its_letter_is_marked_no_more(cast, second):
    marked(second, "+-", by=cast.quinn)
    before = reason(cast.quinn, second)

    areas_of(cast.review, "Another point.", outcome=Outcome.RESUBMIT, by=cast.alice)

    assert (before, reason(cast.quinn, second)) == ("", LETTER_CAME)


def test_returned_resubmission_waits(cast, second):
    make_move(second, Move.RETURN, note="The plan is missing.", by=cast.quinn)

    assert (second.stage, reason(cast.quinn, second)) == (Stage.INCOMPLETE, RETURNED)


def test_on_hold_nothing_is_marked(cast, second):
    later = timezone.localdate() + dt.timedelta(days=30)
    put_on_hold(cast.review, reason="A trial.", review_on=later, by=cast.alice)

    assert reason(cast.quinn, second).startswith("This review is on hold until")
