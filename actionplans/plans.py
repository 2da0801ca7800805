"""The reading of an action plan: from tables of cells to what each action says. `tables` reads the files.

`read_plan` finds the tables that are plans (`headers`, `columns`), takes their rows (`records`), and reads
each cell by its meaning (`rows`, `dates`, `ratings`, `numbers`, `lists`). A person confirms it: every row
keeps where it came from, and a sentence for each thing to check. No database and no request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from actionplans.reading.columns import Column, meaning_of, plain
from actionplans.reading.fills import row_colours
from actionplans.reading.grid import Place, Table, Tables, UnreadablePlan, spoken
from actionplans.reading.headers import Header
from actionplans.reading.ratings import Meaning, legend_in
from actionplans.reading.records import TableReading, read_table
from actionplans.reading.rows import Row, rows_from
from actionplans.reading.sheets import choose

__all__ = [
    "Column",
    "Meaning",
    "Place",
    "Plan",
    "PlanColumn",
    "Row",
    "Tables",
    "UnreadablePlan",
    "labels_of",
    "read_plan",
]

NO_RATING_COLUMN = "The plan has no RAG rating: no column for it and no colours."
NO_RATINGS = "{} no RAG rating."
NO_TARGETS = "{} no target date."
NO_LEADS = "{} no lead agency."
HIDDEN_COLUMN = "The hidden column “{}” of {} was left out."
ONLY_DATE = (
    "The column “{}” of {} was taken for the target date, for there is no other. Check that it is."
)
UNKNOWN_COLUMN = (
    "The column “{}” of {} has no place in the plan. Its words are kept beside each row."
)
UNKNOWN_COLUMNS = (
    "{} columns of {} have no place in the plan: {}. Their words are kept beside each row."
)
NO_ACTIONS = "The plan has no column for actions: each row is a recommendation."


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column as its header prints it, and what it was taken for; None stands for a hidden or unknown one."""

    table: str
    label: str
    column: Column | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file says: its columns, a row for each action, what its colours mean, what to check."""

    columns: tuple[PlanColumn, ...] = ()
    rows: tuple[Row, ...] = ()
    legend: tuple[Meaning, ...] = ()
    warnings: tuple[str, ...] = ()


# --- the meaning ----------------------------------------------------------------------------


def labels_of(tables: Tables) -> tuple[str, ...]:
    """The labels that columns can be named by when none was recognised: of the first full row of each table."""
    found: list[str] = []
    for table in tables.tables:
        widest = max((len(set(line.texts())) for line in table.lines), default=0)
        first = next((li for li in table.lines if len(set(li.texts())) * 3 >= widest * 2), None)
        found.extend(first.texts() if first and widest > 1 else ())
    return tuple(dict.fromkeys(found))


def read_plan(tables: Tables, mapping: Mapping[str, Column] | None = None) -> Plan:
    """Propose a reading of a plan. `mapping` (label → meaning) overrides what the labels seem to say.

    Raises `UnreadablePlan` when no table is a plan.
    """
    chosen = {plain(label): column for label, column in (mapping or {}).items()}
    readings, left_out = choose(_read(tables.tables, chosen))
    if not any(reading.records for reading in readings):
        raise UnreadablePlan("not_a_plan")
    rows = _rows(readings)
    return Plan(
        columns=_columns(readings),
        rows=rows,
        legend=_legend(tables, left_out, readings),
        warnings=tuple(
            dict.fromkeys(
                [
                    *tables.warnings,
                    *(warning for reading in left_out for warning in reading.warnings),
                    *(warning for reading in readings for warning in reading.warnings),
                    *_on_columns(readings),
                    *_gaps(rows, readings),
                ]
            )
        ),
    )


def _read(tables: Sequence[Table], mapping: Mapping[str, Column]) -> list[TableReading]:
    readings: list[TableReading] = []
    before: Header | None = None
    for table in tables:
        reading = read_table(table, mapping, before)
        before = reading.header or (before if not reading.records else None)
        readings.append(reading)
    return readings


def _rows(readings: Sequence[TableReading]) -> tuple[Row, ...]:
    """The rows table by table; one that goes on without a header carries on from the table before."""
    runs: list[list[TableReading]] = []
    for reading in readings:
        if reading.continued and runs:
            runs[-1].append(reading)
        else:
            runs.append([reading])
    rows: list[Row] = []
    for run in runs:
        records = [record for reading in run for record in reading.records]
        has_action = any(Column.ACTION in record.cells for record in records)
        colours = row_colours(records)
        ours = any(header.is_ours() for reading in run for header in reading.headers)
        rows.extend(rows_from(records, has_action=has_action, colours=colours, divides=not ours))
    return tuple(rows)


def _columns(readings: Sequence[TableReading]) -> tuple[PlanColumn, ...]:
    return tuple(
        dict.fromkeys(
            PlanColumn(reading.table.name, heading.label, heading.column)
            for reading in readings
            if not reading.continued
            for header in reading.headers
            for heading in header.headings
        )
    )


def _legend(
    tables: Tables, left_out: Sequence[TableReading], readings: Sequence[TableReading]
) -> tuple[Meaning, ...]:
    """One meaning for each colour; the plan's own tables count before other sheets and the words around."""
    found: dict[str, Meaning] = {}
    for reading in (*readings, *left_out):
        labels = [heading.label for header in reading.headers for heading in header.headings]
        rows = reading.legend if len({meaning.colour for meaning in reading.legend}) > 1 else []
        for meaning in (*rows, *legend_in([*reading.words, *labels])):
            found.setdefault(meaning.colour, meaning)
    for meaning in legend_in(tables.after):
        found.setdefault(meaning.colour, meaning)
    return tuple(found.values())


