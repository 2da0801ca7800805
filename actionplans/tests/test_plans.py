from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.plans import Column, Meaning, Plan, UnreadablePlan, labels_of, read_plan
from actionplans.reading.columns import meaning_of
from actionplans.reading.grid import Cell, Line, Table, Tables
from actionplans.tables import read_tables
from actionplans.tests.plan_builder import HEADER, ROW, TEMPLATE, csv_of, plan_of, rows_with


def values(plan: Plan, name: str) -> list:
    return [getattr(row, name) for row in plan.rows]


def doubts(plan: Plan) -> list[str]:
    return [doubt for row in plan.rows for doubt in row.doubts]


# --- columns ----------------------------------------------------------------------------------


def test_the_templates_seven_columns_are_recognised() -> None:
    row = ["1. Libraries should help.", "Local", "Print cards", "Council", "Cards drawn", "1 May 2024", ""]  # fmt: skip

    plan = plan_of([TEMPLATE, row])

    assert [column.column for column in plan.columns] == [
        Column.RECOMMENDATION, Column.SCOPE, Column.ACTION, Column.LEAD, Column.MILESTONES, Column.TARGET,
        Column.COMPLETED,
    ]  # fmt: skip
    found = plan.rows[0]
    assert (found.number, found.recommendation, found.scope) == ("1", "Libraries should help.", "Local")  # fmt: skip
    assert (found.action, found.lead_agency, found.milestones) == ("Print cards", "Council", "Cards drawn")  # fmt: skip
    assert (str(found.place), found.doubts) == ("row 2 of the file", ())


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("Rec no.", Column.NUMBER),
        ("#", Column.NUMBER),
        ("RECOMMENDATION FROM THE REVIEW", Column.RECOMMENDATION),
        ("Level (local/regional/national)", Column.SCOPE),
        ("Single or multi-agency?", Column.SCOPE),
        ("What we will do", Column.ACTION),
        ("What action are we taking to meet the recommendation?", Column.ACTION),
        ("Action ref", Column.ACTION_NUMBER),
        ("Action owner", Column.LEAD),
        ("By whom", Column.LEAD),
        ("Partners involved", Column.SUPPORT),
        ("Timescale", Column.TARGET),
        ("By when?", Column.TARGET),
        ("Expected completion date", Column.TARGET),
        ("To be completed by", Column.TARGET),
        ("Actual completion date", Column.COMPLETED),
        ("When was it finished?", Column.COMPLETED),
        ("Outcome / impact", Column.OUTCOME),
        ("Intended outcome", Column.OTHER),
        ("BRAG", Column.RAG),
        ("RAG\nRed = late\nGreen = done", Column.RAG),
        ("Risk rating", Column.OTHER),
        ("Current status", Column.STATUS),
        ("Action taken to date", Column.UPDATE),
        ("Latest position", Column.UPDATE),
        ("Remarks", Column.NOTES),
        ("Assurance", Column.EVIDENCE),
        ("The weather", None),
    ],
)
def test_a_column_is_known_by_the_meaning_of_its_label(label: str, column: Column | None) -> None:
    assert meaning_of(label) == column


def test_an_account_of_progress_stands_in_for_missing_milestones() -> None:
    with_both = plan_of([[*HEADER, "Milestones", "Update"], [*ROW, "Drawn", "Printed"]])
    with_one = plan_of([[*HEADER, "Update"], [*ROW, "Printed"]])

    assert (values(with_both, "milestones"), values(with_both, "update")) == (["Drawn"], ["Printed"])  # fmt: skip
    assert (values(with_one, "milestones"), values(with_one, "update")) == (["Printed"], [""])


