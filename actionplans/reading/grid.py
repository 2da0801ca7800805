"""An action plan as tables of cells, whatever file it came in, and the reasons why there may be none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LINES = 6_000
MAX_CELLS = 400_000
MAX_COLUMNS = 200
MAX_CHARACTERS = 20_000
BULLETS = "•●○◦▪■□‣∙·➢►✓➔\uf0b7\uf0a7\uf0d8-–"
DRAWN = "\u2043"
"""Stands before a number or bullet that Word draws and does not store: a mark, but not words of the plan."""
REASONS = {
    "empty": "The file is empty. Choose another file.",
    "no_table": (
        "There is no table in this file. Choose the Word, Excel or CSV file that holds the action plan."
    ),
    "not_a_plan": (
        "No table in this file looks like an action plan. Its columns should say what the recommendation "
        "or the action is, and who does it by when. Choose another file, or name the columns yourself."
    ),
    "too_long": (
        "The file is far longer than an action plan: more than 6,000 rows, or too much to open safely. "
        "Choose the file that holds only the plan, or divide it."
    ),
    "password": (
        "The file is protected by a password. Save a copy without a password and bring in that."
    ),
    "damaged": "The file is damaged and cannot be read. Open it, save it again and bring in the copy.",
    "pdf": (
        "A plan cannot be brought in from a PDF or a picture. Ask for the Word or Excel file that it was "
        "made from."
    ),
    "wrong_type": (
        "This kind of file cannot be read as an action plan. Save the plan as Word (.docx), Excel (.xlsx) "
        "or CSV."
    ),
    "too_slow": (
        "The file takes too long to read. Choose the file that holds only the plan, or divide it."
    ),
    "too_large": (
        "The file is too large to open safely. Choose the file that holds only the plan, or divide it."
    ),
}


class UnreadablePlan(ValueError):
    """No plan could be taken from a file; `code` is the reason, `str()` says it and what to do next."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = self.reason = code


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `fill` is its colour ("rrggbb" or ""), `day` a date that the spreadsheet knows as one.

    A merged cell stands at each place that it covers, with the same words: `below` says that it
    began further up, `beside` further left.
    """

    text: str = ""
    fill: str = ""
    day: dt.date | None = None
    below: bool = False
    beside: bool = False
    doubt: str = ""


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. `number` is what the program that made it shows beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def at(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else EMPTY

    def printed(self) -> Iterator[tuple[int, Cell]]:
        """The cells with words, each once, at the place where it begins in this row."""
        return ((at, cell) for at, cell in enumerate(self.cells) if cell.text and not cell.beside)

    def texts(self) -> list[str]:
        return [cell.text for _, cell in self.printed()]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, a sheet or a whole CSV file; `before` are the words between it and the table above.

    `hidden_columns` stay in the lines, so that what was hidden can be named. `within` is the place
    in `Tables` of the table that this one is nested in.
    """

    name: str
    lines: tuple[Line, ...]
    before: tuple[str, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row came from: the table or sheet, and the row that the program shows."""

    table: str
    line: int

    def __str__(self) -> str:
        return f"row {self.line} of {spoken(self.table)}"


@dataclass(frozen=True, slots=True)
class Tables:
    """All the tables of one file, the words after the last one, and what its reader wants checked."""

    tables: tuple[Table, ...]
    after: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def spoken(name: str) -> str:
    """The name of a table within a sentence: “sheet ‘Police’”."""
    return name[0].lower() + name[1:]


def tidy(text: str) -> str:
    """Words line by line, without odd spaces, marks that only a file needs, and empty lines."""
    if text.isascii() and "\n" not in text and "_x" not in text:
        return " ".join(text.translate(_CONTROLS).split())[:MAX_CHARACTERS]
    text = _BREAK.sub("\n", text).translate(_CHARACTERS)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))[:MAX_CHARACTERS]


def as_printed(text: str) -> str:
    """With the numbers that Word draws."""
    return text.replace(DRAWN, "")


def as_written(text: str) -> str:
    """Without the numbers and bullets that Word draws."""
    return _DRAWN.sub("", text).strip() if DRAWN in text else text


_DRAWN = re.compile(rf"{DRAWN}\S+ ?")
_BREAK = re.compile(r"_x000[Dd]_\n?|\r\n?|[\u2028\u2029\v\f]")
_CONTROLS = {**dict.fromkeys((*range(9), *range(0x0E, 0x20), 0x7F)), 9: " ", 10: "\n"}
_CHARACTERS = _CONTROLS | {
    0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2009: " ", 0x200A: " ", 0x3000: " ", 0xFE0F: None,
    0xAD: None, 0x200B: None, 0x200C: None, 0x200E: None, 0x200F: None, 0x2060: None, 0xFEFF: None,
    0x202A: None, 0x202B: None, 0x202C: None, 0x202D: None, 0x202E: None, 0x2010: "-", 0x2011: "-",
}  # fmt: skip
