"""What a look into a file can come to: its kind and what it holds, or a reason why it may not be kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a file may not be kept; `reviews.files` has the sentence for each."""

    WRONG_TYPE = "wrong_type"
    DAMAGED = "damaged"
    PASSWORD = "password"  # noqa: S105 -- the name of a reason
    LOCKED_OR_OLD = "locked_or_old"
    NO_PAGES = "no_pages"
    UNPACKS = "unpacks"
    PDF_UNPACKS = "pdf_unpacks"
    ODD_XML = "odd_xml"
    MACROS = "macros"
    OBJECTS = "objects"
    COMMANDS = "commands"
    FETCHES = "fetches"
    PDF_PROGRAMS = "pdf_programs"
    PDF_ACTS = "pdf_acts"
    PDF_SENDS = "pdf_sends"
    PDF_FORM = "pdf_form"
    PROGRAM_INSIDE = "program_inside"
    PICTURE_SIZE = "picture_size"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"


class Holds(StrEnum):
    """What a file may hold and yet be kept: it is named beside the file."""

    FILES = "files"
    LINKED = "linked"
    DATA = "data"
    TEMPLATE = "template"
    OTHER_FILES = "other_files"
    MEDIA = "media"


class Unfit(Exception):
    """The file may not be kept."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Inside:
    """The ending that tells the kind of file, and what it holds."""

    suffix: str
    holds: tuple[Holds, ...] = ()
