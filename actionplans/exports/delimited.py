"""A plan as CSV: UTF-8 with its mark, so that Excel reads it, dates that mean the same everywhere, nothing that runs."""

from __future__ import annotations

import csv
import io

from actionplans.exports.columns import COLUMNS, Value, values
from actionplans.exports.rows import PlanCopy
from actionplans.formulas import guarded


def to_csv(plan: PlanCopy) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerows([_cell(value) for value in values(row)] for row in plan.rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    return guarded(value) if isinstance(value, str) else value.isoformat() if value else ""
