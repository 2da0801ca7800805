"""A file beside the plan: each row new, changed, the same or skipped, and what stands against it."""

import datetime as dt

import pytest

from actionplans.models import Action, Recommendation
from actionplans.tests.factories import (
    action_under,
    given_up,
    legend_of,
    recommendation_in,
    update_of,
)
from intake import actions, checking, drafting, recommendations
from intake.comparing import Kind, compare
from intake.differences import Change
from intake.models import PlanImport
from intake.tests.factories import (
    brought_in,
    confirmed,
    exported,
    file_of,
    fixed,
    kept,
    plan_file,
    plan_in_hand,
    said,
)
from reviews.tests.factories import review_of, tomorrow


@pytest.fixture
def compared(cast):
    """Compares rows with the plan of the review; the draft is set aside before the next."""

    def run(*rows, **how):
        for draft in PlanImport.unscoped.in_hand():
            actions.set_aside(draft, version=draft.version, by=cast.alice)
        return compare(kept(cast.review, plan_file(*rows, **how), by=cast.alice))

    return run


@pytest.fixture
def recommendation(cast):
    return recommendation_in(cast.review, by=cast.alice)


@pytest.fixture
def action(cast, recommendation):
    return action_under(
        recommendation,
        by=cast.alice,
        milestones="Met twice.",
        target_date=dt.date(2026, 9, 30),
        supporting=["Police"],
    )


def kinds(comparison):
    return [one.kind for one in comparison.rows]


def only(comparison):
    (one,) = comparison.rows
    return one


# --- new, changed, same ---------------------------------------------------------------------


def test_row_of_an_empty_plan_is_new(compared):
    one = only(compared(said()))

    assert (one.kind, one.changes, one.problems, one.doubts) == (Kind.NEW, (), (), ())


def test_row_with_the_words_of_the_plan_is_the_same(compared, action):
    one = only(compared(said(milestones="Met  twice. ", target="30 September 2026")))

    assert (one.kind, one.changes, one.action) == (Kind.SAME, (), action)


def test_row_tells_each_cell_that_differs(compared, action):
    one = only(
        compared(
            said(
                scope="National",
                lead="Health board",
                milestones="Met twice.\nAgreed.",
                target="ongoing",
                completed="3 March 2026: adopted",
                rag="Amber",
                update="Sent out.",
            )
        )
    )

    assert one.kind == Kind.CHANGED
    assert [(c.field, c.before, c.after) for c in one.changes] == [
        ("scope", "Local", "National"),
        ("lead_agency", "Northbrook Council", "Health board"),
        ("milestones", "Met twice.", "Met twice.\nAgreed."),
        ("target_date", "30 September 2026", "ongoing"),
        ("completed_on", "", "3 March 2026"),
        ("outcome", "", "3 March 2026: adopted"),
        ("rating", "No rating", "Amber: at risk"),
        ("reason", "", "Sent out."),
        ("update", "", "Sent out."),
    ]
    assert one.changes[1] == Change(
        "lead_agency", "Lead Agency", "Northbrook Council", "Health board"
    )


def test_empty_cells_and_missing_columns_change_nothing(compared, cast, action):
    update_of(action, by=cast.alice, rating="red")

    empty = compared({"number": "1", "action": action.text})
    missing = compared(said(), columns=("number", "action", "target"))

    assert [kinds(empty), kinds(missing)] == [[Kind.SAME], [Kind.SAME]]


@pytest.mark.parametrize(
    ("lead", "supporting", "changes"),
    [
        ("Northbrook Council", "POLICE; Northbrook Council", []),
        (
            "Northbrook Council",
            "Police\nHealth board",
            [("supporting", "Police", "Police; Health board")],
        ),
        (
            "Police",
            "",
            [("lead_agency", "Northbrook Council", "Police"), ("supporting", "Police", "")],
        ),
    ],
)
def test_supporting_agencies_differ_by_their_names(cast, action, lead, supporting, changes):
    header = ["Recommendation number", "Action to take", "Lead Agency", "Supporting agencies"]
    file = file_of([header, ["1", action.text, lead, supporting]])

    one = only(compare(kept(cast.review, file, by=cast.alice)))

    assert [(c.field, c.before, c.after) for c in one.changes] == changes


def test_action_without_a_row_is_gone_and_stays(compared, cast, recommendation, action):
    other = action_under(recommendation, by=cast.alice, text="Train every receptionist.")

    comparison = compared(said())

    assert comparison.gone == (other,)
    assert Action.unscoped.count() == 2


