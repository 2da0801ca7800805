"""Marks are drafted on each side for itself, issued once all are there, and corrected in the open."""

import pytest

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from audit.models import Event
from notices.models import Notice, NoticeKind
from qa_panel.marking import edition
from qa_panel.marks_actions import LOOK_AGAIN, OTHER_AREAS, issue_marks, save_mark
from qa_panel.marks_policies import NOTHING_NEW
from qa_panel.models import DraftMark, Mark, PanelView
from qa_panel.tests.factories import area_of, drafted, issued, marked, resubmitted
from reviews.tests.factories import review_of
from reviews.workflow import Side

NOT_READY = "2 areas are not marked yet, or “not met” without a note."


@pytest.fixture
def second(cast):
    return resubmitted(cast.review, by=cast.alice)


def verdicts(qa_round):
    views = PanelView.unscoped.standing().filter(round=qa_round)
    return [(view.item.number, view.verdict, view.note) for view in views]


@pytest.mark.parametrize(
    ("verdict", "note"), [("", ""), ("", "To be read again."), (Mark.NOT_MET, ""), (Mark.MET, "")]
)
def test_draft_keeps_what_is_half_done(cast, second, verdict, note):
    draft = drafted(second, 1, verdict, note, by=cast.quinn)

    assert (draft.verdict, draft.note, draft.side) == (verdict, note, Side.HOME_OFFICE)
    assert Event.objects.filter(verb="qa_panel.mark_saved").count() == 1


def test_draft_is_changed_in_its_place(cast, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)

    draft = drafted(second, 1, Mark.NOT_MET, " Say who leads. ", by=cast.quinn)

    assert (draft.verdict, draft.note, draft.version) == (Mark.NOT_MET, "Say who leads.", 2)
    assert DraftMark.unscoped.count() == 1


def test_each_side_drafts_for_itself(cast, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 1, Mark.NOT_MET, "Not there yet.", by=cast.alice)

    found = [area_of(second, 1, by=user).verdict for user in (cast.quinn, cast.alice)]

    assert found == [Mark.MET, Mark.NOT_MET]


def test_stale_draft_is_refused_and_theirs_stays(cast, second):
    area = area_of(second, 1, by=cast.quinn)
    drafted(second, 1, Mark.MET, by=cast.quinn)

    with pytest.raises(Refused) as refusal:
        save_mark(second, area.item, verdict=Mark.NOT_MET, note="No.", by=cast.quinn, **area.seen)

    assert str(refusal.value) == CHANGED_SINCE
    assert area_of(second, 1, by=cast.quinn).verdict == Mark.MET


def test_draft_over_a_view_that_the_other_side_issued_meanwhile_is_refused(cast, second):
    area = area_of(second, 1, by=cast.quinn)
    marked(second, "++", by=cast.alice)

    with pytest.raises(Refused) as refusal:
        save_mark(second, area.item, verdict=Mark.MET, note="", by=cast.quinn, **area.seen)

    assert str(refusal.value) == CHANGED_SINCE


def test_nothing_is_issued_before_every_area_is_marked(cast):
    second = resubmitted(cast.review, "One.", "Two.", "Three.", by=cast.alice)
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.NOT_MET, by=cast.quinn)

    with pytest.raises(Refused) as refusal:
        issued(second, by=cast.quinn)

    assert (str(refusal.value), PanelView.unscoped.count()) == (NOT_READY, 0)


def test_marks_are_issued_together_with_one_event_of_their_own(cast, second):
    views = marked(second, "+-", by=cast.quinn)

    assert verdicts(second) == [(1, Mark.MET, ""), (2, Mark.NOT_MET, "Say more about area 2.")]
    assert {(view.by, view.on_behalf_of, view.at) for view in views} == {
        (cast.quinn, "", views[0].at)
    }
    event = Event.objects.get(verb="qa_panel.marks_issued")
    assert event.changes == {"met": [views[0].item_id], "not_met": [views[1].item_id]}


def test_people_of_the_csp_are_told(cast, second):
    marked(second, "+-", by=cast.quinn)

    told = Notice.unscoped.filter(kind=NoticeKind.MARKED)

    assert {(notice.to, notice.href) for notice in told} == {
        (cast.alice, f"/rounds/{second.pk}/panel-view/"),
        (cast.chloe, f"/rounds/{second.pk}/panel-view/"),
    }


def test_csp_issues_for_the_home_office(cast, second):
    (first, _) = marked(second, "++", by=cast.alice)

    assert (first.on_behalf_of, first.recorded_by) == (
        Side.HOME_OFFICE,
        "Alice for the Home Office",
    )


def test_issue_of_what_has_changed_since_the_check_is_refused(cast, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.MET, by=cast.quinn)
    areas = [area_of(second, number, by=cast.quinn) for number in (1, 2)]
    drafted(second, 2, Mark.NOT_MET, "Not yet.", by=cast.quinn)

    with pytest.raises(Refused) as refusal:
        issue_marks(second, seen=edition(areas), by=cast.quinn)

    assert (str(refusal.value), PanelView.unscoped.count()) == (LOOK_AGAIN, 0)


def test_nothing_is_issued_twice(cast, second):
    marked(second, "++", by=cast.quinn)
    drafted(second, 1, Mark.MET, by=cast.quinn)

    with pytest.raises(Refused) as refusal:
        issued(second, by=cast.quinn)

    assert str(refusal.value) == NOTHING_NEW


def test_correction_is_a_row_of_its_own_with_a_reason(cast, second):
    (old, _) = marked(second, "+-", by=cast.quinn)
    drafted(second, 1, Mark.NOT_MET, "The table is missing.", by=cast.quinn)

    (new,) = issued(second, why=" The wrong table was read. ", by=cast.quinn)

    assert (new.supersedes, new.why) == (old, "The wrong table was read.")
    assert PanelView.unscoped.get(pk=old.pk).verdict == Mark.MET
    assert verdicts(second) == [
        (2, Mark.NOT_MET, "Say more about area 2."),
        (1, Mark.NOT_MET, "The table is missing."),
    ]


def test_correction_without_a_reason_is_refused(cast, second):
    marked(second, "+-", by=cast.quinn)
    drafted(second, 1, Mark.NOT_MET, "The table is missing.", by=cast.quinn)

    with pytest.raises(Refused) as refusal:
        issued(second, why=" ", by=cast.quinn)

    assert (str(refusal.value), PanelView.unscoped.count()) == ("Enter a reason.", 2)


def test_draft_is_spent_once_the_other_side_has_issued(cast, second):
    drafted(second, 1, Mark.NOT_MET, "Not yet.", by=cast.quinn)
    marked(second, "++", by=cast.alice)

    area = area_of(second, 1, by=cast.quinn)

    assert (area.verdict, area.is_new, area.version) == (Mark.MET, False, 1)


def test_only_areas_of_the_round_before_can_be_marked(cast, second):
    elsewhere = resubmitted(review_of(cast.eastmere, name="Ash", by=cast.alice), by=cast.alice)
    other = area_of(elsewhere, 1, by=cast.alice).item

    with pytest.raises(Refused) as refusal:
        save_mark(second, other, verdict="", note="", version=0, supersedes=0, by=cast.quinn)

    assert str(refusal.value) == OTHER_AREAS
