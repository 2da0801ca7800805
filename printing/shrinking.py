"""Making a PDF small enough to send, by its pictures alone: everything else stays as it was, byte for byte where it can."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

from printing.opening import BROKEN, Locked, TooMuch, Unreadable, entry, opened
from printing.pictures import resampled
from printing.placing import Placed, placed_in


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The file as it may be sent; the very same bytes, and no `pictures`, when nothing could be gained safely."""

    data: bytes
    before: int
    after: int
    pictures: int


def shrink(data: bytes, *, dpi: int, quality: int) -> Shrunk:
    """Give each picture at most `dpi` dots an inch where it is shown largest, as JPEG of `quality` if it is a photograph.

    A file that is locked, signed, damaged beyond opening, or not to be walked to its end is left alone.
    """
    try:
        with opened(data) as pdf:
            pictures = 0 if _is_sealed(pdf) else _shrink_pictures(pdf, dpi, quality)
            smaller = _saved(pdf) if pictures else data
    except (Locked, Unreadable, TooMuch, MemoryError, *BROKEN):
        return Shrunk(data, len(data), len(data), 0)
    if len(smaller) >= len(data):
        return Shrunk(data, len(data), len(data), 0)
    return Shrunk(smaller, len(data), len(smaller), pictures)


def _is_sealed(pdf: pikepdf.Pdf) -> bool:
    """A lock would be lost, and a signature broken, by writing the file anew."""
    signed = entry(pdf.Root, "/AcroForm", "/SigFlags") or entry(pdf.Root, "/Perms")
    return pdf.is_encrypted or bool(signed)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _shrink_pictures(pdf: pikepdf.Pdf, dpi: int, quality: int) -> int:
    return sum(_shrink_one(placed, dpi, quality) for placed in placed_in(pdf))


def _shrink_one(placed: Placed, dpi: int, quality: int) -> bool:
    stream = placed.stream
    size = placed.width * dpi, placed.height * dpi
    new = resampled(stream, size, quality=quality, lossless=placed.is_mask)
    if new is None:
        return False
    stream.write(new.data, filter=new.filter, decode_parms=new.parameters)
    stream.Width, stream.Height = new.width, new.height
    return True
