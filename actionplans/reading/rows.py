"""From the records of a plan to its rows: one for each action, with what needs checking."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actionplans.naming import in_a_line, parted
from actionplans.reading.columns import Column
from actionplans.reading.dates import (
    UNCLEAR_END,
    Reading,
    begins_with_the_end,
    is_only_a_date,
    read_completion,
    read_target,
)
from actionplans.reading.grid import Cell, Place, as_printed, as_written
from actionplans.reading.lists import DIVIDED, MAYBE_SEVERAL, listed, shares
from actionplans.reading.numbers import goes_on, is_heading, number_of, split_counted, split_number
from actionplans.reading.ratings import Rating, is_only_a_colour, read_rating
from actionplans.reading.records import Record

NO_ACTION = "This row names no action."
NO_WORDS = "Recommendation {} has no words here."
NO_NUMBER = "The recommendation has no number."
JOINED = "Row {} goes on with this action. Its words were added here."
TWO_TARGETS = "Row {} has another target date: “{}”."
HIDDEN = "This row is hidden in the sheet. It was read all the same."
OTHER_DATE = "Two columns hold dates. The other one says “{}”."


@dataclass(frozen=True, slots=True)
class Row:
    """One action of a plan. `doubts` are sentences on what to check; `others` are unknown columns' words."""

    place: Place
    number: str = ""
    recommendation: str = ""
    scope: str = ""
    action_number: str = ""
    action: str = ""
    lead_agency: str = ""
    supporting: str = ""
    milestones: str = ""
    target_date: dt.date | None = None
    target_date_text: str = ""
    completed_on: dt.date | None = None
    outcome: str = ""
    rag: str = ""
    status: str = ""
    update: str = ""
    section: str = ""
    others: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Group:
    """A recommendation with its records: what is printed once holds for all of them."""

    number: str = ""
    text: str = ""
    scope: str = ""
    parts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    bare: bool = True

    def is_of(self, number: str, text: str) -> bool:
        """Whether a record belongs here: it prints the same words, or none and no number of its own."""
        last = self.parts[-1] if self.parts else ""
        near = not number or number == last or goes_on(number, last)
        if text:
            return text == self.text and near
        return near or goes_on(number, self.number)

    def number_for(self, part: str) -> str:
        """1.1 and 1.2 under one recommendation are its actions, and it is 1; 3a and 3b stay as they are."""
        several = len(set(self.parts)) > 1
        dotted = next((p for p in self.parts if "." in p), "")
        if several and dotted:
            return dotted.rsplit(".", 1)[0]
        return part or self.number


def rows_from(
    records: Sequence[Record],
    *,
    has_action: bool,
    colours: Mapping[Place, str],
    divides: bool = True,
) -> list[Row]:
    """The rows of records that stand below each other.

    `colours` are those of a plan without a rating column; `divides` says whether a list in an action's
    cell may be several actions.
    """
    return _Builder(records, has_action=has_action, colours=colours, divides=divides).rows()


