"""The files that a plan can be handed out as: its type, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actionplans.exports.delimited import to_csv
from actionplans.exports.rows import PlanCopy
from actionplans.exports.word import to_docx
from actionplans.exports.xlsx import to_xlsx
from reviews.files import CSV, DOCX, XLSX, FileType


@dataclass(frozen=True, slots=True)
class Format:
    type: FileType
    make: Callable[[PlanCopy], bytes]


FORMATS = {
    "xlsx": Format(XLSX, to_xlsx),
    "docx": Format(DOCX, to_docx),
    "csv": Format(CSV, to_csv),
}
