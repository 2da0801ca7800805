"""Invented action plans as CSV, Word and Excel files, made while the tests run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from openpyxl.styles import PatternFill

from actionplans.plans import Plan, read_plan
from actionplans.tables import read_tables

TEMPLATE = [
    "Recommendation",
    "Scope of recommendation (i.e. local or regional)",
    "Action to take",
    "Lead Agency",
    "Key milestones achieved in enacting recommendation",
    "Target Date",
    "Date of completion and outcome",
]
HEADER = ["No.", "Recommendation", "Action", "Lead agency", "Target date", "RAG"]
ROW = ["1", "Libraries should show the helpline.", "Print cards", "Ambleford Council", "1 May 2024", "Green"]  # fmt: skip
RED, AMBER, GREEN, BLUE = "FF0000", "FFC000", "00B050", "0070C0"
Rows = Sequence[Sequence[Any]]


def csv_of(rows: Rows, delimiter: str = ",", encoding: str = "utf-8", **how: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, **how).writerows(rows)
    return text.getvalue().encode(encoding)


def plan_of(rows: Rows) -> Plan:
    """The plan that a table with these rows is read as."""
    return read_plan(read_tables(csv_of(rows)))


def plan_in(data: bytes) -> Plan:
    return read_plan(read_tables(data))


def rows_with(column: str, *values: str) -> Plan:
    """A plan in which each row has another value in one column, added to the usual ones if it is new."""
    header = HEADER if column in HEADER else [*HEADER, column]
    at = header.index(column)
    rows = []
    for number, value in enumerate(values, 1):
        row = [*ROW, *[""] * (len(header) - len(ROW))]
        row[0], row[1], row[at] = str(number), f"Body {number} should show the helpline.", value
        rows.append(row)
    return plan_of([header, *rows])


# --- Word -----------------------------------------------------------------------------------


def word(*tables: Rows) -> Document:
    document = docx.Document()
    for rows in tables:
        table_in(document, rows)
        document.add_paragraph("")
    return document


def table_in(document: Document, rows: Rows) -> Table:
    """None leaves a cell to a merge."""
    table = document.add_table(len(rows), max(len(row) for row in rows))
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            if text is not None:
                table.cell(line, column).text = str(text)
    return table


def merge(table: Table, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Merge cells and keep only the first one's words."""
    text = table.cell(*first).text
    merged = table.cell(*first).merge(table.cell(*last))
    for paragraph in merged.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    merged.paragraphs[0].text = text


def shade(table: Table, line: int, column: int, colour: str) -> None:
    shading = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>'
    table.cell(line, column)._tc.get_or_add_tcPr().append(parse_xml(shading))


def saved(file: Any) -> bytes:
    """A Word document or a workbook as bytes."""
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


# --- Excel ----------------------------------------------------------------------------------


def workbook(rows: Rows, title: str = "Plan") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return book


def add_sheet(book: openpyxl.Workbook, title: str, rows: Rows) -> Any:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    return sheet


def fill(sheet: Any, place: str, colour: Any) -> None:
    sheet[place].fill = PatternFill("solid", fgColor=colour)