class _Builder:
    """Goes down the records and keeps in mind the recommendation and the action above."""

    def __init__(
        self,
        records: Sequence[Record],
        *,
        has_action: bool,
        colours: Mapping[Place, str],
        divides: bool,
    ) -> None:
        self._records = records
        self._divides = divides
        self._has_action = has_action
        self._colours = colours
        self._group = _Group()
        self._counted = split_counted(dict.fromkeys(filter(None, map(_printed, records))).keys())
        self._built: list[tuple[_Group, str, list[Row]]] = []

    def rows(self) -> list[Row]:
        for at, record in enumerate(self._records):
            number, text = self._recommendation(record)
            if self._continues(record, number, text):
                self._join(record)
                continue
            self._enter(record, number, text)
            if not self._only_announces(at, record):
                self._group.bare = False
                self._built.append((self._group, number, self._rows(record)))
        return [row for built in self._built for row in _numbered(*built)]

    def _recommendation(self, record: Record) -> tuple[str, str]:
        """(number, words) as this record prints them, or as they were announced above it."""
        cell = _printed(record)
        number, text = self._counted.get(cell) or split_number(cell)
        beside = number_of(as_printed(record.first(Column.NUMBER).text))
        if beside and not (number and is_heading(cell)):
            text = text if number in ("", beside) else cell
            number = beside
        if not cell and record.announced:
            above, text = split_number(record.announced)
            number = above or number
        return number, text

    def _enter(self, record: Record, number: str, text: str) -> None:
        """Go on in the recommendation above, or begin another."""
        if not self._group.is_of(number, text) or not (self._group.parts or self._group.text):
            self._group = _Group(number, text)
            if not text and number:
                self._group.doubts.append(NO_WORDS.format(number))
            if text and not number:
                self._group.doubts.append(NO_NUMBER)
        self._group.scope = self._group.scope or _scope(record)
        self._group.parts.extend(filter(None, [number]))

    def _only_announces(self, at: int, record: Record) -> bool:
        """Whether a record only prints the recommendation of the rows below it."""
        if not self._has_action or record.holds() - _ANNOUNCING or at + 1 >= len(self._records):
            return False
        after = self._records[at + 1]
        return bool(after.first(Column.ACTION).text) and not after.first(Column.RECOMMENDATION).text

    def _continues(self, record: Record, number: str, text: str) -> bool:
        """Whether a record goes on with the action above: its cell is merged down, or nothing new begins."""
        if not self._has_action or self._group.bare or not self._group.is_of(number, text):
            return False
        if number and number != self._group.parts[-1]:
            return False
        action, printed = record.first(Column.ACTION), record.first(Column.RECOMMENDATION)
        if action.text:
            return action.below
        own = record.first(Column.ACTION_NUMBER)
        return not own.text and (not printed.text or printed.below)

    def _join(self, record: Record) -> None:
        """Add a record to the action above; a second target date is named, not chosen between."""
        rows = self._built[-1][2]
        row, more = rows[-1], self._row(record)
        target = row if row.target_date_text else more
        other = more.target_date_text if more.target_date_text != target.target_date_text else ""
        rows[-1] = replace(
            row,
            lead_agency=_added(row.lead_agency, more.lead_agency),
            supporting=_added(row.supporting, more.supporting),
            milestones=_added(row.milestones, more.milestones),
            outcome=_added(row.outcome, more.outcome),
            status=_added(row.status, more.status),
            update=_added(row.update, more.update),
            target_date=target.target_date,
            target_date_text=target.target_date_text,
            completed_on=row.completed_on or more.completed_on,
            rag=row.rag or more.rag,
            others=(*row.others, *more.others),
            doubts=(
                *row.doubts,
                JOINED.format(record.line.number),
                *([TWO_TARGETS.format(record.line.number, other)] if other else []),
            ),
        )

    def _rows(self, record: Record) -> list[Row]:
        """Usually one; several where the action cell holds a list of actions."""
        announced, self._group.doubts = self._group.doubts, []
        found = listed("\n".join(record.texts(Column.ACTION)))
        parts = [record]
        if found.are_actions and self._divides:
            parts = [_part(record, found.items, place) for place in range(len(found.items))]
            announced = [*announced, DIVIDED.format(len(found.items))]
        elif found.may_be_several and self._divides:
            announced = [*announced, MAYBE_SEVERAL]
        rows = [self._row(part) for part in parts]
        if self._has_action and not rows[0].action:
            announced = [*announced, NO_ACTION]
        return [
            replace(row, doubts=tuple(dict.fromkeys([*announced, *row.doubts]))) for row in rows
        ]

    def _row(self, record: Record) -> Row:
        """What one record says, each cell by its meaning."""
        target, target_text = _target(record)
        ended, outcome = _completion(record)
        rating = _rating(record, self._colours.get(record.place, ""))
        doubts = (target.doubt, ended.doubt, rating.doubt, *_of_cells(record))
        lead, beside = parted(as_written(record.first(Column.LEAD).text))
        return Row(
            place=record.place,
            recommendation=self._group.text,
            scope=_scope(record) or self._group.scope,
            action_number=as_printed(record.first(Column.ACTION_NUMBER).text),
            action=_joined(record, Column.ACTION),
            lead_agency=lead,
            supporting=_joined(record, Column.SUPPORT) or in_a_line(beside),
            milestones=_joined(record, Column.MILESTONES),
            target_date=target.day,
            target_date_text=target_text,
            completed_on=ended.day,
            outcome=outcome,
            rag=rating.colour,
            status=_status(record),
            update=_joined(record, Column.UPDATE, Column.NOTES, Column.EVIDENCE),
            section=record.section,
            others=tuple(record.others),
            doubts=tuple(filter(None, doubts)),
        )


