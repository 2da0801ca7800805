"""Which of the tables that could be read are the plan, and which are guidance, lists or old copies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actionplans.reading.records import TableReading

NOT_A_PLAN = "{} is not an action plan and was left out."
HIDDEN = "{} is hidden and was left out."
HIDDEN_READ = "{} is hidden. It was read, for no other sheet holds a plan."


def choose(readings: Sequence[TableReading]) -> tuple[list[TableReading], list[TableReading]]:
    """(the plan, the rest); what is left out says so in its warnings.

    A hidden sheet counts only if nothing else does. A form of labels and values on a sheet is taken
    for guidance when another sheet has a table with a header.
    """
    plans = [reading for reading in readings if reading.records and not _is_guidance(reading)]
    plans = plans or [reading for reading in readings if reading.records]
    shown = [reading for reading in plans if not reading.table.hidden]
    for reading in [] if shown else plans:
        reading.warnings.append(HIDDEN_READ.format(reading.table.name))
    plans = shown or plans
    if any(reading.header for reading in plans):
        plans = [reading for reading in plans if reading.header or not _is_sheet(reading)]
    kept = [reading for reading in plans if not _is_inside(reading, plans, readings)]
    rest = [reading for reading in readings if reading not in kept]
    for reading in rest:
        reading.warnings = _on_left_out(reading)
    return kept, rest


def _on_left_out(reading: TableReading) -> list[str]:
    if reading.table.hidden:
        return [HIDDEN.format(reading.table.name)]
    nested = reading.table.within is not None
    return [] if nested else [NOT_A_PLAN.format(reading.table.name)]


def _is_sheet(reading: TableReading) -> bool:
    return reading.table.name.startswith("Sheet ")


def _is_guidance(reading: TableReading) -> bool:
    first = reading.table.lines[0].texts()[:1] if reading.table.lines else []
    return bool(
        (_is_sheet(reading) and _GUIDANCE.search(reading.table.name))
        or (not reading.header and first and _ABOUT_COLUMNS.fullmatch(first[0].strip()))
    )


def _is_inside(
    reading: TableReading, plans: Sequence[TableReading], all_readings: Sequence[TableReading]
) -> bool:
    """A table within a cell of a plan is part of that cell."""
    within = reading.table.within
    return within is not None and all_readings[within] in plans


_GUIDANCE = re.compile(
    r"(?i)\b(?:guidance|guide|guidelines|instructions?|how to|lists?|look ?ups?|drop ?downs?|example|template|key|legend|"
    r"definitions?|glossary|contacts?|read ?me|validation)\b"
)
_ABOUT_COLUMNS = re.compile(r"(?i)columns?|fields?|headings?|column (?:name|heading)")
