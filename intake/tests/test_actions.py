"""What happens to a plan that came as a file: each action writes its rows and one event, or nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from actionplans.actions import DATED_LATER, edit_action
from actionplans.models import (
    Action,
    ActionUpdate,
    Recommendation,
    SupportingAgency,
)
from actionplans.plans import Column, read_plan
from actionplans.tables import read_tables
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event
from govuk.words import day
from intake import actions, bringing, policies
from intake.comparing import compare
from intake.models import ImportedRow, PlanImport
from intake.tests.factories import (
    confirmed,
    file_of,
    fixed,
    kept,
    plan_file,
    plan_in_hand,
    said,
)
from reviews.models import FileKind, StoredFile
from reviews.tests.factories import review_of, tomorrow, yesterday

WRITTEN = (
    PlanImport,
    ImportedRow,
    Recommendation,
    Action,
    SupportingAgency,
    ActionUpdate,
    StoredFile,
)


@pytest.fixture
def draft(cast):
    return plan_in_hand(cast.review, by=cast.alice)


@pytest.fixture
def refused():
    """Runs an act that must be refused without a trace, and returns the sentence."""

    def run(act, *args, **kwargs):
        before = everything()
        with pytest.raises(Refused) as refusal:
            act(*args, **kwargs)
        assert everything() == before
        return str(refusal.value)

    return run


def everything():
    rows = [list(model.unscoped.order_by("pk").values()) for model in WRITTEN]
    return [*rows, Event.objects.count()]


def rows_of(draft):
    return list(ImportedRow.unscoped.filter(plan_import=draft))


def in_plan(review):
    """The plan as a person reads it: (number, action, lead agency, target)."""
    found = Action.unscoped.of_review(review).select_related("recommendation")
    return [
        (a.recommendation.number, a.text, a.lead_agency, a.target_date or a.target_date_text)
        for a in found
    ]


# --- keeping --------------------------------------------------------------------------------


def test_plan_is_kept_as_a_draft_that_is_no_plan_yet(cast):
    file = plan_file(said(), said(action="Train every receptionist."))

    draft = kept(cast.review, file, by=cast.alice)

    assert (draft.is_in_hand, draft.version, draft.dated) == (True, 1, timezone.localdate())
    assert (draft.file.kind, draft.file.sha256) == (FileKind.PLAN, file.sha256)
    assert [row.position for row in rows_of(draft)] == [1, 2]
    assert (Recommendation.unscoped.count(), Action.unscoped.count()) == (0, 0)
    assert Event.objects.last().changes == {"file": draft.file.pk, "rows": 2}


def test_file_without_a_plan_is_kept_without_rows(cast):
    draft = kept(cast.review, file_of([["Colour", "Shape"], ["red", "round"]]), by=cast.alice)

    assert (draft.is_in_hand, rows_of(draft), draft.columns) == (True, [], [])


def test_second_plan_is_not_kept_while_one_is_in_hand(cast, draft, refused):
    assert refused(plan_in_hand, cast.review, by=cast.chloe) == policies.IN_HAND


# --- checking -------------------------------------------------------------------------------


def test_columns_are_mapped_by_hand(cast):
    file = file_of([["Thing", "Deed", "Body"], ["Share.", "Write it.", "Police"]])
    draft = kept(cast.review, file, by=cast.alice)
    mapping = {"Thing": Column.RECOMMENDATION, "Deed": Column.ACTION, "Body": Column.LEAD}
    plan = read_plan(read_tables(file.data), mapping)

    mapped = actions.map_columns(draft, version=1, mapping=mapping, plan=plan, by=cast.alice)

    row = mapped.rows.get()
    assert (row.recommendation, row.text, row.lead_agency) == ("Share.", "Write it.", "Police")
    assert (mapped.version, mapped.mapping) == (2, mapping)
    assert Event.objects.last().changes == {"mapping": [{}, mapping], "rows": 1}


def test_mapping_takes_the_place_of_what_was_put_right(cast, draft):
    fixed(rows_of(draft)[0], by=cast.alice, text="Other words.")
    file = plan_file()
    plan = read_plan(read_tables(file.data))

    actions.map_columns(draft, version=2, mapping={}, plan=plan, by=cast.alice)

    assert [row.text for row in rows_of(draft)] == ["Write a joint protocol."]


def test_row_is_put_right(cast, draft):
    row = actions.fix_row(
        rows_of(draft)[0], version=1, by=cast.chloe, lead_agency="Police", target_date=yesterday()
    )

    assert (row.lead_agency, row.target_date, row.fixed, row.matched_by_hand) == (
        "Police",
        yesterday(),
        True,
        False,
    )
    assert Event.objects.last().changes == {
        "plan_import": draft.pk,
        "fixed": [False, True],
        "lead_agency": ["Northbrook Council", "Police"],
        "target_date": [None, str(yesterday())],
    }
    assert PlanImport.unscoped.get().version == 2


def test_words_of_a_recommendation_change_in_all_its_rows(cast):
    draft = plan_in_hand(
        cast.review, said(), said(action="Train."), said(number="2", action="Ask."), by=cast.alice
    )

    fixed(rows_of(draft)[1], by=cast.alice, recommendation="Share more.", scope="Regional")

    assert [(row.recommendation, row.scope, row.fixed) for row in rows_of(draft)] == [
        ("Share more.", "Regional", False),
        ("Share more.", "Regional", True),
        (said()["recommendation"], "Local", False),
    ]


def test_number_changes_in_its_own_row_alone(cast):
    draft = plan_in_hand(cast.review, said(), said(action="Train."), by=cast.alice)

    fixed(rows_of(draft)[1], by=cast.alice, number="2", recommendation="Train everybody.")

    assert [(row.number, row.recommendation) for row in rows_of(draft)] == [
        ("1", said()["recommendation"]),
        ("2", "Train everybody."),
    ]


def test_row_is_not_about_an_action_of_another_review(cast, draft, refused):
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")
    theirs = action_under(recommendation_in(other, by=cast.alice), by=cast.alice)

    reason = refused(fixed, rows_of(draft)[0], by=cast.alice, action=theirs)

    assert reason == actions.OTHER_REVIEW


def test_row_is_skipped_and_taken_back(cast, draft):
    skipped = actions.skip_row(rows_of(draft)[0], version=1, by=cast.alice)
    taken = actions.take_row(skipped, version=2, by=cast.alice)

    assert (skipped.skipped, taken.skipped) == (True, False)
    verbs = list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:2])
    assert verbs == ["intake.row_taken", "intake.row_skipped"]


def test_whoever_comes_second_is_told(cast, draft, refused):
    row = rows_of(draft)[0]
    actions.fix_row(row, version=1, by=cast.chloe, text="Chloé’s words.")
    plan, looked = read_plan(read_tables(plan_file().data)), compare(draft).seen

    reasons = [
        refused(actions.fix_row, row, version=1, by=cast.alice, text="Alice’s words."),
        refused(actions.map_columns, draft, version=1, mapping={}, plan=plan, by=cast.alice),
        refused(actions.skip_row, row, version=1, by=cast.alice),
        refused(actions.set_aside, draft, version=1, by=cast.alice),
        refused(confirmed, draft, version=1, seen=looked, by=cast.alice),
    ]

    assert reasons == [CHANGED_SINCE] * 2 + [actions.LOOK_AGAIN] * 3


def test_plan_set_aside_leaves_room_for_another(cast, draft):
    aside = actions.set_aside(draft, version=1, by=cast.alice)
    again = plan_in_hand(cast.review, by=cast.alice)

    assert (aside.is_in_hand, aside.set_aside_by, again.is_in_hand) == (False, cast.alice, True)
    assert PlanImport.unscoped.count() == 2


# --- confirming -----------------------------------------------------------------------------


def test_new_rows_become_the_plan(cast):
    draft = plan_in_hand(
        cast.review,
        said(number="10", recommendation="Tell the family.", action="Write.", scope="Regional"),
        said(rag="Amber", update="Sent out.", target="ongoing"),
        said(
            action="Train every receptionist.",
            target="31 March 2027",
            completed="3 March 2026: done",
        ),
        {"number": "3", "recommendation": "Publish.", "scope": "National, multi-agency"},
        by=cast.alice,
    )

    confirmed(draft, by=cast.alice, dated=yesterday())

    assert in_plan(cast.review) == [
        ("1", "Write a joint protocol.", "Northbrook Council", "ongoing"),
        ("1", "Train every receptionist.", "Northbrook Council", dt.date(2027, 3, 31)),
        ("10", "Write.", "Northbrook Council", ""),
    ]
    assert list(
        cast.review.recommendations.values_list("number", "position", "level", "agencies")
    ) == [
        ("1", 1, "local", "single"),
        ("3", 2, "national", "multi"),
        ("10", 3, "regional", "single"),
    ]
    told = ActionUpdate.unscoped.get()
    assert (told.text, told.rating, told.rating_words, told.reason, told.dated, told.by) == (
        "Sent out.",
        "amber",
        "At risk",
        "Sent out.",
        yesterday(),
        cast.alice,
    )


@pytest.fixture
def action(cast):
    return action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)


def test_changed_rows_change_what_they_name_and_nothing_else(cast, action):
    update_of(action, by=cast.alice, rating="red", text="It waits.")
    untouched = action_under(action.recommendation, by=cast.alice, text="Train every receptionist.")
    draft = plan_in_hand(
        cast.review,
        said(scope="National", lead="Health board", target="31/03/2027", rag="Amber"),
        said(action=untouched.text),
        by=cast.alice,
    )

    confirmed(draft, by=cast.alice)

    changed = Action.unscoped.with_state().get(pk=action.pk)
    assert (changed.lead_agency, changed.target_date, changed.version) == (
        "Health board",
        dt.date(2027, 3, 31),
        action.version + 1,
    )
    assert (changed.rating, changed.rating_reason) == (
        "amber",
        "In the plan “plan.xlsx” that was brought in.",
    )
    assert (changed.recommendation.scope, changed.recommendation.version) == ("National", 2)
    assert Action.unscoped.get(pk=untouched.pk).version == untouched.version


def test_each_row_keeps_what_it_brought(cast, action):
    draft = plan_in_hand(
        cast.review,
        said(lead="Health board"),
        said(action="Train every receptionist."),
        said(action="Never mind this at all."),
        by=cast.alice,
    )
    actions.skip_row(rows_of(draft)[2], version=1, by=cast.alice)

    done = confirmed(draft, by=cast.alice)

    new = Action.unscoped.get(text="Train every receptionist.")
    assert [(row.action, row.changes) for row in rows_of(draft)] == [
        (action, {"lead_agency": ["Northbrook Council", "Health board"]}),
        (new, {"new": True}),
        (None, None),
    ]
    assert (done.confirmed_by, done.is_in_hand) == (cast.alice, False)
    assert Event.objects.last().changes == {
        "rows": {"new": 1, "changed": 1, "same": 0, "skipped": 1},
        "dated": [str(timezone.localdate()), str(timezone.localdate())],
        "recommendations_added": [],
        "recommendations_changed": [],
        "actions_added": [new.pk],
        "actions_changed": [action.pk],
        "updates_added": [],
    }


def test_action_moves_with_its_row_and_comes_last(cast, action):
    second = recommendation_in(cast.review, by=cast.alice, text="Name a lead.")
    action_under(second, by=cast.alice, text="Ask the council.")
    draft = plan_in_hand(
        cast.review,
        said(number="2", recommendation="Name a lead."),
        said(number="2", recommendation="Name a lead.", action="Train every receptionist."),
        by=cast.alice,
    )

    confirmed(draft, by=cast.alice)

    assert list(second.actions.values_list("position", "text")) == [
        (1, "Ask the council."),
        (2, "Write a joint protocol."),
        (3, "Train every receptionist."),
    ]


def test_supporting_agencies_are_those_of_the_file(cast, action):
    header = ["Recommendation number", "Action to take", "Lead Agency", "Supporting agencies"]
    rows = [
        ["1", action.text, "", "Police; Health board"],
        ["1", "Train them.", "Police", "Probation"],
    ]

    confirmed(kept(cast.review, file_of([header, *rows]), by=cast.alice), by=cast.alice)

    found = SupportingAgency.unscoped.values_list("action__text", "name")
    assert list(found) == [
        (action.text, "Police"),
        (action.text, "Health board"),
        ("Train them.", "Probation"),
    ]
    assert Action.unscoped.get(pk=action.pk).version == action.version + 1


def test_action_that_the_file_leaves_out_stays(cast, action):
    draft = plan_in_hand(cast.review, said(action="Train every receptionist."), by=cast.alice)

    confirmed(draft, by=cast.alice)

    assert [text for _, text, *_ in in_plan(cast.review)] == [
        action.text,
        "Train every receptionist.",
    ]


def test_plan_that_changed_since_is_looked_at_again(cast, action, refused):
    draft = plan_in_hand(cast.review, said(lead="Health board"), by=cast.alice)
    looked = compare(draft).seen
    edit_action(
        action,
        version=action.version,
        recommendation=action.recommendation,
        items=[],
        lead_agency="Police",
        by=cast.chloe,
    )

    reason = refused(confirmed, draft, seen=looked, by=cast.alice)
    confirmed(draft, by=cast.alice)

    assert reason == actions.PLAN_CHANGED
    assert Action.unscoped.get().lead_agency == "Health board"


def test_update_since_is_looked_at_again(cast, action, refused):
    draft = plan_in_hand(cast.review, said(rag="Red"), by=cast.alice)
    looked = compare(draft).seen
    update_of(action, by=cast.chloe, rating="green")

    assert refused(confirmed, draft, seen=looked, by=cast.alice) == actions.PLAN_CHANGED


def test_edit_from_a_page_older_than_the_plan_is_told(cast, action, refused):
    confirmed(plan_in_hand(cast.review, said(lead="Health board"), by=cast.alice), by=cast.chloe)

    reason = refused(
        edit_action,
        action,
        version=action.version,
        recommendation=action.recommendation,
        items=[],
        text="Alice’s words.",
        by=cast.alice,
    )

    assert reason == CHANGED_SINCE


def test_rows_with_problems_stand_in_the_way(cast, refused):
    draft = plan_in_hand(cast.review, said(lead="L" * 201), said(action="Train."), by=cast.alice)

    reason = refused(confirmed, draft, by=cast.alice)
    actions.skip_row(rows_of(draft)[0], version=1, by=cast.alice)
    confirmed(draft, by=cast.alice)

    assert reason == "Fix or skip 1 row before you confirm."
    assert [text for _, text, *_ in in_plan(cast.review)] == ["Train."]


def test_plan_is_not_about_a_day_to_come(cast, draft, refused):
    assert refused(confirmed, draft, dated=tomorrow(), by=cast.alice) == DATED_LATER


def test_rating_is_not_dated_before_the_one_that_it_follows(cast, action, refused):
    update_of(action, by=cast.alice, rating="green", dated=yesterday())
    draft = plan_in_hand(cast.review, said(rag="Red"), by=cast.alice)
    before = yesterday() - dt.timedelta(days=1)

    reason = refused(confirmed, draft, dated=before, by=cast.alice)
    confirmed(draft, dated=yesterday(), by=cast.alice)

    assert reason == actions.RATED_SINCE.format(day(yesterday()))
    assert Action.unscoped.with_state().get().rating == "red"


def test_plan_is_brought_in_once(cast, draft, refused):
    looked = compare(draft).seen
    confirmed(draft, by=cast.alice)

    again = refused(
        actions.confirm_plan, draft, version=1, seen=looked, dated=yesterday(), by=cast.chloe
    )

    assert again == "This plan has been brought in. Change its actions on the plan’s page."


def test_failure_half_way_leaves_nothing(cast, draft, monkeypatch):
    def broken(*args):
        raise RuntimeError("half-way")

    before = everything()
    monkeypatch.setattr(bringing, "_write_down", broken)
    with pytest.raises(RuntimeError, match="half-way"):
        confirmed(draft, by=cast.alice)

    assert everything() == before


@pytest.mark.parametrize("name", ["vic", "kim", "quinn"])
def test_plan_is_not_brought_in_by_others(cast, draft, refused, name):
    user, row = getattr(cast, name), rows_of(draft)[0]
    plan = read_plan(read_tables(plan_file().data))

    reasons = {
        refused(plan_in_hand, cast.review, by=user),
        refused(actions.map_columns, draft, version=1, mapping={}, plan=plan, by=user),
        refused(fixed, row, by=user, text="No."),
        refused(actions.skip_row, row, version=1, by=user),
        refused(actions.take_row, row, version=1, by=user),
        refused(actions.set_aside, draft, version=1, by=user),
        refused(confirmed, draft, by=user),
    }

    assert reasons == {"Only the CSP manager and the independent chair can change the action plan."}