def test_the_revised_target_and_the_agency_count_and_the_others_are_kept() -> None:
    header = ["Recommendation", "Action", "Lead officer", "Lead agency", "Original target date", "Revised target date"]  # fmt: skip
    row = ["1. Libraries should help.", "Print", "Head of print", "Council", "1/1/2024", "1/4/2024"]

    found = plan_of([header, row]).rows[0]

    assert (found.lead_agency, found.target_date) == ("Council", dt.date(2024, 4, 1))
    assert found.others == (
        ("Lead officer", "Head of print"),
        ("Original target date", "1/1/2024"),
    )
    assert found.doubts == ("Two columns hold dates. The other one says “1/1/2024”.",)


def test_words_below_an_unknown_or_missing_heading_are_kept_beside_the_row() -> None:
    plan = plan_of([[*HEADER, "Weather", ""], [*ROW, "Fair", "Windy"]])

    assert plan.rows[0].others == (("Weather", "Fair"), ("Column without a heading", "Windy"))
    assert plan.warnings == (
        "The column “Weather” of the file has no place in the plan. Its words are kept beside each row.",
    )


def test_a_plan_with_more_columns_of_its_own_than_of_the_template_is_one() -> None:
    own = [f"Detail {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]

    plan = plan_of([[*HEADER, *own], [*ROW, *("Seen",) * len(own)]])

    assert values(plan, "action") == values(plan_of([HEADER, ROW]), "action")
    assert plan.warnings == (
        "20 columns of the file have no place in the plan: "
        + ", ".join(f"“{label}”" for label in own)
        + ". Their words are kept beside each row.",
    )


def test_columns_can_be_mapped_by_hand() -> None:
    rows = [["Aa", "Bb", "Cc"], ["Libraries should help.", "Print cards", "Council"]]
    tables = read_tables(csv_of(rows))
    with pytest.raises(UnreadablePlan):
        read_plan(tables)

    mapping = dict(
        zip(labels_of(tables), [Column.RECOMMENDATION, Column.ACTION, Column.LEAD], strict=True)
    )
    found = read_plan(tables, mapping).rows[0]

    assert (found.recommendation, found.action, found.lead_agency) == ("Libraries should help.", "Print cards", "Council")  # fmt: skip


def test_a_mapping_overrides_what_a_label_says() -> None:
    tables = read_tables(csv_of([[*HEADER, "Comments"], [*ROW, "All boroughs"]]))

    found = read_plan(tables, {"comments": Column.SCOPE}).rows[0]

    assert found.scope == "All boroughs"


# --- recommendations ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "number", "words"),
    [
        ("Recommendation 3: Libraries should help.", "3", "Libraries should help."),
        ("Recommendation Three – Libraries should help.", "3", "Libraries should help."),
        ("Recommendation 3\nLibraries should help.", "3", "Libraries should help."),
        ("R3: Libraries should help.", "3", "Libraries should help."),
        ("3. Libraries should help.", "3", "Libraries should help."),
        ("(3) Libraries should help.", "3", "Libraries should help."),
        ("3a. Libraries should help.", "3a", "Libraries should help."),
        ("4.2 Libraries should help.", "4.2", "Libraries should help."),
        ("P1: Libraries should help.", "P1", "Libraries should help."),
        ("20 libraries should help.", "", "20 libraries should help."),
        ("1/5/2024 was the day.", "", "1/5/2024 was the day."),
    ],
)
def test_the_number_is_split_from_the_recommendation(printed: str, number: str, words: str) -> None:
    found = plan_of([TEMPLATE, [printed, "", "Print", "Council", "", "1 May 2024", ""]]).rows[0]

    assert (found.number, found.recommendation) == (number, words)


@pytest.mark.parametrize("printed", ["3", "3.", "R3", "Rec 3", "Recommendation 3"])
def test_a_number_of_its_own_is_read_without_its_label(printed: str) -> None:
    assert values(plan_of([HEADER, [printed, *ROW[1:]]]), "number") == ["3"]


def test_numbers_without_a_point_are_told_by_counting_on() -> None:
    def numbers(*recommendations: str) -> list[str]:
        return values(plan_of([HEADER[1:], *([words, *ROW[2:]] for words in recommendations)]), "number")  # fmt: skip

    assert numbers("1 Libraries should help.", "2 Museums should help.") == ["1", "2"]
    assert numbers("3 Libraries should help.", "5 Museums should help.") == ["", ""]


