"""What an uploaded file really is, and whether it may be kept: by its content, never by its name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from reviews.file_types import (
    CSV,
    DOCX,
    EVIDENCE_TYPES,
    JPEG,
    LETTER_TYPES,
    PDF,
    PNG,
    TEXT,
    XLSX,
    FileType,
    listed,
)
from reviews.inside.found import Holds, Inside, Reason
from reviews.scanning import scan
from sandbox.apart import apart

__all__ = [
    "CSV",
    "DOCX",
    "EVIDENCE_TYPES",
    "JPEG",
    "LETTER_TYPES",
    "PDF",
    "PNG",
    "TEXT",
    "XLSX",
    "ExaminedFile",
    "FileType",
    "Holds",
    "UnsafeFile",
    "WrongType",
    "examine",
    "safe_name",
]

NAME_LENGTH = 120
MB = 1024 * 1024


class UnsafeFile(Exception):
    """The file may not be kept; the message says why and what to do, for the person who sent it."""


class WrongType(UnsafeFile):
    """The file is of a kind that is not asked for; the message lists those that are."""


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file that may be kept. `name` is safe to show and to send in a header; `holds` is named beside it."""

    data: bytes
    name: str
    type: FileType
    sha256: str
    holds: tuple[Holds, ...] = ()

    @property
    def size(self) -> int:
        return len(self.data)


def examine(
    data: bytes, name: str, *, allowed: tuple[FileType, ...], max_bytes: int
) -> ExaminedFile:
    """Look at a file before it is kept: for viruses first, then inside it, apart from this process.

    Raises `UnsafeFile`, and what `scan` raises.
    """
    if not data:
        raise UnsafeFile("The file is empty. Choose another file.")
    if len(data) > max_bytes:
        raise UnsafeFile(f"The file must be smaller than {max_bytes // MB} MB.")
    scan(data)
    inside = _looked_into(data, name, allowed)
    kind = next(kind for kind in allowed if kind.suffix == inside.suffix)
    sha256 = hashlib.sha256(data).hexdigest()
    return ExaminedFile(data, safe_name(name, kind), kind, sha256, inside.holds)


def _looked_into(data: bytes, name: str, allowed: tuple[FileType, ...]) -> Inside:
    def refusal(code: str) -> UnsafeFile:
        if code == Reason.WRONG_TYPE:
            return WrongType(f"The file must be one of these types: {listed(allowed)}.")
        return UnsafeFile(SENTENCES[code])

    endings = tuple(kind.suffix for kind in allowed)
    inside = apart("reviews.inside.look.look", data, name, endings, returns=Inside, refusal=refusal)
    if inside.suffix not in endings:
        raise refusal(Reason.DAMAGED)
    return inside


def safe_name(name: str, kind: FileType) -> str:
    """The name that was given, without folders, control and direction marks, and with its true ending."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", shown) or "file"
    return stem[: NAME_LENGTH - len(kind.suffix)].strip(" .") + kind.suffix


_PRINT = "Open it, print it to a new PDF (“Print”, then “Save as PDF”), and upload that."
SENTENCES: dict[str, str] = {
    Reason.DAMAGED: (
        "The file is damaged and cannot be opened. Save it again and upload the new copy."
    ),
    Reason.PASSWORD: (
        "The file is protected by a password. Save a copy without a password and upload that."
    ),
    Reason.LOCKED_OR_OLD: (
        "The file is protected by a password, or from an old version of Office. "
        "Save it as .docx or .xlsx without a password and upload that."
    ),
    Reason.NO_PAGES: "The PDF has no pages. Choose another file.",
    Reason.UNPACKS: "The file unpacks to far more than its size. Save it again in Word or Excel.",
    Reason.PDF_UNPACKS: f"The PDF unpacks to far more than its size. {_PRINT}",
    Reason.ODD_XML: (
        "The file holds XML that office files do not use. Save it again in Word or Excel."
    ),
    Reason.MACROS: ("The file holds macros or programs. Save it as .docx or .xlsx without macros."),
    Reason.OBJECTS: (
        "The file holds objects of other programs, which could run something. Take them out, or "
        "save the file as PDF, and upload that."
    ),
    Reason.COMMANDS: (
        "The file has fields that start other programs (DDE). Take them out, or save the file as "
        "PDF, and upload that."
    ),
    Reason.FETCHES: (
        "The file fetches a template or an object from the internet when it is opened, and that "
        "could bring programs along. Copy its text into a new document and upload that."
    ),
    Reason.PDF_PROGRAMS: f"The PDF holds programs or starts them. {_PRINT}",
    Reason.PDF_ACTS: f"The PDF does something by itself when it is opened. {_PRINT}",
    Reason.PDF_SENDS: f"The PDF is a form that sends or fetches what is in it. {_PRINT}",
    Reason.PDF_FORM: (f"The PDF is a form of a kind that not everybody can open (XFA). {_PRINT}"),
    Reason.PROGRAM_INSIDE: (
        "The PDF has a program attached to it. Take the attachment off and upload the new copy."
    ),
    Reason.PICTURE_SIZE: (
        "The picture has more than 100 million dots. Save it in a smaller size and upload that."
    ),
    Reason.TOO_SLOW: (
        "The file takes too long to read. Save it again, or divide it, and upload the new copy."
    ),
    Reason.TOO_LARGE: (
        "The file is too large to open safely. Save it again, or divide it, and upload the new copy."
    ),
}
