"""The kinds of file that the service takes in, and what it calls them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileType:
    label: str
    suffix: str
    content_type: str


PDF = FileType("PDF", ".pdf", "application/pdf")
DOCX = FileType(
    "Word",
    ".docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
XLSX = FileType(
    "Excel", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)
PNG = FileType("PNG picture", ".png", "image/png")
JPEG = FileType("JPEG picture", ".jpg", "image/jpeg")
CSV = FileType("CSV", ".csv", "text/csv")
TEXT = FileType("text", ".txt", "text/plain")
EVIDENCE_TYPES = (PDF, DOCX, XLSX, PNG, JPEG, CSV, TEXT)
LETTER_TYPES = (PDF, DOCX, TEXT)


def listed(kinds: tuple[FileType, ...]) -> str:
    labels = [f"{kind.label} ({kind.suffix})" for kind in kinds]
    return ", ".join(labels[:-1]) + f" or {labels[-1]}"
