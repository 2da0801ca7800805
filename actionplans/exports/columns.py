"""The columns of a spreadsheet of the plan: the template's in its words and order, and how each action stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from actionplans.exports.rows import Row, plain
from actionplans.naming import in_a_line

Value = str | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters, and what it shows of a row."""

    heading: str
    width: int
    shown: Callable[[Row], Value]


RATING = "RAG rating"
COLUMNS = (
    Column("Recommendation number", 15, lambda row: row.number),
    Column("Recommendation", 34, lambda row: row.recommendation),
    Column("Scope of recommendation (i.e. local or regional)", 16, lambda row: row.scope),
    Column("Action to take", 34, lambda row: row.action),
    Column("Lead Agency", 18, lambda row: row.lead),
    Column("Supporting agencies", 18, lambda row: in_a_line(row.supporting)),
    Column("Key milestones achieved in enacting recommendation", 34, lambda row: row.milestones),
    Column("Target Date", 13, lambda row: row.target),
    Column("Date of completion", 13, lambda row: row.completed),
    Column("Outcome", 26, lambda row: row.outcome),
    Column(RATING, 15, lambda row: row.rating.full if row.action else ""),
    Column("Reason for the rating", 26, lambda row: row.reason),
    Column("Overdue", 10, lambda row: "Overdue" if row.overdue else ""),
    Column("Not taken forward", 26, lambda row: row.ended),
    Column("Last updated", 13, lambda row: row.updated_on),
    Column("Last update", 34, lambda row: row.update),
)
"""The template has one column for the date of completion and the outcome; a date that can be sorted and
filtered needs a cell of its own. It has none for the supporting agencies."""


def values(row: Row) -> Iterator[Value]:
    for column in COLUMNS:
        value = column.shown(row)
        yield plain(value) if isinstance(value, str) else value
