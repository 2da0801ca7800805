"""The sheets of an Excel workbook as grids: merged cells, dates, formulas, what is hidden, fills."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import range_boundaries

from actionplans.reading.grid import (
    EMPTY,
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
from actionplans.reading.xlsx_fills import Fills

NOT_COMPUTED = "The cell holds a formula without a result. The formula was kept as words."
FURTHEST = 20_000
"""The last row that may hold a value: the rows above it are built, empty or not."""
FAULTY = "The cell shows an error instead of a value."


def read_xlsx(data: bytes) -> Tables:
    """Raises `UnreadablePlan` when no sheet holds anything, or one holds far too much.

    Formulas are never computed: the value that Excel stored is read, and the formula's own text
    where it stored none.
    """
    counts = _measured(data)
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    texts = openpyxl.load_workbook(io.BytesIO(data)) if counts["f"] else None
    fills = Fills(values)
    tables = []
    for sheet in values.worksheets:
        formulas = texts[sheet.title] if texts else None
        table = _Sheet(sheet, formulas, fills).table(counts["last"])
        if table.lines:
            tables.append(table)
    if not tables:
        raise UnreadablePlan("no_table")
    return Tables(tuple(tables))


def _measured(data: bytes) -> Counter[str]:
    """What the sheets hold, counted before anything is built: openpyxl makes a cell for every merged one.

    Raises `UnreadablePlan` for sheets that are small as files but huge when built.
    """
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    _count(part, counts)
    return counts


def _count(part: Any, counts: Counter[str]) -> None:
    values = counts["v"] + counts["is"]
    for _, element in etree.iterparse(part, resolve_entities=False, no_network=True):
        name = etree.QName(element).localname
        counts[name] += 1
        if name == "mergeCell":
            counts["merged"] += _area(str(element.get("ref")))
        elif name == "row":
            if counts["v"] + counts["is"] > values:
                counts["lines"] += 1
                counts["last"] = max(counts["last"], int(element.get("r") or counts["row"]))
            values = counts["v"] + counts["is"]
            _let_go(element)
        if any(counts[kind] > limit for kind, limit in _LIMITS):
            raise UnreadablePlan("too_long")


def _let_go(element: Any) -> None:
    """Free what has been counted."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


_LIMITS = (("c", MAX_CELLS), ("merged", MAX_CELLS), ("lines", MAX_LINES), ("last", FURTHEST))


def _area(ref: str) -> int:
    left, top, right, bottom = (int(bound or 1) for bound in range_boundaries(ref))
    return (right - left + 1) * (bottom - top + 1)


class _Sheet:
    """One sheet, and the same sheet with its formulas if the workbook has any."""

    def __init__(self, sheet: Any, formulas: Any, fills: Fills) -> None:
        self._sheet = sheet
        self._formulas = formulas
        self._fills = fills
        self._conditional = fills.conditional(sheet)
        self._covered = {
            (row, column): (area.min_row, area.min_col)
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, min(area.max_col, MAX_COLUMNS) + 1)
        }

    def table(self, last: int) -> Table:
        lines = tuple(self._lines(last))
        return Table(
            name=f"Sheet “{tidy(self._sheet.title)}”",
            lines=lines,
            hidden_columns=frozenset(self._hidden_columns()),
            hidden=self._sheet.sheet_state != "visible",
        )

    def _hidden_columns(self) -> Iterator[int]:
        for dimension in self._sheet.column_dimensions.values():
            if dimension.hidden and dimension.min:
                yield from range(dimension.min - 1, min(dimension.max or 0, MAX_COLUMNS))

    def _lines(self, last: int) -> Iterator[Line]:
        """The rows that hold something, up to the last one of the workbook that does."""
        cells = self._built(min(last, self._sheet.max_row))
        for row in sorted(cells):
            found = cells[row]
            if any(cell.text for cell in found.values()):
                width = max(found) + 1
                dimension = self._sheet.row_dimensions.get(row)
                hidden = bool(dimension is not None and dimension.hidden)
                yield Line(row, tuple(found.get(at, EMPTY) for at in range(width)), hidden)

    def _built(self, last: int) -> dict[int, dict[int, Cell]]:
        """The cells that hold something, by row and column; merged ones at each place that they cover."""
        cells: dict[int, dict[int, Cell]] = {}
        width = min(self._sheet.max_column, MAX_COLUMNS)
        for source in chain.from_iterable(self._sheet.iter_rows(max_row=last, max_col=width)):
            key = (source.row, source.column)
            if self._covered.get(key, key) == key and (cell := self._cell(source)) is not EMPTY:
                cells.setdefault(source.row, {})[source.column - 1] = cell
        for (row, column), (top, left) in self._covered.items():
            origin = cells.get(top, {}).get(left - 1)
            if origin is not None and (row, column) != (top, left):
                spread = replace(origin, below=row > top, beside=column > left)
                cells.setdefault(row, {})[column - 1] = spread
        return cells

    def _cell(self, source: Any) -> Cell:
        value, doubt = source.value, ""
        if value is None and self._formulas is not None:
            value = self._formulas.cell(source.row, source.column).value
            doubt = NOT_COMPUTED if value is not None else ""
        if source.data_type == "e":
            doubt = FAULTY
        text, day = _printed(value, source.number_format) if value is not None else ("", None)
        fill = self._fills.of(source, text) if source.has_style else ""
        fill = self._conditional(source.row, source.column, self._sheet) or fill
        return Cell(text, fill, day, doubt=doubt) if text or fill else EMPTY


def _printed(value: Any, form: str) -> tuple[str, dt.date | None]:
    """The value as the sheet shows it, and the day, if the sheet shows a whole one."""
    if isinstance(value, bool):
        return ("Yes" if value else "No"), None
    if isinstance(value, dt.datetime | dt.date):
        return _printed_day(value.date() if isinstance(value, dt.datetime) else value, form)
    if isinstance(value, int | float):
        return _printed_number(value, form), None
    return tidy(str(value)), None


def _printed_day(day: dt.date, form: str) -> tuple[str, dt.date | None]:
    """Excel keeps “Sept 21” as the first of the month, and shows only what the format asks for."""
    shown = form.lower().split(";")[0]
    if "d" in shown or "m" not in shown or "general" in shown:
        return day.strftime("%d/%m/%Y"), day
    plain = re.sub(r"\[[^]]*\]|[\\\"@_*]", "", shown)
    return re.sub("m+|y+", lambda token: day.strftime(_TOKENS.get(token[0], "%Y")), plain), None


_TOKENS = {"m": "%m", "mm": "%m", "mmm": "%b", "mmmm": "%B", "yy": "%y"}


def _printed_number(value: float, form: str) -> str:
    if form.endswith("%"):
        return f"{value * 100:g}%"
    if form in ("0.0", "0.00"):
        return f"{value:.{len(form) - 2}f}"
    return str(int(value)) if value == int(value) else f"{value:.10g}"
