"""Which duties stand, what is left of them, and what always holds of their records."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from audit.models import AppendOnlyError
from publication.actions import add_duty
from publication.models import Duty, DutyRecord, DutyState, Withholding
from publication.tests.factories import aside, asked_for, done, own_duty, taken_back, withheld
from reviews.actions import make_move, set_duties
from reviews.models import DutyKind
from reviews.tests.factories import round_at
from reviews.workflow import Move, Stage


def standing(review):
    return list(Duty.unscoped.of_review(review.pk).standing())


def left(review):
    return list(Duty.unscoped.of_review(review.pk).standing().left_to_do())


def test_duty_asked_for_in_two_rounds_counts_once_and_the_later_one_stands(cast):
    by = cast.alice
    first, link = asked_for(cast.review, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, by=by)
    family = own_duty(cast.review, by=by)
    qa_round = round_at(Stage.REVISING, cast.review, by=by)
    make_move(qa_round, Move.RESUBMIT, by=cast.quinn)
    (again,) = asked_for(cast.review, DutyKind.DIGITAL_COPY, by=by)

    assert standing(cast.review) == [again, link, family]
    assert again != first


def test_duty_that_a_later_letter_asked_for_too_stands_when_that_letter_is_withdrawn(cast):
    by = cast.alice
    (first,) = asked_for(cast.review, by=by)
    make_move(round_at(Stage.REVISING, cast.review, by=by), Move.RESUBMIT, by=cast.quinn)
    asked_for(cast.review, by=by)

    set_duties(cast.review.rounds.last(), [], by=by)

    assert standing(cast.review) == [first]


def test_duty_with_another_title_is_another_duty(cast):
    board, council = (own_duty(cast.review, title=t, by=cast.alice) for t in ("Board", "Council"))

    assert standing(cast.review) == [board, council]


def test_duty_is_left_until_it_is_done_or_set_aside(cast):
    copy, link = asked_for(cast.review, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, by=cast.alice)
    family = own_duty(cast.review, by=cast.alice)
    before = left(cast.review)

    done(copy, by=cast.alice)
    aside(family, by=cast.alice)

    assert (before, left(cast.review)) == ([copy, link, family], [link])
    assert list(Duty.unscoped.done()) == [copy]


def test_duty_that_was_taken_back_is_left_again(cast):
    (copy,) = asked_for(cast.review, by=cast.alice)
    done(copy, by=cast.alice)

    taken_back(copy, by=cast.alice)

    assert left(cast.review) == [copy]
    assert copy.state is DutyState.NOT_DONE


def test_duty_that_was_set_aside_is_left_again_when_a_letter_asks_for_it(cast):
    duty = add_duty(cast.review, kind=DutyKind.COPY_TO_COMMISSIONER, by=cast.alice)
    aside(duty, by=cast.alice)
    before = left(cast.review)

    set_duties(duty.round, [DutyKind.COPY_TO_COMMISSIONER], by=cast.alice)
    duty.refresh_from_db()

    assert (before, left(cast.review)) == ([], [duty])
    assert duty.state is DutyState.NOT_DONE


def test_duties_about_publishing_wait_while_publication_is_withheld(cast):
    kinds = (DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, DutyKind.PUBLISH_LETTER)
    copy, link, letter = asked_for(cast.review, *kinds, by=cast.alice)
    before = left(cast.review)

    withheld(cast.review, by=cast.alice)

    assert (before, left(cast.review)) == ([copy, link, letter], [copy])


def test_withholding_stands_until_it_is_ended(cast):
    first = withheld(cast.review, by=cast.alice)
    second = withheld(cast.review, by=cast.alice, days=200)

    assert list(Withholding.unscoped.standing()) == [second]
    assert (first.change, second.change) == ("begun", "continued")


@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (1, False)])
def test_withholding_is_due_on_its_day(days, due):
    today = timezone.localdate()
    row = Withholding(review_on=today + dt.timedelta(days=days))

    assert row.is_due(today) is due


@pytest.mark.parametrize(
    ("details", "constraint"),
    [
        ({"state": "done"}, "done_duty_has_a_day"),
        ({"state": "not_done", "why": "No.", "done_on": "2026-03-01"}, "done_duty_has_a_day"),
        ({"state": "set_aside"}, "duty_not_done_has_a_reason"),
        (
            {"state": "done", "done_on": "2026-03-01", "weblink": "javascript:alert(1)"},
            "weblink_leads_to_a_page",
        ),
    ],
)
def test_record_that_says_too_little_or_leads_elsewhere_is_not_kept(cast, details, constraint):
    (copy,) = asked_for(cast.review, by=cast.alice)

    with pytest.raises(IntegrityError, match=constraint):
        DutyRecord.unscoped.create(duty=copy, by=cast.alice, **details)


def test_two_first_records_of_a_duty_are_not_kept(cast):
    (copy,) = asked_for(cast.review, by=cast.alice)
    done(copy, by=cast.alice)

    with pytest.raises(IntegrityError):
        DutyRecord.unscoped.create(
            duty=copy, by=cast.alice, state="done", done_on=timezone.localdate()
        )


def test_records_and_withholdings_are_only_added(cast):
    (copy,) = asked_for(cast.review, by=cast.alice)
    rows = [done(copy, by=cast.alice), withheld(cast.review, by=cast.alice)]

    for row in rows:
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            type(row).unscoped.all().delete()


def test_secretariat_sees_what_its_letter_asked_and_not_the_partnerships_own(cast):
    by = cast.alice
    (copy,) = asked_for(cast.review, by=by)
    family, board = own_duty(cast.review, by=by), own_duty(cast.review, title="Board", by=by)
    recorded = [done(duty, by=by) for duty in (copy, family, board)]
    before = list(Duty.visible_to(cast.quinn))

    round_at(Stage.SUBMITTED, cast.review, by=by)

    assert before == []
    assert list(Duty.visible_to(cast.quinn)) == [copy]
    assert list(DutyRecord.visible_to(cast.quinn)) == recorded[:1]
    for user in (cast.alice, cast.vic, cast.chloe):
        assert list(Duty.visible_to(user)) == [copy, family, board]
    assert list(Duty.visible_to(cast.kim)) == []
