"""Who may record what of the closing of a review, and the sentence for who may not."""

from __future__ import annotations

import pytest

from access.verdict import YES, Verdict
from publication import policies
from publication.tests.factories import aside, asked_for, done, own_duty, withheld
from reviews.models import DutyKind
from reviews.policies import NOT_A_SIDE
from reviews.tests.factories import round_at
from reviews.workflow import Stage

NOT_MANAGER = Verdict("Only a CSP manager of this partnership can do this.")
NOBODY = Verdict(NOT_A_SIDE)
CLOSED = Verdict(policies.CLOSED)


@pytest.mark.parametrize(
    ("name", "of_the_letter", "own"),
    [
        ("alice", YES, YES),
        ("quinn", YES, Verdict(policies.CSP_ONLY)),
        ("chloe", NOBODY, NOBODY),
        ("vic", NOBODY, NOBODY),
        ("kim", NOBODY, NOBODY),
    ],
)
def test_duty_is_recorded_by_the_manager_and_the_letters_by_the_secretariat_too(
    cast, name, of_the_letter, own
):
    (copy,) = asked_for(cast.review, by=cast.alice)
    family = own_duty(cast.review, by=cast.alice)
    user = getattr(cast, name)

    assert policies.may_record_duty(user, copy) == of_the_letter
    assert policies.may_record_duty(user, family) == own


@pytest.mark.parametrize("name", ["chloe", "vic", "kim", "quinn"])
def test_list_and_publication_are_the_managers(cast, name):
    user, family = getattr(cast, name), own_duty(cast.review, by=cast.alice)

    assert policies.may_change_closing(user, cast.review) == NOT_MANAGER
    assert policies.may_set_aside(user, family) == NOT_MANAGER
    assert policies.may_change_closing(cast.alice, cast.review) == YES


def test_only_an_own_duty_that_is_not_done_is_set_aside(cast):
    by = cast.alice
    (copy,) = asked_for(cast.review, by=by)
    family, board = own_duty(cast.review, by=by), own_duty(cast.review, title="Board", by=by)
    fresh = policies.may_set_aside(by, family)

    done(family, by=by)
    aside(board, by=by)

    assert fresh == YES
    assert policies.may_set_aside(by, copy) == Verdict(
        "The letter asks for this, so it cannot be set aside."
    )
    assert policies.may_set_aside(by, family) == Verdict("This duty is recorded as done.")
    assert policies.may_set_aside(by, board) == Verdict("This duty has been set aside already.")


def test_duty_is_taken_back_when_something_is_recorded_of_it(cast):
    by = cast.alice
    family, board = own_duty(cast.review, by=by), own_duty(cast.review, title="Board", by=by)
    before = policies.may_take_back_duty(by, family)

    done(family, by=by)
    aside(board, by=by)

    assert before == Verdict("This duty is not recorded as done.")
    assert policies.may_take_back_duty(by, family) == YES
    assert policies.may_take_back_duty(by, board) == YES


def test_withholding_is_ended_while_it_stands(cast):
    before = policies.may_end_withholding(cast.alice, cast.review)

    withheld(cast.review, by=cast.alice)

    assert before == Verdict("The publication of this review is not withheld.")
    assert policies.may_end_withholding(cast.alice, cast.review) == YES


def test_nothing_is_recorded_of_a_closed_review(cast):
    family = own_duty(cast.review, by=cast.alice)
    done(family, by=cast.alice)
    asked_for(cast.review, DutyKind.WEBLINK, by=cast.alice)
    withheld(cast.review, by=cast.alice)
    round_at(Stage.CLOSED, cast.review, by=cast.alice)

    verdicts = {
        policies.may_record_duty(cast.alice, family),
        policies.may_take_back_duty(cast.alice, family),
        policies.may_change_closing(cast.alice, cast.review),
        policies.may_end_withholding(cast.alice, cast.review),
    }

    assert verdicts == {CLOSED}