_ANNOUNCING = {Column.NUMBER, Column.RECOMMENDATION, Column.SCOPE}
_SHARED = {
    Column.LEAD,
    Column.TARGET,
    Column.MILESTONES,
    Column.COMPLETED,
    Column.UPDATE,
    Column.RAG,
    Column.STATUS,
    Column.OUTCOME,
}
"""The cells that may hold a list with as many parts as the actions beside it."""
_ANSWER = re.compile(r"(?i)yes|no|y|n")
_NO_OUTCOME = re.compile(r"(?i)(?:yes|no|y|n|n\.?\s?/?a\.?|tbc|tba|nil|none|[-–—.]+)")


def _numbered(group: _Group, part: str, rows: list[Row]) -> Iterator[Row]:
    """The rows with the number of their recommendation, known once all its records are."""
    number = group.number_for(part)
    own = part if part != number else ""
    return (replace(row, number=number, action_number=row.action_number or own) for row in rows)


def _part(record: Record, items: tuple[str, ...], place: int) -> Record:
    """One of the actions that a record holds, with its share of the other cells."""
    cells = {
        column: [
            replace(cell, text=shares(cell.text, len(items))[place], day=None) for cell in cells
        ]
        if column in _SHARED and any("\n" in cell.text for cell in cells)
        else cells
        for column, cells in record.cells.items()
    }
    return replace(record, cells={**cells, Column.ACTION: [Cell(items[place])]})


def _printed(record: Record) -> str:
    return as_printed("\n".join(record.texts(Column.RECOMMENDATION)))


def _scope(record: Record) -> str:
    return as_written(" / ".join(record.texts(Column.SCOPE)))


def _rating(record: Record, shown: str) -> Rating:
    """The colour of the rating column, else of the status, else the one that the row shows."""
    cells = [*record.cells.get(Column.RAG, ()), *record.cells.get(Column.STATUS, ())]
    ratings = [read_rating(cell.text, cell.fill) for cell in cells]
    coloured = next((rating for rating in ratings if rating.colour), None)
    doubt = next((rating.doubt for rating in ratings if rating.doubt), "")
    return coloured or Rating(shown, doubt)


def _target(record: Record) -> tuple[Reading, str]:
    cell = record.first(Column.TARGET)
    text = as_written(cell.text)
    found = read_target(text, cell.day)
    others = [other for other in record.texts(Column.TARGET) if other != cell.text]
    if others and not found.doubt:
        found = Reading(found.day, OTHER_DATE.format(as_written(others[0])))
    return found, text


def _completion(record: Record) -> tuple[Reading, str]:
    """The date of completion, and what the same or the next column says of the outcome."""
    found, words = Reading(), list(map(as_written, record.texts(Column.OUTCOME)))
    for cell in record.cells.get(Column.COMPLETED, ()):
        text = as_written(cell.text)
        read = read_completion(text, cell.day)
        found = found if found.day else read if read.day or not found.doubt else found
        if text and not (cell.day or is_only_a_date(text) or _NO_OUTCOME.fullmatch(text)):
            first, _, rest = text.partition("\n")
            words.append(rest if rest and is_only_a_date(first) else text)
    if not found.day:
        found = _ended_elsewhere(record) or found
    return found, "\n".join(words)


def _ended_elsewhere(record: Record) -> Reading | None:
    """A date of completion in another column, which begins by saying so: taken, but to be checked."""
    others = () if Column.COMPLETED in record.cells else (Column.MILESTONES, Column.UPDATE)
    for text in record.texts(Column.OUTCOME, Column.STATUS, Column.RAG, *others):
        read = read_completion(text) if begins_with_the_end(text) else Reading()
        if read.day:
            return Reading(read.day, read.doubt or UNCLEAR_END.format(read.day, text[:60]))
    return None


def _status(record: Record) -> str:
    """What is said of how it goes in more than the name of a colour."""
    answers = [text for text in record.texts(Column.COMPLETED) if _ANSWER.fullmatch(text)]
    words = [*record.texts(Column.STATUS, Column.RAG), *answers]
    return "\n".join(as_written(text) for text in words if not is_only_a_colour(text))


def _joined(record: Record, *columns: Column) -> str:
    return "\n".join(as_written(text) for text in record.texts(*columns))


def _added(before: str, words: str) -> str:
    known = set(before.split("\n"))
    return "\n".join(filter(None, [before, *(w for w in words.split("\n") if w not in known)]))


def _of_cells(record: Record) -> Iterator[str]:
    if record.line.hidden:
        yield HIDDEN
    for cells in record.cells.values():
        yield from (cell.doubt for cell in cells if cell.doubt)
