"""Files inside a PDF, byte for byte as they were: put there as PDF/A-3 associated files, and taken out again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pikepdf
from pikepdf import AttachedFileSpec, Name

from printing.naming import Names, safe_name
from printing.opening import BROKEN, Budget, Unreadable, entry, named, opened, unpacked, words

MAX_ATTACHED = 300 * 1024 * 1024
MAX_STEPS = 20_000


class Relationship(StrEnum):
    """What a file is to the document that carries it, in the words of PDF/A-3."""

    SOURCE = "Source"  # what the document was made from
    DATA = "Data"  # what its tables or charts show
    ALTERNATIVE = "Alternative"
    SUPPLEMENT = "Supplement"
    UNSPECIFIED = "Unspecified"


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    data: bytes
    content_type: str = "application/octet-stream"
    description: str = ""
    relationship: Relationship = Relationship.UNSPECIFIED


def attach(pdf: bytes, files: Sequence[Attachment], *, at: dt.datetime | None = None) -> bytes:
    """The PDF with the files in it, under safe names that no other file in it has.

    The same files at the same time give the same bytes. `at` is aware, and shown as the files' date.
    What makes the PDF PDF/A-3 or PDF/UA stays; a PDF that is neither does not become it.
    Raises `Locked`, `Unreadable` or `TooMuch`.
    """
    with opened(pdf) as document:
        try:
            _attach_all(document, files, at or NO_TIME)
            return _saved(document)
        except BROKEN:
            raise Unreadable from None


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files in a PDF, by the names that they have there; of two with one name the first.

    A file that cannot be unpacked is empty, so that its checksum says that it is not what it was.
    Raises `Locked`, `Unreadable` or `TooMuch`.
    """
    budget, found = Budget(MAX_ATTACHED), dict[str, bytes]()
    with opened(pdf) as document:
        for name, stream in _streams(document):
            if name not in found:
                found[name] = unpacked(stream, budget)
    return found


NO_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def _attach_all(document: pikepdf.Pdf, files: Sequence[Attachment], at: dt.datetime) -> None:
    names = Names(document.attachments)
    for file in files:
        name = names.give(safe_name(file.name))
        document.attachments[name] = _spec(document, file, name, at)


def _spec(document: pikepdf.Pdf, file: Attachment, name: str, at: dt.datetime) -> AttachedFileSpec:
    date = f"D:{at.astimezone(dt.UTC):%Y%m%d%H%M%S}Z"
    return AttachedFileSpec(
        document,
        file.data,
        filename=name,
        description=file.description or name,
        mime_type=file.content_type,
        creation_date=date,
        mod_date=date,
        relationship=Name(f"/{file.relationship}"),  # type: ignore[call-arg] # missing in its stubs
    )


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _streams(document: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    tree = entry(document.Root, "/Names", "/EmbeddedFiles")
    for key, spec in named(tree, Budget(MAX_STEPS)):
        name = words(entry(spec, "/UF")) or words(entry(spec, "/F")) or key
        yield name, entry(spec, "/EF", "/UF") or entry(spec, "/EF", "/F")
