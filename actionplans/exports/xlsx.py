"""A plan as an Excel workbook: real dates, a filter on each column, ratings as a fill and in words."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from actionplans.exports.columns import COLUMNS, RATING, Value, values
from actionplans.exports.rows import PlanCopy, Row, plain
from actionplans.formulas import may_run

FILLS = {"red": "F4CCCC", "amber": "FFD9A0", "green": "C6E9D0", "blue": "C9DEF5"}
DAY = "dd/mm/yyyy"
A3 = 8
LINE_HEIGHT, TALLEST = 13.0, 409.0  # points; Excel draws no taller row
AS_WRITTEN = Alignment(horizontal="left", vertical="top", wrap_text=True)
FACE, LOUD = Font(name="Arial", size=10), Font(name="Arial", size=10, bold=True)
HEADING = Font(name="Arial", size=10, bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor="1D3D5C")
LINE = Border(bottom=Side(style="thin", color="B1B4B6"))
RATED = {value: PatternFill("solid", fgColor=fill) for value, fill in FILLS.items()}


def to_xlsx(plan: PlanCopy) -> bytes:
    """Row by row into a file on the disk, so that a long plan needs little memory."""
    book = Workbook(write_only=True)
    book.properties.creator = None
    book.properties.title, book.properties.language = plan.title, "en-GB"
    _plan_sheet(book.create_sheet("Action plan"), plan)
    _legend_sheet(book.create_sheet("Legend"), plan)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _plan_sheet(sheet: Any, plan: PlanCopy) -> None:
    """The header is the first row, so that every program and every reader finds it."""
    last = get_column_letter(len(COLUMNS))
    _set_up(sheet, plan, [column.width for column in COLUMNS])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(plan.rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.row_dimensions[1].height = 4 * LINE_HEIGHT + 4
    sheet.append(_headings(sheet, [column.heading for column in COLUMNS]))
    for at, row in enumerate(plan.rows, start=2):
        sheet.row_dimensions[at].height = _height(row)
        sheet.append(_cells(sheet, row))


def _height(row: Row) -> float:
    """Excel makes rows as tall as their words, but LibreOffice draws what the file says."""
    lines = (
        sum(max(1, ceil(len(line) / (column.width * 1.1))) for line in value.split("\n"))
        for column, value in zip(COLUMNS, values(row), strict=True)
        if isinstance(value, str)
    )
    return min(max(lines) * LINE_HEIGHT + 4, TALLEST)


def _legend_sheet(sheet: Any, plan: PlanCopy) -> None:
    """What the ratings mean here, and what this file is."""
    _set_up(sheet, plan, [24, 40, 12])
    sheet.append(_headings(sheet, ["Rating", "What it means", "Actions"]))
    for entry in plan.legend:
        shown, rating = entry.rating.colour or "None", entry.rating
        cells = [_cell(sheet, shown), _cell(sheet, rating.words), _cell(sheet, entry.number)]
        _rate(cells[0], rating.value)
        sheet.append(cells)
    about = (
        ("Review", f"{plan.review} ({plan.reference})"),
        ("Community Safety Partnership", plan.organisation),
        ("Protective marking", plan.marking),
        ("Actions", plan.summary),
        ("As it stood on", plan.made_on),
        ("Live document", plan.live),
    )
    sheet.append([])
    for label, words in about:
        sheet.append([_cell(sheet, label, face=LOUD), _cell(sheet, words)])


def _set_up(sheet: Any, plan: PlanCopy, widths: Iterable[int]) -> None:
    """Widths, and a landscape page with the marking and its number at the edges."""
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4)
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = plan.marking
    sheet.oddFooter.right.text = "Page &P of &N"


def _headings(sheet: Any, words: Iterable[str]) -> list[Any]:
    cells = [_cell(sheet, heading, face=HEADING) for heading in words]
    for cell in cells:
        cell.fill = HEADING_FILL
    return cells


def _cells(sheet: Any, row: Row) -> list[Any]:
    cells = [_cell(sheet, value) for value in values(row)]
    _rate(cells[RATING_AT], row.rating.value)
    return cells


RATING_AT = [column.heading for column in COLUMNS].index(RATING)


def _rate(cell: Any, rating: str) -> None:
    if rating:
        cell.fill, cell.font = RATED[rating], LOUD


def _cell(sheet: Any, value: Value | int, *, face: Font = FACE) -> Any:
    """Words are words whatever they begin with: the cell says so, and its style says so to Excel."""
    cell = WriteOnlyCell(sheet, value=None if value == "" else value)
    cell.font, cell.alignment, cell.border = face, AS_WRITTEN, LINE
    if isinstance(value, dt.date):
        cell.number_format = DAY
    elif isinstance(value, str) and value:
        cell.value, cell.data_type = plain(value), "s"
        cell.quotePrefix = may_run(value)
    return cell
