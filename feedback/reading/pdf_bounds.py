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
MAX_STREAMS = 5_000
MAX_DRAWING = 6_000_000
MAX_PAGE = 1_000_000
MAX_NESTING = 6
GLYPH = 10
CHUNK = 1_000_000


def check_pdf(data: bytes) -> None:
    """Raises `UnreadableLetter`; looks before any parser unpacks the file."""
    _check_expansion(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnreadableLetter("too_long")
            drawn = [_drawing(page.obj, 0) for page in pdf.pages]
            if max(drawn, default=0) > MAX_PAGE or sum(drawn) > MAX_DRAWING:
                raise UnreadableLetter("too_long")
    except pikepdf.PasswordError:
        raise UnreadableLetter("password") from None


def _check_expansion(data: bytes) -> None:
    """Unpack each compressed stream, as far as the limit and without keeping it."""
    total = 0
    for count, found in enumerate(re.finditer(rb"stream\r?\n", data), start=1):
        total += (size := _unpacked_size(data, found.end()))
        if size >= MAX_STREAM or total > MAX_TOTAL or count > 2 * MAX_STREAMS:
            raise UnreadableLetter("too_long")


def _unpacked_size(data: bytes, start: int) -> int:
    """How large the compressed stream at `start` becomes, counted up to `MAX_STREAM`; 0 if it is none."""
    unpack, size = zlib.decompressobj(), 0
    try:
        for at in range(start, len(data), CHUNK):
            packed = data[at : at + CHUNK]
            while packed and not unpack.eof and size < MAX_STREAM:
                size += len(unpack.decompress(packed, CHUNK))
                packed = unpack.unconsumed_tail
            if unpack.eof or size >= MAX_STREAM:
                break
    except zlib.error:
        pass
    return size


_SHOWN = re.compile(rb"\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f\s]+>", re.DOTALL)
"""The text that a drawing shows, in brackets or in hexadecimal digits."""


def _drawing(owner: Any, depth: int) -> int:
    """How much drawing a page or form runs through, in bytes, with `GLYPH` more for each byte of text.

    Forms count each time they are drawn. A page of a letter comes to some 100,000.
    """
    if depth > MAX_NESTING:
        return MAX_DRAWING + 1
    words = b" ".join(_unpacked(stream) for stream in _streams(owner))
    forms = owner.get("/Resources", {}).get("/XObject", {})
    total = len(words) + GLYPH * sum(len(shown) for shown in _SHOWN.findall(words))
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