def test_a_blank_recommendation_is_the_one_above() -> None:
    plan = plan_of([HEADER, ROW, ["", "", "Put up posters", "Council", "2 May 2024", "Red"]])

    assert values(plan, "number") == ["1", "1"]
    assert values(plan, "recommendation") == [ROW[1], ROW[1]]


def test_actions_numbered_within_a_recommendation_keep_their_numbers_apart() -> None:
    plan = plan_of([HEADER, ["1.1", *ROW[1:]], ["1.2", "", "Put up posters", *ROW[3:]]])

    assert values(plan, "number") == ["1", "1"]
    assert values(plan, "action_number") == ["1.1", "1.2"]


def test_lettered_recommendations_keep_their_letters() -> None:
    plan = plan_of([HEADER, ["3a", *ROW[1:]], ["3b", "Museums should, too.", *ROW[2:]]])

    assert values(plan, "number") == ["3a", "3b"]


def test_a_row_that_holds_only_the_recommendation_speaks_for_the_rows_below() -> None:
    plan = plan_of([HEADER, [*ROW[:2], "", "", "", ""], ["", "", *ROW[2:]]])

    assert [(row.number, row.recommendation, row.action) for row in plan.rows] == [("1", ROW[1], "Print cards")]  # fmt: skip


def test_a_recommendation_on_a_row_of_its_own_stands_above_its_actions() -> None:
    header = ["Action", "Lead agency", "Target date"]
    plan = plan_of(
        [
            header,
            ["Recommendation 1 – Libraries should help.", "", ""],
            ["Print cards", "Council", "1 May 2024"],
            ["Recommendation 2 – Museums should help.", "", ""],
            ["Print more", "Council", "2 May 2024"],
        ]
    )

    assert values(plan, "number") == ["1", "2"]
    assert values(plan, "recommendation") == ["Libraries should help.", "Museums should help."]


def test_a_recommendation_without_an_action_is_kept_and_said() -> None:
    plan = plan_of([HEADER, [*ROW[:2], "", *ROW[3:]], ["2", "Museums should help.", *ROW[2:]]])

    assert values(plan, "action") == ["", "Print cards"]
    assert plan.rows[0].doubts == ("This row names no action.",)


# --- actions ------------------------------------------------------------------------------------


def test_a_list_of_actions_is_divided_with_what_belongs_to_each() -> None:
    plan = plan_of(
        [
            HEADER,
            [
                "1",
                "Libraries should help.",
                "1. Print the cards.\n2. Send out the cards.",
                "Council",
                "1. 1 May 2024\n2. June 2024",
                "",
            ],
        ]
    )

    assert values(plan, "action") == ["Print the cards.", "Send out the cards."]
    assert values(plan, "target_date") == [dt.date(2024, 5, 1), None]
    assert values(plan, "lead_agency") == ["Council", "Council"]
    assert len({row.place for row in plan.rows}) == 1
    assert plan.rows[0].doubts == (
        "The cell held 2 actions as a list. Each became an action of its own; check its date and agency.",
    )


@pytest.mark.parametrize(
    "listed",
    [
        "Train staff in:\n• safe contact with people\n• Stalking and the law",
        "• cards\n• posters",
        "Print the new cards.\nSend out the cards.",
    ],
)
def test_a_list_that_is_one_action_stays_whole(listed: str) -> None:
    plan = plan_of([HEADER, [*ROW[:2], listed, *ROW[3:]]])

    assert values(plan, "action") == [listed]
    assert doubts(plan) == [
        "The cell may hold several actions. It was kept as one; divide it if each needs an answer of its own."
    ]


