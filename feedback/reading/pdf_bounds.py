"""Whether a PDF may be read: not locked, not broken, and not made to take for ever."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

import pikepdf

from feedback.reading.text import UnreadableLetter

MAX_PAGES = 60
MAX_STREAM = 64_000_000
MAX_TOTAL = 300_000_000
MAX_DRAWING = 4_000_000
MAX_NESTING = 6


def check_pdf(data: bytes) -> None:
    """Raises `UnreadableLetter`; looks before any parser unpacks the file."""
    _check_expansion(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnreadableLetter("too_long")
            if sum(_drawing(page.obj, 0) for page in pdf.pages) > MAX_DRAWING:
                raise UnreadableLetter("too_long")
    except pikepdf.PasswordError:
        raise UnreadableLetter("password") from None


def _check_expansion(data: bytes) -> None:
    """Unpack each compressed stream, as far as the limit and without keeping it."""
    total = 0
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            size = len(zlib.decompressobj().decompress(data[found.end() :], MAX_STREAM))
        except zlib.error:
            continue
        total += size
        if size >= MAX_STREAM or total > MAX_TOTAL:
            raise UnreadableLetter("too_long")


def _drawing(owner: Any, depth: int) -> int:
    """How many bytes of drawing a page or form runs through, forms counted each time they are drawn."""
    if depth > MAX_NESTING:
        return MAX_DRAWING + 1
    words = b" ".join(_unpacked(stream) for stream in _streams(owner))
    forms = owner.get("/Resources", {}).get("/XObject", {})
    total = len(words)
    for name, form in forms.items():
        drawn = len(re.findall(re.escape(str(name).encode()) + rb"\s+Do\b", words))
        if drawn and form.get("/Subtype") == "/Form" and total <= MAX_DRAWING:
            total += drawn * _drawing(form, depth + 1)
    return total


def _streams(owner: Any) -> list[Any]:
    if isinstance(owner, pikepdf.Stream):
        return [owner]
    contents = owner.get("/Contents")
    several = isinstance(contents, pikepdf.Array)
    return [
        part for part in (contents if several else [contents]) if isinstance(part, pikepdf.Stream)
    ]


def _unpacked(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""
