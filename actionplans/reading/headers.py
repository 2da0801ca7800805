"""Where the header of a table is, and which column is about what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from actionplans.reading.columns import GUESSES, Column, meaning_of, plain, preference
from actionplans.reading.dates import dates_in
from actionplans.reading.grid import EMPTY, Cell, Line, Table
from actionplans.reading.numbers import is_heading
from actionplans.reading.ratings import is_only_a_colour

FEWEST = 3
"""How many different meanings make a row the header of a plan."""
ENOUGH = 6
"""So many make it one whatever else it holds: some plans have more columns of their own than of the template."""
LONGEST = 150
"""More characters than this make a cell text of the plan, not a heading."""
NO_HEADING = "Column without a heading"
SUBJECTS = {Column.ACTION, Column.RECOMMENDATION}
_LAST_COUNTS = {Column.RAG, Column.STATUS}
"""Of several such columns, as of four quarters, the last one that is filled in holds now."""
_PROMOTED = (Column.UPDATE, Column.NOTES, Column.EVIDENCE)
"""What stands in for the milestones of a plan that has no such column, best first."""


_COMPLETION = re.compile(r"(?:date of |proposed )?completion(?: dates?)?|complete date")


TEMPLATE = (
    "Recommendation",
    "Scope of recommendation (i.e. local or regional)",
    "Action to take",
    "Lead Agency",
    "Key milestones achieved in enacting recommendation",
    "Target Date",
)
# The headings of our own Excel and CSV files, and of our Word file.
OURS = (
    {
        *TEMPLATE,
        "Recommendation number",
        "Supporting agencies",
        "Date of completion",
        "Outcome",
        "RAG rating",
        "Reason for the rating",
        "Overdue",
        "Not taken forward",
        "Last updated",
        "Last update",
    },
    {*TEMPLATE, "Date of completion and outcome", "RAG rating", "Last update"},
)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a header: its place, its words, its meaning (None: not known)."""

    at: int
    label: str
    column: Column | None
    rank: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Header:
    """A header of one row or two, at `lines` of its table."""

    lines: range
    headings: tuple[Heading, ...]

    def columns(self) -> set[Column]:
        return {heading.column for heading in self.headings if heading.column} - {Column.OTHER}

    def is_ours(self) -> bool:
        """Whether the service itself handed this out: then a row is one action, whatever its cell holds."""
        return {heading.label for heading in self.headings} in OURS

    def is_repeated_by(self, line: Line) -> bool:
        """Whether a row prints this header again, as Word does by hand on a new page."""
        labels = {plain(heading.label) for heading in self.headings}
        cells = [plain(cell.text) for _, cell in line.printed()]
        own = sum(cell in labels for cell in cells)
        return own >= 2 and own * 10 >= len(cells) * 7


def header_at(
    table: Table, at: int, mapping: Mapping[str, Column], above: Header | None = None
) -> Header | None:
    """The header that begins at a row, of two rows if the second one says what the first leaves open.

    `above` is the header in force: a row under it must look more like another one than like its content.
    """
    line = table.lines[at]
    allowed = 0 if above else 1
    values = (cell for _, cell in line.printed() if is_value(cell.text))
    if not mapping and len(list(islice(values, allowed + 1))) > allowed:
        return None
    one = _header(range(at, at + 1), _labels(line), table, mapping)
    if one is None or (not mapping and len(one.columns()) < 2):
        return None
    below = table.lines[at + 1] if at + 1 < len(table.lines) else None
    two = None
    if below is not None and _may_go_on(line, below):
        two = _header(range(at, at + 2), _joined(line, below), table, mapping)
    if two and _is_header(two, mapping) and len(two.columns()) > len(one.columns()):
        return two
    if _is_header(one, mapping, surely=above is not None):
        goes_on = two and below and all(cell.below for _, cell in below.printed())
        return two if goes_on else one
    return None


def is_value(text: str) -> bool:
    """Whether a cell holds what stands under a heading: a sentence, a number, a date, a colour, a place."""
    words = text.split()
    return (
        len(text) > LONGEST
        or (len(words) > 5 and text.endswith("."))
        or bool(_VALUE.fullmatch(text))
        or is_only_a_colour(text)
        or is_heading(text)
        or bool(dates_in(text))
    )


_VALUE = re.compile(
    r"(?i)[\W\d]*\d[\W\d]*|local(?:ly)?|regional|national|on-?going|tb[ca]|n/?a|asap|yes|not started|"
    r"in progress|on track|delayed|overdue"
)


def _is_header(header: Header, mapping: Mapping[str, Column], *, surely: bool = False) -> bool:
    columns = header.columns()
    named = sum(plain(heading.label) in mapping for heading in header.headings)
    if mapping and named >= min(2, len(mapping)):
        return True
    return (
        len(columns) >= FEWEST
        and bool(columns & SUBJECTS)
        and _is_known(header, surely=surely)
        and len({plain(heading.label) for heading in header.headings}) > 2
    )


def _is_known(header: Header, *, surely: bool) -> bool:
    """Whether most of the headings are known, or so many that the others are the CSP's own columns."""
    known = sum(heading.column is not None for heading in header.headings)
    enough = not surely and len(header.columns()) >= ENOUGH
    return enough or known * 10 >= len(header.headings) * (8 if surely else 6)


