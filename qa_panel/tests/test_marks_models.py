"""What always holds of drafts and issued views, and who sees which of them."""

import pytest
from django.db import IntegrityError, transaction

from audit.models import AppendOnlyError
from feedback.models import FeedbackItem
from qa_panel.models import DraftMark, Mark, PanelView
from qa_panel.tests.factories import drafted, marked, resubmitted
from reviews.workflow import Side


@pytest.fixture
def second(cast):
    return resubmitted(cast.review, by=cast.alice)


def view_of(cast, qa_round, **details):
    item = FeedbackItem.unscoped.get(letter__round__number=1, number=1)
    usual = {"item": item, "verdict": Mark.MET, "by": cast.quinn}
    return PanelView.unscoped.create(round=qa_round, **usual | details)


@pytest.mark.parametrize(
    ("details", "constraint"),
    [
        ({"verdict": ""}, "view_is_known_and_not_met_has_a_note"),
        ({"verdict": "perhaps"}, "view_is_known_and_not_met_has_a_note"),
        ({"verdict": Mark.NOT_MET}, "view_is_known_and_not_met_has_a_note"),
    ],
)
def test_view_that_says_too_little_cannot_be_kept(cast, second, details, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        view_of(cast, second, **details)

    assert view_of(cast, second, verdict=Mark.NOT_MET, note="Not yet.").pk


def test_area_has_one_first_view_in_a_round(cast, second):
    view_of(cast, second)

    with pytest.raises(IntegrityError), transaction.atomic():
        view_of(cast, second)


def test_correction_has_a_reason_and_corrects_once(cast, second):
    view = view_of(cast, second)

    with pytest.raises(IntegrityError), transaction.atomic():
        view_of(cast, second, supersedes=view)
    later = view_of(cast, second, supersedes=view, why="A slip.")
    with pytest.raises(IntegrityError), transaction.atomic():
        view_of(cast, second, supersedes=view, why="Another slip.")

    assert list(PanelView.unscoped.standing()) == [later]


def test_views_are_only_added(cast, second):
    view = view_of(cast, second)

    for change in (view.save, view.delete, PanelView.unscoped.all().delete):
        with pytest.raises(AppendOnlyError):
            change()


def test_draft_has_no_other_verdicts(cast, second):
    draft = drafted(second, 1, Mark.MET, by=cast.quinn)
    draft.verdict = "perhaps"

    with pytest.raises(IntegrityError, match="draft_mark_is_known"), transaction.atomic():
        draft.save()


@pytest.mark.parametrize(
    ("who", "sides"),
    [
        ("quinn", [Side.HOME_OFFICE]),
        ("alice", [Side.PARTNERSHIP]),
        ("vic", [Side.PARTNERSHIP]),
        ("chloe", [Side.PARTNERSHIP]),
        ("kim", []),
    ],
)
def test_drafts_are_their_own_sides(cast, second, who, sides):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 1, Mark.MET, by=cast.alice)

    seen = DraftMark.visible_to(getattr(cast, who)).values_list("side", flat=True)

    assert list(seen) == sides


@pytest.mark.parametrize(
    ("who", "seen"), [("quinn", 2), ("alice", 2), ("vic", 2), ("chloe", 2), ("kim", 0)]
)
def test_issued_views_are_for_both_sides(cast, second, who, seen):
    marked(second, "+-", by=cast.quinn)

    assert PanelView.visible_to(getattr(cast, who)).count() == seen
