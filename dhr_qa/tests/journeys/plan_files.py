"""Action plans as people keep them: the Word table, the CSV of another system, and a copy edited in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from actionplans.tests.plan_builder import AMBER, GREEN, csv_of, merge, saved, shade, word

HEADINGS = (
    "No.",
    "Recommendation",
    "Action to take",
    "Lead Agency",
    "Key milestones achieved in enacting recommendation",
    "Target Date",
    "Date of completion and outcome",
    "RAG",
    "Latest update",
)
RAG_AT = HEADINGS.index("RAG")
COLOURS = (AMBER, GREEN)
MONEY = "Every service should ask about money."
HELPLINE = "Libraries should show the helpline."
TRAIN = "The benefits team will train its staff."
GUIDE = "Write a guide on economic abuse."
CARDS = "Print cards for every branch."
ELSEWHERE = "See the plan of the safeguarding board."
HELD = "Two sessions were held in spring."
_TABLE = (
    HEADINGS,
    ("1", MONEY, TRAIN, "Benefits team", "Course is written", "1 March 2027", "", AMBER, HELD),
    (None, None, GUIDE, "Northbrook Council", "", "Sept 2027", "", GREEN, ""),
    HEADINGS,
    ("2", HELPLINE, CARDS, "Library service", "", "", "12 May 2099", GREEN, ""),
    (None, None, ELSEWHERE, "", "", "", "", "", ""),
)
"""Row by row; None goes on with the cell above. The heading stands again where a page began."""
_LEDGER = (
    ("Our promise", "Why", "Whose job", "By", "Light"),
    (TRAIN, MONEY, "Cyngor Siân – benefits", "01/03/2027", "Amber"),
    (CARDS, HELPLINE, "Library service", "30/06/2027", "Green"),
)
COLUMNS = {
    "Our promise": "Action to take",
    "Why": "Recommendation",
    "Whose job": "Lead agency",
    "By": "Target date",
    "Light": "RAG rating",
}
"""What the headings of that ledger mean, in the words of the page that asks."""


def in_word(path: Path) -> Path:
    """Merged cells, a heading that is repeated, and ratings that are nothing but a colour."""
    document = word(_printed())
    table = document.tables[0]
    for line, words in enumerate(_TABLE):
        colour = words[RAG_AT]
        if colour and colour in COLOURS:
            shade(table, line, RAG_AT, colour)
        if words[0] is None:
            for at in (0, 1):
                merge(table, (line - 1, at), (line, at))
    path.write_bytes(saved(document))
    return path


def _printed() -> list[list[str | None]]:
    """The table without its colours, which are no words."""
    return [[None if cell in COLOURS else cell for cell in row] for row in _TABLE]


def in_csv(path: Path) -> Path:
    """As an older system writes it: semicolons, Windows-1252, and headings of its own."""
    path.write_bytes(csv_of(_LEDGER, delimiter=";", encoding="cp1252"))
    return path


Edit = Callable[[Worksheet], None]


def edited(path: Path, data: bytes, *edits: Edit) -> Path:
    """A copy that somebody opened in Excel, changed here and there, and saved."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for edit in edits:
        edit(book["Action plan"])
    book.save(path)
    return path


def changes(action: str, heading: str, value: Any) -> Edit:
    """Type something else into one cell of an action's row."""

    def edit(sheet: Worksheet) -> None:
        sheet.cell(_line(sheet, action), _column(sheet, heading)).value = value

    return edit


def removes(action: str) -> Edit:
    return lambda sheet: sheet.delete_rows(_line(sheet, action))


def adds(**said: Any) -> Edit:
    """A row at the end, which says only some of the columns: `adds(action=…, number="2")`."""

    def edit(sheet: Worksheet) -> None:
        line = sheet.max_row + 1
        for name, value in said.items():
            sheet.cell(line, _column(sheet, SHORT[name])).value = value

    return edit


SHORT = {
    "number": "Recommendation number",
    "action": "Action to take",
    "lead": "Lead Agency",
    "target": "Target Date",
}


def _line(sheet: Worksheet, action: str) -> int:
    at = _column(sheet, "Action to take")
    return next(row[0].row for row in sheet.iter_rows(min_row=2) if row[at - 1].value == action)


def _column(sheet: Worksheet, heading: str) -> int:
    return [cell.value for cell in sheet[1]].index(heading) + 1