def _may_go_on(line: Line, below: Line) -> bool:
    """A second header row prints short labels, and some of them under a cell of the first that spans."""
    spans = any(cell.beside for cell in line.cells) or any(cell.below for cell in below.cells)
    gaps = any(not line.at(at).text for at, cell in below.printed())
    labels = [cell.text for _, cell in below.printed() if not cell.below]
    short = not any(is_value(text) or len(text.split()) > 6 for text in labels)
    known = [meaning_of(cell.text) for _, cell in below.printed() if not cell.below]
    mostly = sum(column is not None for column in known) * 2 >= len(known)
    return (spans or gaps) and short and mostly


def _width(line: Line, at: int) -> int:
    """How many columns a heading spans."""
    beyond = next(
        (place for place in range(at + 1, len(line.cells)) if not line.cells[place].beside),
        len(line.cells),
    )
    return max(beyond - at, 1)


def _labels(line: Line) -> list[tuple[int, str, str]]:
    return [(at, cell.text, "") for at, cell in line.printed()]


def _joined(line: Line, below: Line) -> list[tuple[int, str, str]]:
    """(place, words of the upper row, words of the lower one if they are others)"""
    found = []
    for at in range(max(len(line.cells), len(below.cells))):
        upper, lower = line.at(at), below.at(at)
        begins = (upper.text and not upper.beside) or (lower.text and not lower.beside)
        if begins:
            found.append((at, upper.text, "" if lower.text == upper.text else lower.text))
    return found


def _header(
    lines: range,
    labels: list[tuple[int, str, str]],
    table: Table,
    mapping: Mapping[str, Column],
) -> Header | None:
    headings = []
    for at, upper, lower in labels:
        label = " ".join(filter(None, (upper, lower)))
        chosen = mapping.get(plain(label))
        column = chosen or (meaning_of(lower) if lower else None) or meaning_of(label)
        if at in table.hidden_columns and not chosen:
            column = None
        rank = preference(column, label) if column else 1
        headings.append(Heading(at, label, column, rank, _width(table.lines[lines.start], at)))
    if not headings:
        return None
    return Header(lines, tuple(_settled(headings, table, mapping)))


def _settled(headings: list[Heading], table: Table, mapping: Mapping[str, Column]) -> list[Heading]:
    """Guesses for what nothing else means, and a stand-in for the milestones."""
    headings = _with_target(_with_recommendation(headings))
    for column, form in GUESSES:
        if column not in {heading.column for heading in headings}:
            place = next((at for at, h in enumerate(headings) if _may_mean(h, form, table)), None)
            if place is not None:
                headings[place] = replace(headings[place], column=column)
    taken = {heading.column for heading in headings}
    stand_in = next((column for column in _PROMOTED if column in taken), None)
    if Column.MILESTONES in taken or stand_in is None:
        return headings
    return [
        replace(h, column=Column.MILESTONES)
        if h.column == stand_in and plain(h.label) not in mapping
        else h
        for h in headings
    ]


def _with_target(headings: list[Heading]) -> list[Heading]:
    """A “completion date” is the date to complete by where a plan has no other target."""
    if any(heading.column is Column.TARGET for heading in headings):
        return headings
    return [
        replace(h, column=Column.TARGET)
        if h.column is Column.COMPLETED and _COMPLETION.fullmatch(plain(h.label))
        else h
        for h in headings
    ]


def _may_mean(heading: Heading, form: re.Pattern[str], table: Table) -> bool:
    unknown = heading.column is None and heading.at not in table.hidden_columns
    return unknown and bool(form.search(plain(heading.label)))


def _with_recommendation(headings: list[Heading]) -> list[Heading]:
    """ "Rec" or "Recommendation no." alone names the recommendation; beside its words, the number."""
    subjects = [h for h in headings if h.column == Column.RECOMMENDATION]
    numbers = {h.column for h in headings} & {Column.NUMBER}
    if len(subjects) < 2 or numbers:
        return headings
    short = min(subjects, key=lambda h: (len(h.label), h.at))
    if plain(short.label) not in ("rec", "recs"):
        return headings
    return [replace(h, column=Column.NUMBER) if h is short else h for h in headings]


def cells_under(
    header: Header, line: Line, table: Table
) -> dict[Column, list[tuple[Heading, Cell]]]:
    """A row's cells by meaning, best first; Word's rows may be drawn on another grid than the header."""
    places = _places(header, line)
    found: dict[Column, list[tuple[Heading, Cell]]] = {}
    for heading in header.headings:
        column = heading.column or Column.OTHER
        if heading.at in table.hidden_columns and heading.column is None:
            continue
        cell = line.at(places[heading.at])
        found.setdefault(column, []).append((heading, cell if not cell.beside else EMPTY))
    for place, cell in line.printed():
        if place not in places.values() and place not in table.hidden_columns:
            heading = _above(header, place)
            found.setdefault(heading.column or Column.OTHER, []).append((heading, cell))
    for column, cells in found.items():
        cells.sort(key=partial(_order, column))
    return found


def _above(header: Header, place: int) -> Heading:
    """The heading that spans a place which has none of its own, or one without words."""
    spanning = (h for h in header.headings if h.at < place < h.at + h.width)
    return next(spanning, Heading(place, NO_HEADING, None))


def _order(column: Column, pair: tuple[Heading, Cell]) -> tuple[int, int]:
    heading = pair[0]
    return heading.rank, -heading.at if column in _LAST_COUNTS else heading.at


def _places(header: Header, line: Line) -> dict[int, int]:
    begins = [at for at, cell in enumerate(line.cells) if not cell.beside]
    own = [heading.at for heading in header.headings]
    shifted = len(begins) == len(own) and any(line.at(at).beside for at in own)
    return dict(zip(own, begins if shifted else own, strict=True))
