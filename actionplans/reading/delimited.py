"""The one table of a CSV file: comma, semicolon or tab, in the encodings that Excel writes."""

from __future__ import annotations

import csv
import io
import re

from actionplans.formulas import unguarded
from actionplans.reading.grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_LINES,
    Cell,
    Line,
    Table,
    Tables,
    UnreadablePlan,
    tidy,
)

DELIMITERS = ",;\t|"
PROBED = 60
"""How many rows are looked at to tell the delimiter."""


def read_delimited(data: bytes) -> Tables:
    """Raises `UnreadablePlan` for what is not text in columns."""
    text = _decoded(data)
    declared = re.match(r"sep=(.)\r?\n", text)
    body = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(body)
    lines: list[Line] = []
    cells = 0
    for number, row in enumerate(_rows(body, delimiter), 2 if declared else 1):
        if any(row):
            lines.append(
                Line(number, tuple(Cell(tidy(unguarded(text))) for text in row[:MAX_COLUMNS]))
            )
            cells += len(row)
        if len(lines) > MAX_LINES or cells > MAX_CELLS:
            raise UnreadablePlan("too_long")
    if max((len(line.cells) for line in lines), default=0) < 2:
        raise UnreadablePlan("no_table")
    return Tables((Table("The file", tuple(lines)),))


def _decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 (with a mark at the front, or plainly so) or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif len(data) > 4 and data[1:200:2].count(0) * 2 > len(data[1:200:2]):
        text = data.decode("utf-16-le", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    strange = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32), 0xFFFD))
    if strange > 3 + len(text) // 500 or text.startswith("{\\rtf"):
        raise UnreadablePlan("wrong_type")
    return text.lstrip("\ufeff").replace("\0", "")


def _rows(text: str, delimiter: str) -> csv.Reader:  # type: ignore[name-defined]
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str) -> str:
    """The one that divides the most rows alike: a plan has the same columns throughout."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    widths: list[int] = []
    try:
        for row in _rows(text, delimiter):
            widths.append(sum(1 for _ in row))
            if len(widths) == PROBED:
                break
    except csv.Error:
        return 0, 0
    usual = max(
        set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=0
    )
    return widths.count(usual) * (usual > 2), usual