def test_a_row_that_begins_nothing_new_goes_on_with_the_action_above() -> None:
    plan = plan_of(
        [
            [*HEADER, "Milestones"],
            [*ROW, "Drawn"],
            ["", "", "", "Museum", "9 May 2024", "", "Printed"],
        ]
    )

    assert values(plan, "milestones") == ["Drawn\nPrinted"]
    assert values(plan, "lead_agency") == ["Ambleford Council\nMuseum"]
    assert doubts(plan) == [
        "Row 3 goes on with this action. Its words were added here.",
        "Row 3 has another target date: “9 May 2024”.",
    ]


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "printed",
    [
        "2024-05-01", "2024-05-01 00:00:00", "01/05/2024", "1.5.24", "1-May-24", "1st May 2024", "01 05 2024",
        "May 1, 2024", "Wednesday 1 May 2024", "by 1 May 2024", "31/12/2023 extended to 01/05/2024",
        "1 May 2024 (was 1 March 2024)", "1/2/24 – 1/5/24", "1 Mai 2024",
    ],
)  # fmt: skip
def test_a_whole_target_date_is_read(printed: str) -> None:
    assert values(rows_with("Target date", printed), "target_date") == [dt.date(2024, 5, 1)]


@pytest.mark.parametrize(
    "printed",
    ["ongoing", "Sept 21", "end of March 2024", "Q2 2025", "Spring 2024", "ASAP", "30/6", "2024"],
)
def test_what_is_not_a_whole_date_keeps_its_words(printed: str) -> None:
    found = rows_with("Target date", printed).rows[0]

    assert (found.target_date, found.target_date_text) == (None, printed)
    assert found.doubts == (f"“{printed}” is not a full date. The words were kept.",)


def test_a_day_that_does_not_exist_is_named() -> None:
    found = rows_with("Target date", "31/06/2025").rows[0]

    assert (found.target_date, found.target_date_text) == (None, "31/06/2025")
    assert found.doubts == ("There is no such day as 31/06/2025. The words were kept.",)


def test_a_date_stored_as_a_number_is_read_and_said() -> None:
    found = rows_with("Target date", "45413").rows[0]

    assert found.target_date == dt.date(2024, 5, 1)
    assert found.doubts == ("45413 is how Excel stores 01/05/2024. That date was taken.",)


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("Completed 12/3/24 – cards are out", "Completed 12/3/24 – cards are out"),
        ("12 March 2024: cards are out", "12 March 2024: cards are out"),
        ("Review completed 12/3/2024", "Review completed 12/3/2024"),
        ("12/03/2024", ""),
    ],
)
def test_the_date_of_completion_is_found_among_the_outcome(printed: str, outcome: str) -> None:
    found = rows_with("Date of completion and outcome", printed).rows[0]

    assert (found.completed_on, found.outcome, found.doubts) == (dt.date(2024, 3, 12), outcome, ())


@pytest.mark.parametrize(
    "printed",
    [
        "Not completed by 12/03/2024",
        "To be completed by 12/03/2024",
        "Partially complete – 12/03/2024",
        "Ongoing. Cards went out on 12/03/2024",
        "In progress, next meeting 12 March 2024",
        "Not yet; review on 12/03/2024",
    ],
)
def test_what_is_still_open_has_no_date_of_completion(printed: str) -> None:
    found = rows_with("Date of completion and outcome", printed).rows[0]

    assert (found.completed_on, found.outcome) == (None, printed)


@pytest.mark.parametrize("printed", ["Completed", "Completed in March", "Y"])
def test_a_completion_without_a_date_is_named(printed: str) -> None:
    found = rows_with("Date of completion", printed).rows[0]

    assert found.completed_on is None
    assert found.doubts == ("This says that the action is complete, but not since when.",)


def test_a_completion_told_in_another_column_is_taken_but_checked() -> None:
    found = rows_with("Progress", "Complete 12/3/24, cards are out").rows[0]

    assert found.completed_on == dt.date(2024, 3, 12)
    assert found.doubts == (
        "Check the date of completion: 12/03/2024 was taken from “Complete 12/3/24, cards are out”.",
    )


