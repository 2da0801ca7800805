"""The words of a review's pages, and its parts."""

import datetime as dt

import pytest
from django.urls import reverse

from access.verdict import YES
from reviews import presenters
from reviews.models import Round, StageChange
from reviews.presenters import STAGE_COLOURS
from reviews.tests.factories import review_of, round_at
from reviews.workflow import STEPS, Stage

NOT_YOURS = "Only a CSP manager of this partnership or a QA officer can record this."


def test_every_stage_has_its_colour():
    assert STAGE_COLOURS.keys() == set(Stage)


@pytest.mark.parametrize("stage", Stage)
def test_choices_are_the_moves_that_are_made_by_hand(cast, stage):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    offered = [choice.label for choice in presenters.choices(cast.alice, qa_round)]

    by_hand = [
        presenters.LISTED_AGAIN if step.target == stage else move.label
        for move, step in STEPS.items()
        if stage in step.sources and not step.with_letter
    ]
    assert sorted(offered) == sorted(by_hand)


def test_choice_is_a_link(cast):
    qa_round = cast.review.rounds.get()

    submit, sent_before = presenters.choices(cast.alice, qa_round)

    assert submit.label == "Submit to the Home Office"
    assert submit.href == reverse("documents:submit", args=[qa_round.pk])
    assert sent_before.verdict == YES
    assert sent_before.href == reverse("reviews:move", args=[qa_round.pk, "sent-before"])


@pytest.mark.parametrize("who", ["vic", "chloe", "kim"])
def test_steps_are_not_offered_to_those_who_speak_for_no_side(cast, who):
    qa_round = cast.review.rounds.get()

    assert presenters.choices(getattr(cast, who), qa_round) == []


@pytest.mark.parametrize(
    ("stage", "yours"),
    [
        (Stage.PREPARING, {"alice"}),
        (Stage.LISTED, {"quinn"}),
        (Stage.REVISING, {"alice", "chloe"}),
        (Stage.CLEARED, {"alice"}),
        (Stage.MONITORING, {"alice"}),
    ],
)
def test_turn_is_said_to_the_reader(cast, stage, yours):
    qa_round = round_at(stage, cast.review, by=cast.alice)
    everybody = ("alice", "chloe", "vic", "quinn")

    words = {w: presenters.turn_words(qa_round, getattr(cast, w), None) for w in everybody}

    assert {who for who, said in words.items() if said == "It is your turn."} == yours


@pytest.mark.parametrize(
    ("stage", "today", "words"),
    [
        (Stage.LISTED, 1, "It is the turn of the Home Office, since 1 September 2026."),
        (
            Stage.LISTED,
            2,
            "It is the turn of the Home Office, since 1 September 2026: 1 day so far (1 working day).",
        ),
        (
            Stage.REVISING,
            14,
            "It is the turn of the CSP, since 1 September 2026: 13 days so far (9 working days).",
        ),
        (Stage.CLEARED, 14, "It is the turn of the CSP, since 1 September 2026."),
        (Stage.CLOSED, 14, "This review was closed on 1 September 2026."),
    ],
)
def test_turn_says_since_when_and_for_how_long(cast, stage, today, words):
    qa_round = round_at(stage, cast.review, by=cast.alice)
    last = StageChange(happened_on=dt.date(2026, 9, 1))

    said = presenters.turn_words(qa_round, cast.vic, last, today=dt.date(2026, 9, today))

    assert said == words


@pytest.mark.parametrize(("number", "chosen"), [("1", 1), ("2", 2), ("", 2), ("3", 2), ("x", 2)])
def test_round_is_chosen_by_its_number(number, chosen):
    rounds = [Round(number=1), Round(number=2)]

    assert presenters.chosen_round(rounds, number).number == chosen


def test_details_leave_out_dates_that_are_not_known(cast):
    cast.review.died_on = dt.date(2024, 2, 9)

    rows = presenters.details(cast.review)

    assert rows == [
        ("Community Safety Partnership", "Northbrook CSP"),
        ("Reference", "Elm 1"),
        ("Kind of review", "Domestic Homicide Review (DHR)"),
        ("Independent chair", "Chloé"),
        ("Author", "Chloé"),
        ("Protective marking", "OFFICIAL-SENSITIVE"),
        ("Date of death", "9 February 2024"),
    ]


def test_details_say_what_was_not_recorded(cast):
    rows = dict(presenters.details(review_of(cast.eastmere, by=cast.alice, name="Oak")))

    assert (rows["Independent chair"], rows["Author"]) == ("Not recorded", "Not recorded")


def test_timeline_is_part_of_the_secretariats_page(cast):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    assert presenters.history(cast.review, qa_round, cast.quinn).summary == "Round 1: Submitted"
