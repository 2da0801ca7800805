"""The look into an uploaded file: of which kind it is by its content, and whether it may be kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable

from reviews.file_types import CSV, DOCX, JPEG, PDF, PNG, TEXT, XLSX, FileType
from reviews.inside.found import Holds, Inside, Reason, Unfit
from reviews.inside.office import TORN, look_into_office
from reviews.inside.pdf import look_into_pdf
from reviews.inside.pictures import look_into_picture


def look(data: bytes, name: str, allowed: tuple[str, ...]) -> Inside:
    """`allowed` are endings. Raises `Unfit`; a type that is not allowed is looked into no further."""
    if data.startswith(_OLE):
        raise Unfit(Reason.LOCKED_OR_OLD)
    kind = type_of(data, name)
    if kind is None or kind.suffix not in allowed:
        raise Unfit(Reason.WRONG_TYPE)
    holds = set(_LOOKS[kind](data)) if kind in _LOOKS else set()
    return Inside(kind.suffix, tuple(one for one in Holds if one in holds))


def type_of(data: bytes, name: str = "") -> FileType | None:
    """The type by content; the name only tells CSV from other text."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    if _is_text(data):
        return CSV if name.lower().endswith(".csv") else TEXT
    return None


_SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_OFFICE_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
# Office wraps a file with a password in this container, and wrote everything in it before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = bytes(byte for byte in range(32) if byte < 9 or byte > 13)
_LOOKS: dict[FileType, Callable[[bytes], Iterable[Holds]]] = {
    PDF: look_into_pdf,
    DOCX: look_into_office,
    XLSX: look_into_office,
    PNG: look_into_picture,
    JPEG: look_into_picture,
}
"""Text and CSV have no parts to look into: what a cell begins with is data here, and guarded where it leaves."""


def _office_type(data: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except TORN:
        raise Unfit(Reason.DAMAGED) from None
    return next((kind for part, kind in _OFFICE_PARTS if part in names), None)


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return len(data.translate(None, _CONTROL)) == len(data)
