from __future__ import annotations

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

from actionplans.plans import UnreadablePlan
from actionplans.tables import read_tables
from actionplans.tests.plan_builder import (
    AMBER,
    GREEN,
    HEADER,
    RED,
    ROW,
    merge,
    plan_in,
    saved,
    shade,
    table_in,
    word,
)

OTHER = ["2", "Museums should show the helpline.", "Put up posters", "Museum Trust", "June 2024", "Red"]  # fmt: skip


def test_cells_merged_down_hold_for_every_row_they_cover() -> None:
    document = docx.Document()
    table = table_in(
        document, [HEADER, ROW, [None, None, "Put up posters", "Council", "2 May 2024", "Red"]]
    )
    for column in (0, 1):
        merge(table, (1, column), (2, column))

    plan = plan_in(saved(document))

    assert [(row.number, row.recommendation) for row in plan.rows] == [("1", ROW[1])] * 2
    assert [row.action for row in plan.rows] == ["Print cards", "Put up posters"]
    assert [str(row.place) for row in plan.rows] == ["row 2 of table 1", "row 3 of table 1"]


def test_an_action_merged_down_over_its_milestones_is_one_row() -> None:
    document = docx.Document()
    rows = [[*HEADER, "Milestones"], [*ROW, "Drawn"], [*[None] * 6, "Printed"]]
    table = table_in(document, rows)
    for column in range(6):
        merge(table, (1, column), (2, column))

    found = plan_in(saved(document)).rows

    assert [(row.action, row.milestones, row.target_date_text) for row in found] == [("Print cards", "Drawn\nPrinted", "1 May 2024")]  # fmt: skip


def test_a_row_merged_across_is_a_recommendation_when_the_rows_below_have_none() -> None:
    document = docx.Document()
    table = table_in(
        document,
        [HEADER[2:], ["Recommendation 4: Libraries should help.", *[None] * 3], ROW[2:]],
    )
    merge(table, (1, 0), (1, 3))

    found = plan_in(saved(document)).rows

    assert [(row.number, row.recommendation) for row in found] == [("4", "Libraries should help.")]


def test_numbers_that_word_draws_are_numbers_of_recommendations() -> None:
    document = docx.Document()
    rows = [HEADER[1:], ROW[1:], OTHER[1:]]
    table = table_in(document, rows)
    for line in (1, 2):
        table.cell(line, 0).paragraphs[0].style = document.styles["List Number"]

    found = plan_in(saved(document)).rows

    assert [(row.number, row.recommendation) for row in found] == [("1", ROW[1]), ("2", OTHER[1])]


def test_bullets_that_word_draws_divide_actions_and_are_not_words() -> None:
    document = word([[*HEADER, "Milestones"], [*ROW, "Cards drawn"]])
    action, milestones = (document.tables[0].cell(1, column) for column in (2, 6))
    action.text = "Print the new cards.\nSend out the cards."
    milestones.paragraphs[0].style = document.styles["List Bullet"]
    first = action.paragraphs[0]
    first.text, second = "Print the new cards.", action.add_paragraph("Send out the cards.")
    for paragraph in (first, second):
        paragraph.style = document.styles["List Bullet"]

    found = plan_in(saved(document)).rows

    assert [row.action for row in found] == ["Print the new cards.", "Send out the cards."]
    assert [row.milestones for row in found] == ["Cards drawn", "Cards drawn"]


def test_each_recommendation_may_have_a_table_of_labels_and_values() -> None:
    form = [
        ["Recommendation 1", "Libraries should help."], ["Level", "Local"],
        ["Action 1", "Print cards"], ["Who", "Council"], ["By when", "1 May 2024"], ["RAG", "Green"],
        ["Action 2", "Put up posters"], ["Who", "Museum"], ["By when", "tbc"], ["RAG", "Red"],
    ]  # fmt: skip

    found = plan_in(saved(word(form, [["Recommendation 2", "Museums should help."], *form[1:6]]))).rows  # fmt: skip

    assert [(row.number, row.scope, row.action, row.lead_agency, row.rag) for row in found] == [
        ("1", "Local", "Print cards", "Council", "green"),
        ("1", "Local", "Put up posters", "Museum", "red"),
        ("2", "Local", "Print cards", "Council", "green"),
    ]


def test_a_form_may_end_in_a_table_of_its_actions() -> None:
    document = docx.Document()
    rows = [
        ["Recommendation 7:", "Libraries should help.", None, None],
        ["Scope:", "Regional", "Lead agency:", "Council"],
        ["Action to take", "Key milestones", "Target date", "Date of completion and outcome"],
        ["Print cards", "Drawn", "1 May 2024", ""],
    ]
    merge(table_in(document, rows), (0, 1), (0, 3))

    found = plan_in(saved(document)).rows[0]

    assert (found.number, found.recommendation, found.scope) == ("7", "Libraries should help.", "Regional")  # fmt: skip
    assert (found.lead_agency, found.action, found.milestones) == ("Council", "Print cards", "Drawn")  # fmt: skip


def test_a_heading_above_a_table_is_its_recommendation() -> None:
    document = docx.Document()
    document.add_heading("Recommendation 3", 2)
    document.add_paragraph("Libraries should help.")
    document.add_paragraph("Scope: Regional")
    table_in(document, [HEADER[2:], ROW[2:]])

    found = plan_in(saved(document)).rows[0]

    assert (found.number, found.recommendation, found.scope) == ("3", "Libraries should help.", "Regional")  # fmt: skip


