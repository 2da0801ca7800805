"""The rows of one table as records: what each cell is about, below a header or in a form of labels and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from actionplans.reading.columns import Column, meaning_of
from actionplans.reading.grid import EMPTY, Cell, Line, Place, Table, spoken
from actionplans.reading.headers import SUBJECTS, Header, Heading, cells_under, header_at
from actionplans.reading.numbers import is_heading, split_number
from actionplans.reading.ratings import Meaning, legend_rows

EXAMPLE = "Row {} of {} is an example and was left out."
LEFT_OUT = "Row {} of {} was left out, for it is not an action: “{}”."


@dataclass(slots=True)
class Record:
    """One row of a plan before its words are understood; `announced` is the recommendation above it."""

    table: str
    line: Line
    cells: dict[Column, list[Cell]]
    announced: str = ""
    section: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return Place(self.table, self.line.number)

    def first(self, column: Column) -> Cell:
        return next((cell for cell in self.cells.get(column, ()) if cell.text), EMPTY)

    def texts(self, *columns: Column) -> list[str]:
        """The different texts of some columns, in order."""
        cells = (cell for column in columns for cell in self.cells.get(column, ()))
        return list(dict.fromkeys(cell.text for cell in cells if cell.text))

    def holds(self) -> set[Column]:
        return {column for column, cells in self.cells.items() if any(c.text for c in cells)}


@dataclass(slots=True)
class TableReading:
    """What one table gave. `header` is its last one, None for a form of labels and values."""

    table: Table
    records: list[Record] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    legend: list[Meaning] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    continued: bool = False

    @property
    def header(self) -> Header | None:
        return self.headers[-1] if self.headers else None


def read_table(table: Table, mapping: Mapping[str, Column], before: Header | None) -> TableReading:
    """Read a table; without a header of its own it goes on under the one `before`, if it has its columns."""
    reading = TableReading(table, words=list(table.before))
    _Reader(reading, mapping).read(None)
    if not reading.records and before is not None and _goes_on(table, before):
        reading = TableReading(table, headers=[before], words=list(table.before), continued=True)
        _Reader(reading, mapping).read(before)
    return reading


def _goes_on(table: Table, header: Header) -> bool:
    widths = [sum(not cell.beside for cell in line.cells) for line in table.lines]
    columns = len(header.headings)
    alike = columns > 3 and bool(widths) and widths.count(columns) * 2 > len(widths)
    return alike and any(_VALUE.search(text) for text in table.lines[0].texts())


class _Reader:
    """Goes down one table and keeps in mind the header, the recommendation and the section above."""

    def __init__(self, reading: TableReading, mapping: Mapping[str, Column]) -> None:
        self._reading = reading
        self._table = reading.table
        self._mapping = mapping
        self._header: Header | None = None
        self._section = ""
        self._form = _Form()
        self._announced, said = _announced(reading.table.before)
        self._form.base.update((column, Cell(words)) for column, words in said)
        self._legend = legend_rows(reading.table.lines)
        reading.legend.extend(self._legend.values())

    def read(self, header: Header | None) -> None:
        self._header = header
        at = 0
        while at < len(self._table.lines):
            found = header_at(self._table, at, self._mapping, self._header)
            if found:
                self._begin(found)
                at = found.lines.stop
                continue
            line = self._table.lines[at]
            if at in self._legend:
                pass
            elif not self._header or self._is_new_form(line):
                self._before_header(line)
            elif not self._header.is_repeated_by(line):
                self._under_header(self._header, line, at)
            at += 1
        if not self._header:
            self._reading.records.extend(self._form.records(self._table.name))

    def _begin(self, header: Header) -> None:
        self._header = header
        self._reading.headers.append(header)

    def _is_new_form(self, line: Line) -> bool:
        """In a table of several forms, “Recommendation 2 | …” ends the actions of the one before."""
        texts = line.texts()
        begins = (
            bool(self._form.base)
            and len(texts) == 2
            and is_heading(texts[0])
            and not split_number(texts[0])[1]
        )
        if begins:
            self._header, self._form = None, _Form()
        return begins

    def _before_header(self, line: Line) -> None:
        texts = list(dict.fromkeys(line.texts()))
        if len(texts) == 1:
            self._reading.words.append(texts[0])
        if len(texts) == 1 and self._form.announces(texts[0], line):
            return
        self._form.read(line)

    def _under_header(self, header: Header, line: Line, at: int) -> None:
        texts = list(dict.fromkeys(line.texts()))
        if not texts or (len(texts) < 3 and _FOOTER.match(texts[0])):
            self._reading.words.extend(texts)
        elif _EXAMPLE.match(texts[0]):
            self._reading.warnings.append(EXAMPLE.format(line.number, spoken(self._table.name)))
        elif not (len(texts) == 1 and self._banner(header, line, at, texts[0])):
            self._record(header, line)

    def _banner(self, header: Header, line: Line, at: int, text: str) -> bool:
        """Whether a row of one text stands for the rows below: a recommendation or a section."""
        place = next(place for place, _ in line.printed())
        spans = sum(cell.beside for cell in line.cells) * 2 >= len(header.headings)
        column = next((h.column for h in header.headings if h.at == place), None)
        has_column = Column.RECOMMENDATION in header.columns()
        if not spans and column not in (None, Column.OTHER, Column.NUMBER, Column.RECOMMENDATION):
            if not (is_heading(text) and not has_column):
                return False
        if not spans and column is Column.RECOMMENDATION and not self._is_remark(at, text):
            return False
        sentence = is_heading(text) or (len(text.split()) > 4 and not has_column)
        if sentence or (spans and has_column and self._is_announced_below(header, at)):
            self._announced = text
        elif spans:
            self._section = text
            self._announced = "" if has_column else self._announced
        else:
            self._section = text if column is not Column.RECOMMENDATION else self._section
            self._reading.warnings.append(
                LEFT_OUT.format(line.number, spoken(self._table.name), text[:80])
            )
        return True

    def _is_remark(self, at: int, text: str) -> bool:
        """Whether a text stands alone below the end of the table."""
        lines = self._table.lines
        apart = at > 0 and lines[at].number > lines[at - 1].number + 1
        return apart and at == len(lines) - 1 and not split_number(text)[0]

    def _is_announced_below(self, header: Header, at: int) -> bool:
        """Whether the next row leaves its recommendation open."""
        if at + 1 >= len(self._table.lines):
            return False
        cells = cells_under(header, self._table.lines[at + 1], self._table)
        return not any(cell.text for _, cell in cells.get(Column.RECOMMENDATION, ()))

    def _record(self, header: Header, line: Line) -> None:
        under = cells_under(header, line, self._table)
        cells = {column: [cell for _, cell in pairs] for column, pairs in under.items()}
        above = {at: cell for at, cell in self._form.base.items() if at in _HOLDS_FOR_ALL}
        for column, cell in above.items():
            if not any(c.text for c in cells.get(column, ())):
                cells[column] = [cell]
        cells.pop(Column.OTHER, None)
        others = list(_beside(under))
        record = Record(self._table.name, line, cells, self._announced, self._section, others)
        if record.holds() - set(above):
            self._reading.records.append(record)


def _beside(under: dict[Column, list[tuple[Heading, Cell]]]) -> Iterator[tuple[str, str]]:
    """(label, words) of what has no place of its own in a row, so that nothing is lost."""
    for column, pairs in under.items():
        filled = [(heading.label, cell.text) for heading, cell in pairs if cell.text]
        if column is Column.OTHER:
            yield from filled
        elif column in _ONLY_ONE:
            yield from filled[1:]


_ONLY_ONE = {Column.NUMBER, Column.ACTION_NUMBER, Column.LEAD, Column.TARGET, Column.RAG}
_HOLDS_FOR_ALL = {
    Column.NUMBER,
    Column.RECOMMENDATION,
    Column.SCOPE,
    Column.LEAD,
    Column.SUPPORT,
}


class _Form:
    """Labels and values: those before the first action hold for every action below."""

    def __init__(self) -> None:
        self.base: dict[Column, Cell] = {}
        self._items: list[tuple[Line, dict[Column, Cell]]] = []
        self._done: list[tuple[dict[Column, Cell], Line, dict[Column, Cell]]] = []
        self._last: Column | None = None
        self._line: Line | None = None
        self._awaits = False

    def announces(self, text: str, line: Line) -> bool:
        """Whether a row of one text is the recommendation, or the words of the number in the row above."""
        if is_heading(text):
            self.take(Column.RECOMMENDATION, Cell(text), line)
            self._awaits = not split_number(text)[1]
            return True
        if self._awaits and not meaning_of(text):
            self.take(Column.RECOMMENDATION, Cell(text), line, more=True)
            self._awaits = False
            return True
        return False

    def read(self, line: Line) -> None:
        self._awaits = False
        for label, cell in _pairs(line):
            column = meaning_of(label) if label else self._last
            if column is None or column is Column.OTHER:
                continue
            if column is Column.RECOMMENDATION and is_heading(label):
                number = split_number(label)[0]
                self.take(Column.NUMBER, Cell(number), line)
            self.take(column, cell, line, more=not label)

    def take(self, column: Column, cell: Cell, line: Line, *, more: bool = False) -> None:
        target = self._items[-1][1] if self._items else self.base
        if more and column in target:
            joined = "\n".join(filter(None, (target[column].text, cell.text)))
            target[column] = Cell(joined, target[column].fill)
            return
        if column in (Column.NUMBER, Column.RECOMMENDATION) and (
            self._items or column in self.base
        ):
            self._flush()
            target = self.base
        if column is Column.ACTION:
            self._items.append((line, {}))
            target = self._items[-1][1]
        target.setdefault(column, cell)
        self._last, self._line = column, line

    def _flush(self) -> None:
        items = self._items or ([(self._line, {})] if self._line and self.base else [])
        self._done.extend((self.base, line, item) for line, item in items if line)
        self.base, self._items = {}, []

    def records(self, table: str) -> Iterator[Record]:
        """The actions of the form; a table with two labels by chance is not one."""
        self._flush()
        for base, line, item in self._done:
            columns = {column: [cell] for column, cell in (base | item).items()}
            known = {column for column, cells in columns.items() if column is not Column.NUMBER}
            if len(known) >= 3 and known & SUBJECTS:
                yield Record(table, line, _promoted(columns))


def _promoted(columns: dict[Column, list[Cell]]) -> dict[Column, list[Cell]]:
    """In a form, too, an account of progress stands in for the milestones."""
    for column in (Column.UPDATE, Column.NOTES, Column.EVIDENCE):
        if Column.MILESTONES not in columns and column in columns:
            columns[Column.MILESTONES] = columns.pop(column)
    return columns


def _pairs(line: Line) -> Iterator[tuple[str, Cell]]:
    """(label, value) for each label of a row, whose value stands beside it or after its colon."""
    cells = [cell for cell in line.cells if not cell.beside]
    at = 0
    while at < len(cells):
        cell = cells[at]
        inline = _INLINE.fullmatch(cell.text)
        if inline and meaning_of(inline["label"]):
            yield inline["label"], Cell(inline["value"], cell.fill)
        elif at + 1 < len(cells) and (meaning_of(cell.text) or (not cell.text and at == 0)):
            at += 1
            if cells[at].text or cells[at].fill:
                yield cell.text, cells[at]
        at += 1


def _announced(words: Sequence[str]) -> tuple[str, list[tuple[Column, str]]]:
    """The recommendation that the words above a table announce, and what they say of all its actions."""
    at = max((at for at, text in enumerate(words) if is_heading(text)), default=None)
    if at is None:
        return "", []
    said = [(text, _said_of_all(text)) for text in words[at + 1 :]]
    number, text = split_number(words[at])
    rest = [words_ for words_, told in said if told is None]
    heading = words[at] if text else "\n".join((f"Recommendation {number}", *rest))
    return heading, [told for _, told in said if told is not None]


def _said_of_all(text: str) -> tuple[Column, str] | None:
    inline = _INLINE.fullmatch(text)
    column = meaning_of(inline["label"]) if inline else None
    return (column, inline["value"]) if inline and column in _HOLDS_FOR_ALL else None


_VALUE = re.compile(r"\d|(?:\S+\s+){6}\S")
"""What a row of a plan holds and a header does not: a figure, or a sentence."""
_INLINE = re.compile(r"(?P<label>[^:\n]{2,50}):\s*(?P<value>\S.*)", re.DOTALL)
_FOOTER = re.compile(
    r"(?i)(?:rag |colour )?(?:key|legend)\s*(?:$|[:=–-])|signed\b|total\b|totals\b|page \d|(?:last )?updated\b|version\b|prepared by\b|notes?:|"
    r"next review\b|end of (?:plan|table|document)|this (?:action )?plan\b|document (?:control|owner)"
)
_EXAMPLE = re.compile(r"(?i)(?:for )?example\b|e\.?\s?g\.?(?:\s|$|:)|sample\b(?= (?:text|row))")
