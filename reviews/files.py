"""What an uploaded file really is, and whether it may be kept: by its content, never by its name."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

import pikepdf


class UnsafeFile(Exception):
    """The file may not be kept; the message says why and what to do, for the person who sent it."""


class WrongType(UnsafeFile):
    """The file is of a kind that is not asked for; the message lists those that are."""


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

MAX_EXPANDED_BYTES = 300 * 1024 * 1024
MAX_EXPANSION = 200
MAX_ZIP_MEMBERS = 5_000
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file that may be kept. `name` is safe to show and to send in a header."""

    data: bytes
    name: str
    type: FileType
    sha256: str

    @property
    def size(self) -> int:
        return len(self.data)


def examine(
    data: bytes, name: str, *, allowed: tuple[FileType, ...], max_bytes: int
) -> ExaminedFile:
    """Look at a file before it is kept. Raises `UnsafeFile`."""
    if not data:
        raise UnsafeFile("The file is empty. Choose another file.")
    if len(data) > max_bytes:
        raise UnsafeFile(f"The file must be smaller than {max_bytes // (1024 * 1024)} MB.")
    if data.startswith(_OLE):
        raise UnsafeFile(_LOCKED_OR_OLD)
    kind = type_of(data, name)
    if kind not in allowed:
        raise WrongType(f"The file must be one of these types: {_listed(allowed)}.")
    _CHECKS.get(kind, _nothing)(data)
    return ExaminedFile(data, safe_name(name, kind), kind, hashlib.sha256(data).hexdigest())


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


def safe_name(name: str, kind: FileType) -> str:
    """The name that was given, without folders, control and direction marks, and with its true ending."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", shown) or "file"
    return stem[: NAME_LENGTH - len(kind.suffix)].strip(" .") + kind.suffix


_SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_OFFICE_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
# Office wraps a file with a password in this container, and wrote everything in it before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = bytes(byte for byte in range(32) if byte < 9 or byte > 13)
_TORN = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)
_MACRO = re.compile(r"(?i)vbaProject\.bin$|/activeX/|/embeddings/.*\.(exe|bin|js|vbs)$")


def _office_type(data: bytes) -> FileType | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except _TORN:
        raise UnsafeFile(_DAMAGED) from None
    return next((kind for part, kind in _OFFICE_PARTS if part in names), None)


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return len(data.translate(None, _CONTROL)) == len(data)


def _check_pdf(data: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise UnsafeFile(
            "The file is protected by a password. Save a copy without a password and upload that."
        ) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        # qpdf says so itself where its limits have been set, as `printing.opening` does.
        raise UnsafeFile(_NO_PAGES if "no pages found" in str(error) else _DAMAGED) from None
    if not pages:
        raise UnsafeFile(_NO_PAGES)


def _check_office(data: bytes) -> None:
    """Refuse what expands beyond reason, carries macros, or declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_size(members, len(data))
            for member in members:
                _check_member(archive, member)
    except _TORN:
        raise UnsafeFile(_DAMAGED) from None


def _check_size(members: list[zipfile.ZipInfo], packed: int) -> None:
    expanded = sum(member.file_size for member in members)
    too_many = len(members) > MAX_ZIP_MEMBERS
    if too_many or expanded > min(MAX_EXPANDED_BYTES, max(packed, 50_000) * MAX_EXPANSION):
        raise UnsafeFile(
            "The file unpacks to far more than its size. Save it again in Word or Excel."
        )


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if _MACRO.search(member.filename):
        raise UnsafeFile(
            "The file holds macros or programs. Save it as .docx or .xlsx without macros."
        )
    if not member.filename.lower().endswith((".xml", ".rels")):
        return
    with archive.open(member) as part:
        if _declares_a_type(part):
            raise UnsafeFile(
                "The file holds XML that office files do not use. Save it again in Word or Excel."
            )


def _declares_a_type(part: IO[bytes]) -> bool:
    """Whether XML has a DOCTYPE, which is where entities come from; read as far as its first element."""
    parser, found = expat.ParserCreate(), []
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    while not found and (chunk := part.read(64 * 1024)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError:
            break
    return found[:1] == ["doctype"]


def _nothing(data: bytes) -> None:
    """Pictures and text have no parts to look into; they are never shown inline."""


def _listed(kinds: tuple[FileType, ...]) -> str:
    labels = [f"{kind.label} ({kind.suffix})" for kind in kinds]
    return ", ".join(labels[:-1]) + f" or {labels[-1]}"


_LOCKED_OR_OLD = (
    "The file is protected by a password, or from an old version of Office. "
    "Save it as .docx or .xlsx without a password and upload that."
)
_NO_PAGES = "The PDF has no pages. Choose another file."
_DAMAGED = "The file is damaged and cannot be opened. Save it again and upload the new copy."
_CHECKS = {PDF: _check_pdf, DOCX: _check_office, XLSX: _check_office}
