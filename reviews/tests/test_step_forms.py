"""What is typed about the steps of a review: what is asked for, what is asked about, what is refused."""

import datetime as dt

import pytest
from django.utils import timezone

from govuk.words import day
from reviews.actions import make_move
from reviews.step_forms import CorrectionForm, HoldForm, MoveForm, TransferForm
from reviews.tests.factories import round_at, tomorrow, typed_day, yesterday
from reviews.workflow import STEPS, Move, Stage

TWO_DAYS_AGO = yesterday() - dt.timedelta(days=1)


def move_form(cast, move=Move.CONSIDER, after=None, before=None, **typed):
    data = typed_day("on", yesterday()) | typed
    return MoveForm(data, step=STEPS[move], after=after, before=before, user=cast.alice)


def test_move_form_starts_today(cast):
    form = MoveForm(step=STEPS[Move.CONSIDER], user=cast.alice)

    assert (form.initial, list(form.fields)) == ({"on": timezone.localdate()}, ["on", "note"])


def test_move_form_gives_the_day_and_the_note(cast):
    form = move_form(cast, note="  By e-mail. ")

    assert form.errors == {}
    assert form.told == {"on": yesterday(), "note": "By e-mail."}


def test_move_form_asks_for_the_day(cast):
    form = MoveForm({}, step=STEPS[Move.CONSIDER], user=cast.alice)

    assert form.errors == {"on": ["Enter the day on which this happened"]}


def test_move_form_refuses_a_day_to_come(cast):
    form = move_form(cast, **typed_day("on", tomorrow()))

    assert form.errors == {"on": ["The day must be today or in the past"]}


@pytest.mark.parametrize("note", ["", "  "])
def test_move_form_asks_for_a_reason_where_one_is_needed(cast, note):
    needed = move_form(cast, Move.RETURN, note=note)

    assert needed.errors == {"note": ["Enter what is missing"]}
    assert needed.fields["note"].label == "What is missing?"
    assert move_form(cast, note=note).errors == {}


def test_listing_takes_the_panel_which_may_not_be_known_yet(cast):
    known = move_form(cast, Move.LIST, panel_mode="virtual", **typed_day("panel_on", tomorrow()))
    unknown = move_form(cast, Move.LIST)

    told = {"on": yesterday(), "note": ""}
    assert (known.errors, unknown.errors) == ({}, {})
    assert known.told == told | {"panel_on": tomorrow(), "panel_mode": "virtual"}
    assert unknown.told == told | {"panel_on": None, "panel_mode": ""}


@pytest.mark.parametrize(
    ("around", "question"),
    [
        ({"after": timezone.localdate()}, "The step before it was taken on {}. Is this day right?"),
        ({"before": TWO_DAYS_AGO}, "The step after it was taken on {}. Is this day right?"),
    ],
)
def test_day_out_of_order_is_asked_about_and_not_refused(cast, around, question):
    (other,) = around.values()
    asked = move_form(cast, **around)
    sure = move_form(cast, sure="on", **around)

    assert asked.errors == {"sure": [question.format(day(other))]}
    assert (sure.errors, sure.told) == ({}, {"on": yesterday(), "note": ""})


@pytest.mark.parametrize("around", [{}, {"after": yesterday(), "before": yesterday()}])
def test_day_in_its_order_is_not_asked_about(cast, around):
    form = move_form(cast, **around)

    assert (form.errors, "sure" in form.fields) == ({}, False)


def test_correction_starts_as_the_step_is_recorded(cast):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    told = {"on": yesterday(), "note": "By post.", "panel_on": tomorrow(), "panel_mode": "meeting"}
    change = make_move(qa_round, Move.LIST, by=cast.alice, **told)

    form = CorrectionForm(change=change, user=cast.alice)

    assert form.initial == told
    assert list(form.fields) == ["on", "panel_on", "panel_mode", "note", "why"]


def test_correction_asks_why(cast):
    change = round_at(Stage.LISTED, cast.review, by=cast.alice).stage_changes.last()

    form = CorrectionForm(typed_day("on", yesterday()), change=change, user=cast.alice)

    assert form.errors == {"why": ["Enter a reason"]}


@pytest.mark.parametrize(
    ("review_on", "errors"),
    [
        (tomorrow(), {}),
        (timezone.localdate(), {}),
        (yesterday(), {"review_on": ["The day must be today or in the future"]}),
    ],
)
def test_hold_is_looked_at_again_today_or_later(cast, review_on, errors):
    typed = {"reason": "A trial."} | typed_day("review_on", review_on)

    assert HoldForm(typed, user=cast.alice).errors == errors


def test_hold_form_asks_for_both(cast):
    assert HoldForm({}, user=cast.alice).errors == {
        "reason": ["Enter a reason"],
        "review_on": ["Enter the day on which you will look at it again"],
    }


def test_transfer_offers_only_where_a_review_may_go(cast):
    form = TransferForm(
        {"to": cast.westhaven.pk, "reason": "They moved."}, review=cast.review, user=cast.alice
    )

    assert list(form.fields["to"].queryset) == [cast.eastmere]
    assert form.errors == {"to": ["Choose a partnership from the list"]}


def test_transfer_form_asks_for_both(cast):
    assert TransferForm({}, review=cast.review, user=cast.alice).errors == {
        "to": ["Choose the partnership that takes it over"],
        "reason": ["Enter a reason"],
    }