def test_action_in_other_words_is_found_and_doubted(compared, cast, recommendation):
    known = action_under(recommendation, by=cast.alice, text="Write and agree a joint protocol.")

    one = only(compared(said(action="Write and agree one joint protocol.")))

    assert (one.kind, one.action, one.doubts) == (Kind.CHANGED, known, (checking.OTHER_WORDS,))


def test_action_under_another_recommendation_moves_and_is_doubted(compared, cast, action):
    second = recommendation_in(cast.review, by=cast.alice, text="Name a lead.")

    one = only(compared(said(number="2", recommendation="Name a lead.")))

    assert one.group.known == second
    assert [(c.field, c.before, c.after) for c in one.changes] == [("number", "1", "2")]
    assert one.doubts == (checking.MOVES.format("1"),)


def test_row_that_was_put_right_is_doubted_no_more(compared, cast):
    one = only(compared(said(target="31/06/2025")))
    fixed(one.row, by=cast.alice, target_date_text="", target_date=dt.date(2025, 6, 30))

    again = compare(one.row.plan_import)

    assert [len(one.doubts), len(only(again).doubts)] == [1, 0]


def test_skipped_row_counts_for_nothing_but_its_action_is_not_gone(compared, cast, action):
    one = only(compared(said(lead="Health board", rag="Purple")))
    actions.skip_row(one.row, version=1, by=cast.alice)

    comparison = compare(one.row.plan_import)

    assert (kinds(comparison), comparison.gone) == ([Kind.SKIPPED], ())
    assert (comparison.to_check, comparison.blocked) == ((), ())


def test_row_that_is_skipped_does_not_take_the_action_of_its_twin(compared, cast, action):
    first, _ = compared(said(), said()).rows
    actions.skip_row(first.row, version=1, by=cast.alice)

    comparison = compare(first.row.plan_import)

    assert [(one.kind, one.action) for one in comparison.rows] == [
        (Kind.SKIPPED, None),
        (Kind.SAME, action),
    ]


def test_counts_name_every_kind(compared, action):
    comparison = compared(said(target="30/09/2026"), said(action="Train every receptionist."))

    assert comparison.counts == {Kind.NEW: 1, Kind.CHANGED: 0, Kind.SAME: 1, Kind.SKIPPED: 0}


# --- ratings and updates --------------------------------------------------------------------


def test_rating_that_stands_is_not_given_again(compared, cast, action):
    update_of(action, by=cast.alice, rating="amber")
    update_of(action, by=cast.alice, text="Still so.")

    one = only(compared(said(rag="Amber", update="Still so.")))

    assert one.kind == Kind.SAME


def test_new_rating_with_the_old_reason_asks_for_a_look(compared, cast, action):
    update_of(action, by=cast.alice, rating="amber", text="It waits.", reason="No money.")

    old, new = (
        only(compared(said(rag="Green", update=words))) for words in ("No money.", "It is paid.")
    )

    assert old.doubts == (checking.TOLD_REASON,)
    assert (new.doubts, new.changes[1].after) == ((), "It is paid.")


def test_lines_that_are_told_already_are_left_out(compared, cast, action):
    update_of(action, by=cast.alice, text="January: begun.\nMarch: half done.")

    one = only(compared(said(update="January:  begun.\nMarch: half done.\nMay: done.")))

    assert [(c.field, c.after) for c in one.changes] == [("update", "May: done.")]


def test_colour_that_the_csp_does_not_use_is_a_problem(compared, cast, action):
    update_of(action, by=cast.alice, rating="blue")
    other = action_under(action.recommendation, by=cast.alice, text="Train every receptionist.")
    legend_of(cast.northbrook, by=cast.alice, blue="")

    stands, new = compared(said(rag="Blue"), said(action=other.text, rag="Blue")).rows

    assert (stands.problems, new.problems) == (
        (),
        ("Your CSP does not use blue. Choose another rating, or none.",),
    )


def test_rating_keeps_its_words_when_the_legend_has_changed(compared, cast, action):
    update_of(action, by=cast.alice, rating="red")
    legend_of(cast.northbrook, by=cast.alice, red="Stopped", amber="Delayed")

    one = only(compared(said(rag="Amber")))

    assert [(c.before, c.after) for c in one.changes if c.field == "rating"] == [
        ("Red: off track", "Amber: delayed")
    ]


