"""Plans as files with real bytes, and imports that walk there through the actions that a person would take."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from accounts.models import User
from actionplans.exports.formats import FORMATS
from actionplans.exports.rows import copy_of
from actionplans.plans import Plan, UnreadablePlan, read_plan
from actionplans.tables import read_tables
from intake import actions
from intake.comparing import compare
from intake.models import ImportedRow, PlanImport
from reviews.files import CSV, XLSX, ExaminedFile, FileType
from reviews.models import Review

COLUMNS = (
    "Recommendation number",
    "Recommendation",
    "Scope of recommendation (i.e. local or regional)",
    "Action to take",
    "Lead Agency",
    "Key milestones achieved in enacting recommendation",
    "Target Date",
    "Date of completion and outcome",
    "RAG rating",
    "Progress update",
)
SHORT = (
    "number",
    "recommendation",
    "scope",
    "action",
    "lead",
    "milestones",
    "target",
    "completed",
    "rag",
    "update",
)
USUAL = {
    "number": "1",
    "recommendation": "Agencies should share what they know of economic abuse.",
    "scope": "Local",
    "action": "Write a joint protocol.",
    "lead": "Northbrook Council",
}


def said(**details: Any) -> dict[str, Any]:
    """One row of a plan; what is not named is usual."""
    return USUAL | details


def plan_file(
    *rows: dict[str, Any], name: str = "plan.xlsx", columns: tuple[str, ...] = SHORT
) -> ExaminedFile:
    """A plan as CSV or Excel, by the ending of its name; only `columns` are printed."""
    headings = [COLUMNS[SHORT.index(column)] for column in columns]
    lines = [headings, *([row.get(column, "") for column in columns] for row in rows or (said(),))]
    return file_of(lines, name)


def file_of(lines: list[list[Any]], name: str = "plan.xlsx") -> ExaminedFile:
    csv_file = name.endswith(".csv")
    return examined((_csv if csv_file else _xlsx)(lines), name, CSV if csv_file else XLSX)


def examined(data: bytes, name: str, kind: FileType) -> ExaminedFile:
    return ExaminedFile(data, name, kind, hashlib.sha256(data).hexdigest())


def exported(review: Review, form: str) -> ExaminedFile:
    """The plan of a review as its own download."""
    made = FORMATS[form]
    data = made.make(copy_of(review, on=timezone.localdate()))
    return examined(data, f"plan.{form}", made.type)


def kept(review: Review, file: ExaminedFile, *, by: User) -> PlanImport:
    """Brought in and read, and still in hand; without rows where no table is a plan."""
    try:
        plan = read_plan(read_tables(file.data, file.name))
    except UnreadablePlan:
        plan = Plan()
    return actions.keep_plan(review, file=file, plan=plan, by=by)


def plan_in_hand(review: Review, *rows: dict[str, Any], by: User) -> PlanImport:
    return kept(review, plan_file(*rows), by=by)


def confirmed(plan_import: PlanImport, *, by: User, **details: Any) -> PlanImport:
    """Confirmed as it stands, by somebody who looked just now."""
    fresh = PlanImport.unscoped.get(pk=plan_import.pk)
    usual = {
        "version": fresh.version,
        "seen": compare(fresh).seen,
        "dated": timezone.localdate(),
    }
    return actions.confirm_plan(fresh, by=by, **usual | details)


def brought_in(review: Review, *rows: dict[str, Any], by: User) -> PlanImport:
    return confirmed(plan_in_hand(review, *rows, by=by), by=by)


def fixed(row: ImportedRow, *, by: User, **details: Any) -> ImportedRow:
    version = PlanImport.unscoped.get(pk=row.plan_import_id).version
    return actions.fix_row(row, version=version, by=by, **details)


def _csv(lines: list[list[Any]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    return file.getvalue().encode("utf-8-sig")


def _xlsx(lines: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Action plan")
    for line in lines:
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