def _on_columns(readings: Sequence[TableReading]) -> list[str]:
    said = []
    for reading in readings:
        for header in reading.headers:
            for heading in () if header.is_ours() else header.headings:
                if heading.at in reading.table.hidden_columns and heading.column is None:
                    said.append(HIDDEN_COLUMN.format(heading.label, spoken(reading.table.name)))
                elif (
                    heading.column is Column.TARGET
                    and meaning_of(heading.label) is Column.COMPLETED
                ):
                    said.append(ONLY_DATE.format(heading.label, spoken(reading.table.name)))
        said.extend(_on_unknown_columns(reading))
    return said


def _on_unknown_columns(reading: TableReading) -> Iterator[str]:
    """One sentence for a table, however many columns of its own it has."""
    headings = (h for header in reading.headers if not header.is_ours() for h in header.headings)
    hidden = reading.table.hidden_columns
    labels = [h.label for h in headings if h.column is None and h.at not in hidden]
    quoted = [f"“{label}”" for label in dict.fromkeys(labels)]
    if len(quoted) == 1:
        yield UNKNOWN_COLUMN.format(*dict.fromkeys(labels), spoken(reading.table.name))
    elif quoted:
        yield UNKNOWN_COLUMNS.format(len(quoted), spoken(reading.table.name), ", ".join(quoted))


def _has_a_rating_column(readings: Sequence[TableReading]) -> bool:
    headers = (header for reading in readings for header in reading.headers)
    return any(Column.RAG in header.columns() for header in headers)


def _gaps(rows: Sequence[Row], readings: Sequence[TableReading]) -> list[str]:
    """What is missing from many rows is said once."""
    said = [] if any(row.action for row in rows) else [NO_ACTIONS]
    unrated = sum(not row.rag for row in rows)
    if unrated == len(rows) and not _has_a_rating_column(readings):
        said.append(NO_RATING_COLUMN)
    elif unrated:
        said.append(NO_RATINGS.format(_counted(unrated)))
    for form, name in ((NO_TARGETS, "target_date_text"), (NO_LEADS, "lead_agency")):
        missing = sum(not getattr(row, name) for row in rows)
        said.extend([form.format(_counted(missing))] if missing else [])
    return said


def _counted(count: int) -> str:
    return f"{count:,} rows have" if count > 1 else "1 row has"
