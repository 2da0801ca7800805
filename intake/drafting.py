"""From a row as it was read to a row as it will be saved, for a person to check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from actionplans.naming import BETWEEN, beside
from actionplans.naming import tidy as as_line
from actionplans.plans import Plan, Row
from actionplans.reading.columns import plain
from actionplans.reading.dates import is_only_a_date
from intake.models import ImportedRow, PlanImport

STANDS_FOR_ACTION = (
    "The file names no action here. The words of the recommendation were taken for it."
)
ONLY_THE_DATE = "The date was taken for the target date. The file says “{}”."
IN_THE_PLAN = "In the plan “{}” that was brought in."
MAY_BE_SEVERAL = "“{}” may be several agencies. Give each a line of its own."
REASON_COLUMN = "reason for the rating"
PLACE = 300


def rows_of(plan_import: PlanImport, plan: Plan) -> Iterator[ImportedRow]:
    """Not saved yet, in the order of the file."""
    name = plan_import.file.name
    for position, row in enumerate(plan.rows, start=1):
        yield ImportedRow(
            plan_import=plan_import,
            position=position,
            place=str(row.place)[:PLACE],
            as_read=asdict(row),
            doubts=[*row.doubts, *_doubts(row)],
            **_details(row, name),
        )


def about(plan: Plan) -> dict[str, Any]:
    """What a file says besides its rows, as `PlanImport` keeps it."""
    return {
        "columns": [
            {"table": one.table, "label": one.label, "meaning": one.column or ""}
            for one in plan.columns
        ],
        "legend": {meaning.colour: meaning.words for meaning in plan.legend},
        "warnings": list(plan.warnings),
    }


def _details(row: Row, name: str) -> dict[str, Any]:
    status, (lead, supporting) = _status(row), _agencies(row)
    return {
        "number": row.number,
        "recommendation": row.recommendation,
        "scope": as_line(row.scope),
        "text": row.action or (row.recommendation if _has_more(row) else ""),
        "lead_agency": lead,
        "supporting": "\n".join(supporting),
        "milestones": row.milestones,
        "target_date": row.target_date,
        "target_date_text": "" if row.target_date else as_line(row.target_date_text),
        "completed_on": row.completed_on,
        "outcome": row.outcome,
        "rating": row.rag,
        "reason": _reason(row, status, name) if row.rag else "",
        "update": row.update or status,
    }


def _doubts(row: Row) -> Iterator[str]:
    if not row.action and _has_more(row):
        yield STANDS_FOR_ACTION
    if row.target_date and not row.doubts and not is_only_a_date(row.target_date_text):
        yield ONLY_THE_DATE.format(row.target_date_text)
    lead, supporting = _agencies(row)
    yield from (
        MAY_BE_SEVERAL.format(name) for name in (lead, *supporting) if _SEVERAL.search(name)
    )


def _has_more(row: Row) -> bool:
    """Whether a row says what only an action can have."""
    told = (row.lead_agency, row.supporting, row.milestones, row.target_date_text, row.outcome)
    return any((*told, row.completed_on, row.rag, row.status, row.update))


def _status(row: Row) -> str:
    """What is said of how it goes, unless it only says what the colour means."""
    lines = row.status.splitlines()
    return "\n".join(line for line in lines if not _COLOUR_AND_MEANING.match(line))


_COLOUR_AND_MEANING = re.compile(r"(?i)\W*(?:red|amber|green|blue|no rating)\b")


def _reason(row: Row, status: str, name: str) -> str:
    printed = next((text for label, text in row.others if plain(label) == REASON_COLUMN), "")
    return printed or row.update or status or IN_THE_PLAN.format(name)


def _agencies(row: Row) -> tuple[str, list[str]]:
    """The lead, and those beside it; our own Word copy prints these under the lead."""
    lines = row.lead_agency.splitlines()
    under = [found[1] for line in lines if (found := _SUPPORTING.match(line))]
    lead = BETWEEN.join(line for line in lines if not _SUPPORTING.match(line))
    return lead, beside(lead, [row.supporting, *under])


_SUPPORTING = re.compile(r"(?i)supporting(?: agenc(?:y|ies))?\s*:\s*(.*)")
_SEVERAL = re.compile(r"[,;](?![^()]*\))")
