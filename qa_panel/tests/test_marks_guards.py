"""No letter before every area is marked; and what was not met goes on, from round to round."""

import pytest

from access.verdict import Refused
from feedback.carrying import views_of
from feedback.drafts import Outcome
from feedback.models import FeedbackItem
from feedback.presenters import in_all_rounds
from feedback.tests.factories import areas_of
from qa_panel.guards import areas_not_met, every_area_is_marked
from qa_panel.models import Mark
from qa_panel.tests.factories import (
    answered_and_resubmitted,
    drafted,
    issued,
    marked,
    resubmitted,
    resubmitted_by_email,
)
from reviews.models import Round
from reviews.tests.factories import round_at
from reviews.workflow import Stage

UNMARKED = "2 areas of round 1 have not been marked as met or not met."
FOUR = ("Rate every action.", "Explain the chair.", "Shorten the chronology.", "Proofread it.")


@pytest.fixture
def second(cast):
    return resubmitted(cast.review, by=cast.alice)


def stood(items):
    """Each area with its words, the area of round 1 with which it began, and whether it was carried."""
    return [(i.number, i.text, i.first.number if i.first else None, i.carried) for i in items]


def test_first_letter_asks_for_no_marks(cast):
    first = round_at(Stage.CONSIDERED, cast.review, by=cast.alice)

    assert every_area_is_marked(first).reason == ""


def test_letter_of_a_resubmission_waits_for_every_mark(cast, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.MET, by=cast.quinn)
    before = every_area_is_marked(second).reason

    issued(second, by=cast.quinn)

    assert (before, every_area_is_marked(second).reason) == (UNMARKED, "")


def test_letter_cannot_be_confirmed_before_the_marks_are_issued(cast, second):
    with pytest.raises(Refused) as refusal:
        areas_of(cast.review, "Another point.", outcome=Outcome.RESUBMIT, by=cast.alice)

    assert str(refusal.value) == UNMARKED
    assert Round.unscoped.get(pk=second.pk).stage == Stage.SUBMITTED


def test_corrected_view_decides_what_goes_on(cast, second):
    (first, other) = (view.item_id for view in marked(second, "+-", by=cast.quinn))
    before = areas_not_met(second)

    drafted(second, 1, Mark.NOT_MET, "The table is missing.", by=cast.quinn)
    drafted(second, 2, Mark.MET, by=cast.quinn)
    issued(second, why="The wrong table was read.", by=cast.quinn)

    assert (before, areas_not_met(second)) == ({other}, {first})


def test_what_was_not_met_goes_on_through_three_rounds(cast):
    second = resubmitted(cast.review, *FOUR, by=cast.alice)
    marked(second, "+--+", by=cast.quinn)
    again = areas_of(
        cast.review,
        "Point 2: this is not there yet.",
        "A real first name appears in 6.7.",
        outcome=Outcome.RESUBMIT,
        by=cast.alice,
    )
    third = answered_and_resubmitted(cast.review, again, by=cast.alice)
    marked(third, "-+-", by=cast.quinn)
    last = areas_of(cast.review, "Point 1: still not there.", by=cast.alice)

    assert stood(again) == [
        (1, "Point 2: this is not there yet.", 2, False),
        (2, "A real first name appears in 6.7.", None, False),
        (3, "Shorten the chronology.", 3, True),
    ]
    assert stood(last) == [
        (1, "Point 1: still not there.", 2, False),
        (2, "Shorten the chronology.", 3, True),
    ]


def test_area_tells_its_whole_history(cast):
    second = resubmitted(cast.review, *FOUR, by=cast.alice)
    marked(second, "+--+", by=cast.quinn)
    again = areas_of(cast.review, "Point 2: not yet.", outcome=Outcome.RESUBMIT, by=cast.alice)
    third = answered_and_resubmitted(cast.review, again, by=cast.alice)
    marked(third, "++", by=cast.alice)

    history = in_all_rounds(again[0], cast.quinn)

    told = [
        (one.number, len(one.answers), [(v.words, v.note, v.by, v.round_number) for v in one.views])
        for one in history
    ]
    assert told == [
        (1, 1, [("Not met", "Say more about area 2.", "Quinn", 2)]),
        (2, 1, [("Met", "", "Alice for the Home Office", 3)]),
    ]


def test_views_of_many_areas_take_one_query(cast, second, django_assert_num_queries):
    marked(second, "+-", by=cast.quinn)
    items = list(FeedbackItem.unscoped.all())

    with django_assert_num_queries(1):
        views = views_of(items)

    assert [[view.superseded for view in views[item.pk]] for item in items] == [[False], [False]]


def test_secretariat_alone_can_run_a_resubmission(cast):
    second = resubmitted_by_email(cast.review, by=cast.alice, officer=cast.quinn)
    marked(second, "+-", by=cast.quinn)

    (area,) = areas_of(cast.review, "Point 2: not yet.", by=cast.quinn)

    assert (area.first.number, Round.unscoped.get(pk=second.pk).stage) == (2, Stage.REVISING)


def test_csp_alone_can_run_a_resubmission(cast, second):
    marked(second, "-+", by=cast.alice)

    (area,) = areas_of(cast.review, "Point 1: not yet.", by=cast.alice)

    assert (area.first.number, Round.unscoped.get(pk=second.pk).stage) == (1, Stage.REVISING)