def test_colour_with_another_meaning_is_said_once(cast, action):
    legend = [["Red: off track. Amber: Delayed. Green: On track. Blue: Complete"]]
    rows = [
        ["No.", "Recommendation", "Action", "RAG"],
        ["1", "Share.", "Write.", "Amber"],
        ["2", "Name.", "Ask.", "Red"],
    ]
    draft = kept(cast.review, file_of([*legend, [], *rows], "plan.csv"), by=cast.alice)
    draft.legend = {"red": "off track", "amber": "Delayed", "green": "Fine"}

    comparison = compare(draft)

    assert comparison.warnings == (checking.OTHER_MEANING.format("amber", "Delayed", "At risk"),)


# --- problems -------------------------------------------------------------------------------


def test_words_too_long_for_their_field_are_a_problem(compared):
    one = only(compared(said(number="9" * 21, lead="L" * 201, target="T" * 101, scope="S" * 201)))

    assert set(one.problems) == {
        "Recommendation number must be 20 characters or fewer. It has 21.",
        "Lead Agency must be 200 characters or fewer. It has 201.",
        "Target Date must be 100 characters or fewer. It has 101.",
        "Scope of recommendation (i.e. local or regional) must be 200 characters or fewer. It has 201.",
    }


def test_completion_to_come_is_a_problem(compared):
    assert only(compared(said(completed=tomorrow()))).problems == (checking.TO_COME,)


def test_completion_of_what_is_not_taken_forward_is_a_problem(compared, cast, action):
    given_up(action, by=cast.alice)

    one = only(compared(said(completed="3 March 2026")))

    assert one.problems == (checking.TAKE_UP_FIRST,)


@pytest.mark.parametrize(
    ("details", "problem"),
    [
        ({"text": "", "number": "", "recommendation": "", "lead_agency": ""}, checking.NOTHING),
        ({"number": "", "recommendation": ""}, checking.NO_RECOMMENDATION),
        ({"recommendation": ""}, checking.NO_WORDS.format("1")),
        ({"text": ""}, checking.NO_ACTION),
        ({"supporting": "\n".join(map(str, range(31)))}, "Enter 30 supporting agencies or fewer."),
    ],
)
def test_row_that_cannot_be_saved_is_a_problem(compared, cast, details, problem):
    one = only(compared(said()))
    fixed(one.row, by=cast.alice, **details)

    assert only(compare(one.row.plan_import)).problems == (problem,)


def test_two_rows_about_one_action_are_a_problem(compared, cast, action):
    first, second = compared(said(), said(action="Train every receptionist.")).rows
    fixed(second.row, by=cast.alice, action=action)
    fixed(first.row, by=cast.alice, action=action)

    both = compare(first.row.plan_import)

    assert [one.problems for one in both.rows] == [(checking.SAID_TWICE,), (checking.SAID_TWICE,)]


def test_person_may_say_that_a_row_is_new(compared, cast, action):
    one = only(compared(said(target="30/09/2026")))
    fixed(one.row, by=cast.alice, action=None)

    again = compare(one.row.plan_import)

    assert (kinds(again), again.gone) == ([Kind.NEW], (action,))


def test_action_that_stands_twice_in_the_file_is_doubted(compared):
    first, second = compared(said(), said()).rows

    assert (first.doubts, second.doubts) == ((), (checking.TWIN.format(first.row.place),))


# --- recommendations ------------------------------------------------------------------------


def test_recommendation_is_known_by_its_number_and_its_words_change(compared, action):
    words = "Agencies should share all that they know of economic abuse."

    first, second = compared(
        said(recommendation=words), said(recommendation=words, action="Train every receptionist.")
    ).rows

    assert [c.field for c in first.changes] == ["recommendation"]
    assert (second.kind, second.changes) == (Kind.NEW, ())


def test_recommendation_in_quite_other_words_is_doubted(compared, action):
    one = only(compared(said(recommendation="Name a lead for housing.")))

    assert one.doubts == (checking.OTHER_RECOMMENDATION.format("1"),)


def test_recommendations_that_changed_places_keep_their_numbers(compared, cast, action):
    recommendation_in(cast.review, by=cast.alice, text="Name a lead.")

    comparison = compared(
        said(number="2"), said(number="1", recommendation="Name a lead.", action="Ask.")
    )

    assert [one.number for one in comparison.rows] == ["1", "2"]
    assert comparison.warnings == (
        recommendations.KEEPS.format("2", "1"),
        recommendations.KEEPS.format("1", "2"),
    )


def test_recommendations_without_a_number_get_the_next_free_ones(compared, action):
    comparison = compared(
        said(),
        said(number="", recommendation="Name a lead.", action="Ask."),
        said(number="", recommendation="Publish a leaflet.", action="Print it."),
    )

    assert [one.number for one in comparison.rows] == ["1", "2", "3"]
    assert (
        "2 recommendations have no number in the file. They get the numbers 2 and 3."
        in comparison.warnings
    )


