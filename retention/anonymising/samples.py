"""Files that take the place of people's files: of the same type, and they open."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache

from reviews.files import CSV, DOCX, JPEG, PDF, PNG, TEXT, XLSX

WORDS = "This file was made up for training. It stands in for another one."
TYPES = {kind.content_type: kind for kind in (PDF, DOCX, XLSX, PNG, JPEG, CSV, TEXT)}


@dataclass(frozen=True, slots=True)
class Sample:
    data: bytes
    suffix: str
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@cache
def sample_of(content_type: str) -> Sample:
    """A file of this type; a PDF for a pack, which has no type of its own, and for one that is not known."""
    kind = TYPES.get(content_type, PDF)
    return Sample(_MAKERS[kind](), kind.suffix, kind.content_type)


def _pdf() -> bytes:
    from printing.setting import set_html  # noqa: PLC0415 -- takes a second to load

    return set_html(
        f'<html lang="en-GB"><head><title>Example</title></head><body><p>{WORDS}</p></body></html>'
    )


def _docx() -> bytes:
    import docx  # noqa: PLC0415 -- only here

    document = docx.Document()
    document.core_properties.author = ""
    document.add_paragraph(WORDS)
    document.save(held := io.BytesIO())
    return held.getvalue()


def _xlsx() -> bytes:
    import openpyxl  # noqa: PLC0415 -- only here

    book = openpyxl.Workbook()
    book.worksheets[0].append([WORDS])
    book.save(held := io.BytesIO())
    return held.getvalue()


def _picture(form: str) -> bytes:
    from PIL import Image  # noqa: PLC0415 -- only here

    Image.new("RGB", (320, 200), "lightgrey").save(held := io.BytesIO(), form)
    return held.getvalue()


_MAKERS = {
    PDF: _pdf,
    DOCX: _docx,
    XLSX: _xlsx,
    PNG: lambda: _picture("PNG"),
    JPEG: lambda: _picture("JPEG"),
    CSV: f'"{WORDS}"\r\n'.encode,
    TEXT: f"{WORDS}\n".encode,
}