def test_a_table_broken_by_a_page_goes_on_and_other_tables_are_left_out() -> None:
    document = word([["Version", "Author"], ["1", "Co-ordinator"]], [HEADER, ROW])
    table_in(document, [["1", "", "Put up posters", "Council", "2 May 2024", "Red"], OTHER])
    document.add_paragraph("Signed")
    table_in(document, [["Name", "Role", "Organisation", "Signature", "Place", "Day"], *[[""] * 6] * 2])  # fmt: skip

    plan = plan_in(saved(document))

    assert [(row.number, str(row.place)) for row in plan.rows] == [
        ("1", "row 2 of table 2"),
        ("1", "row 1 of table 3"),
        ("2", "row 2 of table 3"),
    ]
    assert plan.rows[1].recommendation == ROW[1]
    assert [warning for warning in plan.warnings if "left out" in warning] == [
        "Table 1 is not an action plan and was left out.",
        "Table 4 is not an action plan and was left out.",
    ]


def test_rows_drawn_on_another_grid_than_the_header_are_read_in_order() -> None:
    document = word([HEADER, ROW])
    for row, spans in zip(document.tables[0].rows, ((2, 1, 1, 1, 1, 1), (1, 2, 1, 1, 1, 1)), strict=True):  # fmt: skip
        for cell, span in zip(row._tr.tc_lst, spans, strict=True):
            cell.grid_span = span

    found = plan_in(saved(document)).rows[0]

    assert (found.number, found.recommendation, found.action) == ("1", ROW[1], "Print cards")


def test_a_plan_nested_in_a_layout_table_is_read_once() -> None:
    document = docx.Document()
    inner = document.add_table(1, 1).cell(0, 0).add_table(2, len(HEADER))
    for line, row in enumerate([HEADER, ROW]):
        for column, text in enumerate(row):
            inner.cell(line, column).text = text

    assert [row.action for row in plan_in(saved(document)).rows] == ["Print cards"]


def test_a_table_nested_in_a_cell_belongs_to_the_cell() -> None:
    document = word([[*HEADER, "Milestones"], [*ROW, "Drawn:"]])
    inner = document.tables[0].cell(1, 6).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Cards", "40"

    assert [row.milestones for row in plan_in(saved(document)).rows] == ["Drawn:\nCards 40"]


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    document = word([HEADER, ROW, OTHER])
    paragraph = document.tables[0].cell(1, 2).paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t> and posters</w:t></w:r></w:ins>'))  # fmt: skip
    paragraph.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="a"><w:r><w:delText> soon</w:delText></w:r></w:del>'))  # fmt: skip
    gone = document.tables[0].rows[2]._tr
    gone.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="a"/>'))

    plan = plan_in(saved(document))

    assert [row.action for row in plan.rows] == ["Print cards and posters"]
    assert plan.warnings == (
        "The file has tracked changes. They were read as accepted; check the wording.",
    )


def test_a_choice_from_a_list_is_read_like_any_other_cell() -> None:
    document = word([HEADER, ROW])
    cell = document.tables[0].cell(1, 5)._tc
    row = cell.getparent()
    chosen = parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtContent><w:tc><w:p><w:r><w:t>Amber</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>')  # fmt: skip
    row.replace(cell, chosen)

    assert [row.rag for row in plan_in(saved(document)).rows] == ["amber"]


def test_ratings_may_be_shading_a_coloured_square_or_a_highlight() -> None:
    rows = [[*ROW[:5], ""], [*OTHER[:5], "■"], ["3", "Parks should help.", *OTHER[2:5], "Late"]]
    document = word([HEADER, *rows])
    table = document.tables[0]
    shade(table, 1, 5, GREEN)
    table.cell(2, 5).paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(AMBER)
    table.cell(3, 5).paragraphs[0].runs[0].font.highlight_color = WD_COLOR_INDEX.RED

    assert [row.rag for row in plan_in(saved(document)).rows] == ["green", "amber", "red"]


def test_without_a_rating_column_the_shading_that_varies_is_the_rating() -> None:
    document = word([HEADER[:5], ROW[:5], OTHER[:5]])
    table = document.tables[0]
    for line, colour in ((1, GREEN), (2, RED)):
        shade(table, line, 1, "DDEBF7")
        shade(table, line, 4, colour)

    assert [row.rag for row in plan_in(saved(document)).rows] == ["green", "red"]


def test_pale_bands_are_not_ratings() -> None:
    document = word([HEADER[:5], ROW[:5], OTHER[:5]])
    for column in range(5):
        shade(document.tables[0], 2, column, "E2EFDA")

    assert [row.rag for row in plan_in(saved(document)).rows] == ["", ""]


def test_a_word_file_without_a_table_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph("Minutes of a meeting")

    with pytest.raises(UnreadablePlan, match="There is no table in this file") as refused:
        read_tables(saved(document))

    assert refused.value.code == "no_table"


def test_a_span_beyond_reason_is_cut_to_what_word_allows() -> None:
    document = word([HEADER, ROW])
    cell = document.tables[0].cell(1, 5)._tc
    cell.grid_span = 2
    cell.tcPr.find(qn("w:gridSpan")).set(qn("w:val"), "999999999")

    tables = read_tables(saved(document))

    assert [len(line.cells) for line in tables.tables[0].lines] == [6, 63]