# --- ratings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "colour"),
    [
        ("Green", "green"), ("GREEN – complete", "green"), ("G", "green"), ("g - done", "green"),
        ("R (late)", "red"), ("🟠 at risk", "amber"), ("🟥", "red"), ("Yellow", "amber"), ("B", "blue"),
        ("Green → Blue", "blue"), ("was red, now amber", "amber"), ("Gwyrdd", "green"),
    ],
)  # fmt: skip
def test_a_rating_is_the_colour_that_is_printed(printed: str, colour: str) -> None:
    plan = rows_with("RAG", printed)

    assert (values(plan, "rag"), doubts(plan)) == ([colour], [])


@pytest.mark.parametrize("printed", ["N/A", "-", "", "TBC"])
def test_no_rating_is_no_doubt(printed: str) -> None:
    plan = rows_with("RAG", "Red", printed)

    assert (values(plan, "rag"), doubts(plan)) == (["red", ""], [])
    assert plan.warnings == ("1 row has no RAG rating.",)


@pytest.mark.parametrize(
    ("printed", "doubt"),
    [
        ("On track", "The rating says “On track” without a colour. What it means here is for you to decide."),
        ("Amber/Green", "The rating names two colours: “Amber/Green”. Choose one."),
        ("Purple", "The rating “Purple” is none of red, amber, green and blue."),
    ],
)  # fmt: skip
def test_words_that_are_not_one_colour_are_left_to_a_person(printed: str, doubt: str) -> None:
    plan = rows_with("RAG", printed)

    assert (values(plan, "rag"), values(plan, "status"), doubts(plan)) == ([""], [printed], [doubt])


def test_of_several_ratings_the_last_one_that_is_filled_in_holds() -> None:
    plan = plan_of([[*HEADER, "RAG Q2", "RAG Q3"], [*ROW, "Amber", "Red"], [*ROW, "Amber", ""]])

    assert values(plan, "rag") == ["red", "amber"]


def test_a_completion_date_is_the_target_where_there_is_no_other() -> None:
    alone = plan_of([[*HEADER[:4], "Completion date", "RAG"], ROW])
    beside = plan_of([[*HEADER, "Completion date"], [*ROW, "2 April 2024"]])

    assert values(alone, "target_date") == [dt.date(2024, 5, 1)]
    assert alone.warnings == (
        "The column “Completion date” of the file was taken for the target date, for there is no other. Check that it is.",
    )
    assert values(beside, "completed_on") == [dt.date(2024, 4, 2)]
    assert beside.warnings == ()


def test_a_plan_without_ratings_says_so_once() -> None:
    plan = plan_of([TEMPLATE, ["1. Libraries should help.", "", "Print", "Council", "", "1 May 2024", ""]])  # fmt: skip

    assert plan.warnings == ("The plan has no RAG rating: no column for it and no colours.",)


def test_a_column_of_ratings_that_is_empty_is_not_denied() -> None:
    plan = plan_of([HEADER, [*ROW[:-1], ""]])

    assert plan.warnings == ("1 row has no RAG rating.",)


@pytest.mark.parametrize(
    "rows",
    [
        [["RAG: Red = late; Green = done"], HEADER, ROW],
        [[*HEADER[:5], "RAG\nRed = late\nGreen = done"], ROW],
        [HEADER, ROW, [], ["Red", "late"], ["Green", "done"]],
    ],
)
def test_a_legend_is_read_wherever_it_stands(rows: list[list[str]]) -> None:
    plan = plan_of(rows)

    assert plan.legend == (Meaning("red", "late"), Meaning("green", "done"))
    assert len(plan.rows) == 1


# --- what is not a row --------------------------------------------------------------------------


def test_titles_footers_and_repeated_headers_are_not_rows() -> None:
    plan = plan_of(
        [["Ambleford CSP"], ["Updated", "1 May 2024"], [], HEADER, ROW, HEADER, ["2", "Museums should help.", *ROW[2:]],
         [], ["Total actions: 2"]]
    )  # fmt: skip

    assert values(plan, "number") == ["1", "2"]
    assert [row.place.line for row in plan.rows] == [5, 7]


