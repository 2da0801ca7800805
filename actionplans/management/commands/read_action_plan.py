"""Read action plans from files and print what they say, without any database."""

from __future__ import annotations

from typing import Any

from actionplans.apart import read_plan, read_tables
from actionplans.plans import Plan, Row, UnreadablePlan
from feedback.reading_command import ReadingCommand


def _reading(data: bytes, name: str) -> dict[str, Any]:
    try:
        plan = read_plan(read_tables(data))
    except UnreadablePlan as unreadable:
        return {**_shape(Plan()), "error": unreadable.code, "warnings": [str(unreadable)]}
    return _shape(plan)


def _shape(plan: Plan) -> dict[str, Any]:
    return {
        "rows": len({row.place for row in plan.rows}),
        "entries": [_entry(row) for row in plan.rows],
        "legend": {meaning.colour: meaning.words for meaning in plan.legend},
        "warnings": [
            *plan.warnings,
            *(f"{_capital(str(row.place))}: {doubt}" for row in plan.rows for doubt in row.doubts),
        ],
        "error": None,
    }


def _entry(row: Row) -> dict[str, Any]:
    return {
        "recommendation_number": row.number or None,
        "recommendation": row.recommendation or None,
        "scope": row.scope or None,
        "action": row.action or None,
        "lead_agency": row.lead_agency or None,
        "target_date": row.target_date,
        "target_date_text": row.target_date_text or None,
        "completed_date": row.completed_on,
        "rag": row.rag or None,
        "milestones": row.milestones or None,
        "outcome": row.outcome or None,
        "status": row.status or None,
        "update": row.update or None,
        "table": row.place.table,
        "row": row.place.line,
    }


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


class Command(ReadingCommand):
    help = "Reads action plans (DOCX, XLSX, CSV) and prints, or writes, what they say as JSON."
    read = staticmethod(_reading)