def test_number_that_stands_before_two_recommendations_is_given_once(compared):
    first, second = (
        comparison := compared(
            said(), said(recommendation="Publish a leaflet for every surgery.", action="Print it.")
        )
    ).rows

    assert (first.number, second.number) == ("1", "2")
    assert comparison.warnings[-1:] == (
        recommendations.TAKEN.format("1", "Publish a leaflet for every surgery.", "2"),
    )


def test_recommendations_of_many_agencies_may_all_be_number_one(compared):
    agencies = ("Police", "Probation", "Health", "Housing", "Schools", "Fire", "Courts")
    rows = [said(recommendation=f"{name} should name a lead for {name}.") for name in agencies]

    comparison = compared(*rows, said(recommendation=rows[0]["recommendation"], action="Train."))

    assert [one.number for one in comparison.rows] == ["1", "2", "3", "4", "5", "6", "7", "1"]


def test_recommendation_alone_is_a_row_of_its_own(compared, cast):
    one = only(compared({"number": "1", "recommendation": "Name a lead."}))
    confirmed(one.row.plan_import, by=cast.alice)

    again = only(compared({"number": "1", "recommendation": "Name a lead."}))

    assert (one.kind, again.kind) == (Kind.NEW, Kind.SAME)
    assert list(Recommendation.unscoped.values_list("number", "text")) == [("1", "Name a lead.")]


def test_action_that_a_file_does_not_name_is_the_recommendation(compared):
    one = only(compared({"number": "1", "recommendation": "Name a lead.", "lead": "Police"}))

    assert (one.row.text, one.kind) == ("Name a lead.", Kind.NEW)
    assert drafting.STANDS_FOR_ACTION in one.doubts


# --- again ----------------------------------------------------------------------------------

MANY = (
    said(),
    said(action="Train every receptionist.", target="ongoing", rag="Amber", update="Begun.\nSlow."),
    said(number="2", recommendation="Name a lead.", action="Ask.", target="31/06/2025"),
    said(number="3a", recommendation="=cmd|' /C calc'!A0", action="+1 leaflet", lead="@home"),
    said(
        number="10",
        recommendation="Tell the family.",
        action="Write.",
        completed="3 March 2026: done",
        rag="Blue",
    ),
    {"number": "11", "recommendation": "Publish."},
)


def test_same_file_again_changes_nothing(compared, cast):
    brought_in(cast.review, *MANY, by=cast.alice)

    again = compared(*MANY)

    assert (kinds(again), again.gone, again.to_check) == ([Kind.SAME] * len(MANY), (), ())


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv"])
def test_own_export_brought_in_again_changes_nothing(compared, cast, form):
    brought_in(cast.review, *MANY, by=cast.alice)
    first, second, *_ = Action.unscoped.all()
    update_of(first, by=cast.alice, rating="red", text="It waits.\nFor money.", reason="No money.")
    given_up(second, by=cast.alice, reason="The service closed.\nNobody took it over.")

    again = compare(kept(cast.review, exported(cast.review, form), by=cast.alice))

    assert [(one.kind, one.changes) for one in again.rows] == [(Kind.SAME, ())] * len(MANY)
    assert (again.gone, again.warnings) == ((), ())


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv"])
def test_own_export_fills_another_review_with_the_same(cast, form):
    brought_in(cast.review, *MANY, by=cast.alice)
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")

    confirmed(kept(other, exported(cast.review, form), by=cast.alice), by=cast.alice)
    again = compare(kept(other, exported(cast.review, form), by=cast.alice))

    assert kinds(again) == [Kind.SAME] * len(MANY)
    assert list(other.recommendations.values_list("number", "text")) == list(
        cast.review.recommendations.values_list("number", "text")
    )


# --- queries --------------------------------------------------------------------------------


def test_compare_query_count_does_not_grow(cast, recommendation, django_assert_num_queries):
    rows = [said(action=f"Do thing number {at} with care.", rag="Red") for at in range(30)]
    for many in (rows[:1], rows):
        draft = plan_in_hand(cast.review, *many, by=cast.alice)
        draft = PlanImport.unscoped.select_related("review").get(pk=draft.pk)
        with django_assert_num_queries(7):
            comparison = compare(draft)
            [
                (one.row.plan_import, one.action and one.action.is_open, one.number)
                for one in comparison.rows
            ]
            [(str(action), action.is_open) for action in comparison.gone]
        confirmed(draft, by=cast.alice)
