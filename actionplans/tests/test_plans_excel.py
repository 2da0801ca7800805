from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from actionplans.plans import Meaning, UnreadablePlan
from actionplans.tables import read_tables
from actionplans.tests.plan_builder import (
    AMBER,
    GREEN,
    HEADER,
    RED,
    ROW,
    add_sheet,
    fill,
    plan_in,
    saved,
    workbook,
)


def numbered(count: int) -> list[list[str]]:
    return [[str(at), f"Body {at} should show the helpline.", *ROW[2:]] for at in range(1, count + 1)]  # fmt: skip


def ratings(book: object) -> list[str]:
    return [row.rag for row in plan_in(saved(book)).rows]


def patched(book: object, part: str, before: str, after: str) -> bytes:
    """A workbook with a piece of one of its parts replaced, as other programs would have written it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name.endswith(".xml") else ""
            if name == part:
                assert re.search(before, content)
                content = re.sub(before, after, content)
            new.writestr(name, content or old.read(name))
    return target.getvalue()


def test_title_rows_stand_above_the_header() -> None:
    plan = plan_in(saved(workbook([["Ambleford CSP"], ["Updated:", dt.date(2024, 5, 1)], [], HEADER, ROW])))  # fmt: skip

    assert [str(row.place) for row in plan.rows] == ["row 5 of sheet “Plan”"]


def test_dates_numbers_and_answers_are_printed_as_the_sheet_shows_them() -> None:
    rows = [[*HEADER, "Evidence", "Complete? (Y/N)"]]
    rows += [[1, ROW[1], *ROW[2:4], value, "", 0.5, True] for value in (dt.date(2024, 5, 1), dt.date(2024, 5, 1), 45413)]  # fmt: skip
    book = workbook(rows)
    book.active["E3"].number_format = "mmm-yy"
    book.active["G2"].number_format = "0%"

    found = plan_in(saved(book)).rows

    assert [row.number for row in found] == ["1", "1", "1"]
    assert [row.target_date for row in found] == [dt.date(2024, 5, 1), None, dt.date(2024, 5, 1)]
    assert [row.target_date_text for row in found] == ["01/05/2024", "May-24", "45413"]
    assert (found[0].milestones, found[0].status) == ("50%", "Yes")


def test_cells_merged_down_hold_for_every_row_they_cover() -> None:
    book = workbook([HEADER, ROW, [None, None, "Put up posters", "Council", None, "Red"]])
    for area in ("A2:A3", "B2:B3"):
        book.active.merge_cells(area)

    found = plan_in(saved(book)).rows

    assert [(row.number, row.recommendation, row.action) for row in found] == [
        ("1", ROW[1], "Print cards"),
        ("1", ROW[1], "Put up posters"),
    ]


def test_sheets_that_are_not_the_plan_are_named() -> None:
    book = workbook([HEADER, ROW])
    add_sheet(
        book,
        "Guidance",
        [
            ["Column", "How to fill it in"],
            ["Recommendation", "As in the report"],
            ["Action", "One a row"],
            ["Lead agency", "One"],
        ],
    )
    add_sheet(book, "Lists", [["RAG", "Lead agency"], ["Red", "Police"], ["Green", "Council"]])
    add_sheet(book, "Police", [HEADER, ["2", "Officers should ask.", *ROW[2:]]])

    plan = plan_in(saved(book))

    assert [(row.number, row.place.table) for row in plan.rows] == [
        ("1", "Sheet “Plan”"),
        ("2", "Sheet “Police”"),
    ]
    assert plan.warnings == (
        "Sheet “Guidance” is not an action plan and was left out.",
        "Sheet “Lists” is not an action plan and was left out.",
    )


def test_a_legend_may_have_a_sheet_of_its_own() -> None:
    book = workbook([HEADER, ROW])
    sheet = add_sheet(book, "Key", [["", "Late"], ["", "Done"]])
    fill(sheet, "A1", RED)
    fill(sheet, "A2", GREEN)

    assert plan_in(saved(book)).legend == (Meaning("red", "Late"), Meaning("green", "Done"))


def test_a_hidden_column_is_left_out_a_hidden_row_is_read_and_both_are_said() -> None:
    book = workbook([[*HEADER, "Internal comments"], [*ROW, "Cost code 7"], ["2", "Museums should help.", *ROW[2:], ""]])  # fmt: skip
    book.active.column_dimensions["G"].hidden = True
    book.active.row_dimensions[3].hidden = True

    plan = plan_in(saved(book))

    assert [(row.number, row.milestones, row.update, row.others) for row in plan.rows] == [
        ("1", "", "", ()),
        ("2", "", "", ()),
    ]
    assert plan.warnings == ("The hidden column “Internal comments” of sheet “Plan” was left out.",)
    assert plan.rows[1].doubts == ("This row is hidden in the sheet. It was read all the same.",)


def test_a_hidden_sheet_counts_only_if_no_other_is_a_plan() -> None:
    book = workbook([HEADER, ROW])
    add_sheet(book, "Old", [HEADER, *numbered(2)]).sheet_state = "hidden"
    alone = workbook([["Notes"]], "Front")
    add_sheet(alone, "Old", [HEADER, ROW]).sheet_state = "hidden"

    beside, only = plan_in(saved(book)), plan_in(saved(alone))

    assert (len(beside.rows), beside.warnings) == (
        1,
        ("Sheet “Old” is hidden and was left out.",),
    )
    assert len(only.rows) == 1
    assert only.warnings == (
        "Sheet “Front” is not an action plan and was left out.",
        "Sheet “Old” is hidden. It was read, for no other sheet holds a plan.",
    )


def test_fills_of_every_kind_are_ratings() -> None:
    book = workbook([HEADER, *([*row[:5], None] for row in numbered(5))])
    colours = ("FF00B050", Color(indexed=51), Color(theme=5), Color(theme=6, tint=0.4), "FFFFC7CE")
    for line, colour in enumerate(colours, 2):
        fill(book.active, f"F{line}", colour)

    assert ratings(book) == ["green", "amber", "red", "green", "red"]


def test_fills_by_condition_are_ratings() -> None:
    book = workbook([HEADER, *([*row[:5], words] for row, words in zip(numbered(3), ("Done", "Late", "Fine"), strict=True))])  # fmt: skip
    green, red = (PatternFill(bgColor=f"FF{colour}", fill_type="solid") for colour in (GREEN, RED))
    rules = book.active.conditional_formatting
    rules.add("F2:F9", CellIsRule(operator="equal", formula=['"Done"'], fill=green))
    rules.add("F2:F9", FormulaRule(formula=['$F2="Late"'], fill=red))

    assert ratings(book) == ["green", "red", ""]


def test_a_word_counts_before_the_fill_and_the_difference_is_said() -> None:
    book = workbook([HEADER, ROW])
    fill(book.active, "F2", AMBER)

    found = plan_in(saved(book)).rows[0]

    assert found.rag == "green"
    assert found.doubts == ("The rating says green and the cell is amber. The word was taken.",)


def test_whole_rows_may_be_coloured_instead_of_a_column() -> None:
    book = workbook([HEADER[:5], *(row[:5] for row in numbered(3))])
    for line, colour in ((2, GREEN), (3, AMBER), (4, RED)):
        for column in "ABCDE":
            fill(book.active, f"{column}{line}", colour)

    assert ratings(book) == ["green", "amber", "red"]


def test_a_coloured_heading_of_a_section_is_not_a_legend() -> None:
    book = workbook([HEADER, ["Police"], ROW, ["Health"], ["2", "Clinics should ask.", *ROW[2:]]])
    for line, colour in ((2, GREEN), (4, RED)):
        book.active.merge_cells(f"A{line}:F{line}")
        fill(book.active, f"A{line}", colour)

    plan = plan_in(saved(book))

    assert ([row.section for row in plan.rows], plan.legend) == (["Police", "Health"], ())


def test_a_formula_counts_by_its_stored_result_and_is_kept_as_words_without_one() -> None:
    book = workbook([HEADER, [*ROW[:3], '="Coun"&"cil"', *ROW[4:]], ["2", "Museums should help.", "=cmd|' /C calc'!A0", *ROW[3:]]])  # fmt: skip
    data = patched(book, "xl/worksheets/sheet1.xml", r'<c r="D2"([^>]*)><f>([^<]*)</f><v\s*/?>(</v>)?', r'<c r="D2"\1 t="str"><f>\2</f><v>Council</v>')  # fmt: skip

    found = plan_in(data).rows

    assert [(row.action, row.lead_agency) for row in found] == [
        ("Print cards", "Council"),
        ("=cmd|' /C calc'!A0", "Ambleford Council"),
    ]
    assert found[1].doubts == (
        "The cell holds a formula without a result. The formula was kept as words.",
    )


def test_an_error_in_a_cell_is_said() -> None:
    found = plan_in(saved(workbook([HEADER, [*ROW[:3], "#REF!", *ROW[4:]]]))).rows[0]

    assert (found.lead_agency, found.doubts) == ("#REF!", ("The cell shows an error instead of a value.",))  # fmt: skip


def test_a_stray_format_far_below_costs_nothing() -> None:
    book = workbook([HEADER, ROW])
    fill(book.active, "A1048576", RED)

    assert len(plan_in(saved(book)).rows) == 1


def test_merged_cells_beyond_reason_are_refused_before_they_are_built() -> None:
    data = patched(workbook([HEADER, ROW]), "xl/worksheets/sheet1.xml", "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>')  # fmt: skip

    with pytest.raises(UnreadablePlan) as refused:
        read_tables(data)

    assert refused.value.code == "too_long"


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(UnreadablePlan) as refused:
        read_tables(saved(workbook([])))

    assert refused.value.code == "no_table"