def test_rows_that_use_the_words_of_headings_are_rows() -> None:
    header = ["Recommendation", "Scope", "Action", "Lead agency", "Target date", "Milestones"]
    row = ["The board to record outcomes", "Local", "Do the next step", "Lead agency", "Ongoing", "Progress made"]  # fmt: skip

    plan = plan_of([header, row, ["", "", "Update the action plan", "Police", "TBC", ""]])

    assert values(plan, "action") == ["Do the next step", "Update the action plan"]


def test_an_example_row_is_left_out_and_said() -> None:
    plan = plan_of([HEADER, ["e.g.", *ROW[1:]], ROW])

    assert values(plan, "number") == ["1"]
    assert plan.warnings == ("Row 2 of the file is an example and was left out.",)


def test_a_remark_below_the_table_is_left_out_and_said() -> None:
    plan = plan_of([TEMPLATE, ["1. Libraries should help.", "", "Print", "Council", "", "1 May 2024", ""], [],
                    ["Looked at by the board every quarter"]])  # fmt: skip

    assert len(plan.rows) == 1
    assert plan.warnings[0] == (
        "Row 4 of the file was left out, for it is not an action: “Looked at by the board every quarter”."
    )


def test_a_section_stands_beside_its_rows() -> None:
    cells = (Cell("Police"), *[Cell("Police", beside=True)] * 5)
    lines = [HEADER, ROW, None, ["2", "Officers should ask.", *ROW[2:]]]
    table = Table(
        "Table 1",
        tuple(
            Line(at, cells if row is None else tuple(map(Cell, row)))
            for at, row in enumerate(lines, 1)
        ),
    )

    assert values(read_plan(Tables((table,))), "section") == ["", "Police"]


def test_a_header_of_two_rows_is_read_as_one() -> None:
    plan = plan_of(
        [["No.", "Recommendation", "Action", "Lead agency", "Dates", ""], ["", "", "", "", "Target", "Completed"],
         ["1", "Libraries should help.", "Print", "Council", "1 May 2024", "2 April 2024"]]
    )  # fmt: skip

    assert values(plan, "target_date") == [dt.date(2024, 5, 1)]
    assert values(plan, "completed_on") == [dt.date(2024, 4, 2)]


@pytest.mark.parametrize(
    "rows",
    [
        [["Present", "Agency"], ["Chair", "Council"]],
        [["Version", "Date", "Author"], ["1", "1 May 2024", "Co-ordinator"]],
        [["Lead agency", "RAG", "Level"], ["Police", "Red", "Local"]],
        [HEADER],
    ],
)
def test_a_table_that_is_not_a_plan_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(UnreadablePlan, match="No table in this file looks like an action plan") as refused:  # fmt: skip
        plan_of(rows)

    assert refused.value.code == "not_a_plan"


words = st.sampled_from([*HEADER, *ROW, "", "31/06/2025", "Recommendation 2", "Red", "Key", "• One two three\n• Four five six"])  # fmt: skip
cells = st.builds(Cell, words, st.sampled_from(["", "ff0000", "ddebf7"]), below=st.booleans(), beside=st.booleans())  # fmt: skip
lines = st.lists(st.lists(cells, max_size=7).map(tuple), max_size=8)


@settings(max_examples=200, deadline=None)
@given(lines)
def test_any_table_is_read_or_refused(rows: list[tuple[Cell, ...]]) -> None:
    header = tuple(map(Cell, HEADER))
    table = Table("Table 1", tuple(Line(at, row) for at, row in enumerate([header, *rows], 1)))

    try:
        refusal, found = "", len(read_plan(Tables((table,))).rows)
    except UnreadablePlan as refused:
        refusal, found = refused.code, 0

    assert (refusal == "not_a_plan") == (found == 0)
