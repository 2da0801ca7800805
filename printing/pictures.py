"""One picture of a PDF, with fewer dots: what can be done to it without changing what is seen, and what is left alone."""

from __future__ import annotations

import io
import math
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops

from printing.opening import BROKEN, MAX_STREAM, entry

MAX_PIXELS = 80_000_000
WORTH_RESIZING = 0.9
"""A picture with up to a ninth more dots than wanted keeps them: each resizing blurs."""
WORTH_KEEPING = 0.9
"""What is not a tenth smaller than it was is left as it was."""
FLAT = 0.5
"""A drawing or screenshot has this part of its dots equal to their neighbours; a photograph has grain."""
SAMPLE = 512


@dataclass(frozen=True, slots=True)
class New:
    data: bytes
    width: int
    height: int
    filter: Name
    parameters: Any = None


def resampled(
    image: Stream, size: tuple[float, float], *, quality: int, lossless: bool
) -> New | None:
    """The picture with at most so many dots; None when it gains nothing or cannot be done safely.

    Safe are eight bits of grey or of red, green and blue, whatever profile they have. Scans of one bit, CMYK,
    palettes, colour keys, JPEG 2000 and everything unusual keep the bytes that they have.
    """
    try:
        return _resampled(image, size, quality=quality, lossless=lossless)
    except (OSError, SyntaxError, MemoryError, Image.DecompressionBombError, *BROKEN):
        return None


def _resampled(
    image: Stream, size: tuple[float, float], *, quality: int, lossless: bool
) -> New | None:
    mode = _mode(image)
    reader = _READERS.get(_filter(image))
    if not mode or not reader or (lossless and reader is _read_jpeg):
        return None
    wanted = _wanted(*_size(image), size)
    smaller = wanted != _size(image)
    if reader is _read_jpeg and not smaller:
        return None
    picture = reader(image, mode, wanted)
    if picture is None:
        return None
    as_photograph = reader is _read_jpeg or (not lossless and _is_photograph(picture))
    if smaller:
        picture = picture.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
    new = _as_jpeg(picture, quality) if as_photograph else _packed(picture)
    return new if len(new.data) < WORTH_KEEPING * int(image.Length) else None


def _size(image: Stream) -> tuple[int, int]:
    return int(entry(image, "/Width")), int(entry(image, "/Height"))


def _wanted(width: int, height: int, size: tuple[float, float]) -> tuple[int, int]:
    """As many dots as the tighter of the two directions needs, in the picture's own shape."""
    ratio = max(size[0] / width, size[1] / height)
    if ratio >= WORTH_RESIZING:
        return width, height
    return max(1, math.ceil(width * ratio)), max(1, math.ceil(height * ratio))


def _mode(image: Stream) -> str:
    """The library's word for the picture's colours; "" for a picture that is left alone."""
    usual = (
        not image.get(Name.ImageMask, False)
        and image.get(Name.BitsPerComponent, 8) == 8
        and not isinstance(image.get(Name.Mask), Array)
        and image.get(Name.Alternates) is None
        and image.get(Name.SMaskInData, 0) == 0
        and entry(image, "/SMask", "/Matte") is None
        and image.get(Name.Matte) is None
        and 0 < math.prod(_size(image)) <= MAX_PIXELS
    )
    mode = _MODES.get(_components(image.get(Name.ColorSpace)), "")
    return mode if usual and _is_plain(image.get(Name.Decode)) else ""


_MODES = {1: "L", 3: "RGB"}
_SPACES = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}


def _components(space: Any) -> int:
    if not isinstance(space, Array):
        return _SPACES.get(str(space), 0)
    if len(space) == 2 and space[0] == "/ICCBased":
        return int(entry(space[1], "/N") or 0)
    return _SPACES.get(str(space[0]), 0) if len(space) else 0


def _is_plain(decode: Any) -> bool:
    """Whether the numbers mean what they say, from dark to light."""
    return decode is None or [float(n) for n in decode] == [0, 1] * (len(decode) // 2)


def _filter(image: Stream) -> str:
    filters = image.get(Name.Filter)
    if isinstance(filters, Array):
        return str(filters[0]) if len(filters) == 1 else ""
    return str(filters)


def _read_jpeg(image: Stream, mode: str, wanted: tuple[int, int]) -> Image.Image | None:
    if image.get(Name.DecodeParms) is not None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(image.read_raw_bytes()), formats=("JPEG",))
    if picture.size != _size(image) or picture.mode != mode:
        return None
    picture.draft(mode, wanted)  # reads only as many dots as it needs
    picture.load()
    return picture


def _read_packed(image: Stream, mode: str, wanted: tuple[int, int]) -> Image.Image | None:
    length = math.prod(_size(image)) * len(mode)
    if length > MAX_STREAM:
        return None
    data = image.read_bytes()
    if len(data) < length:
        return None
    return Image.frombytes(mode, _size(image), data[:length])


Reader = Callable[[Stream, str, tuple[int, int]], Image.Image | None]
_READERS: dict[str, Reader] = {"/DCTDecode": _read_jpeg, "/FlateDecode": _read_packed}


def _is_photograph(picture: Image.Image) -> bool:
    left, top = max(0, picture.width - SAMPLE) // 2, max(0, picture.height - SAMPLE) // 2
    sample = picture.crop((left, top, min(picture.width, left + SAMPLE), top + SAMPLE))
    beside = ImageChops.difference(sample, ImageChops.offset(sample, 1, 0))
    change = reduce(ImageChops.lighter, beside.split())
    return change.histogram()[0] < FLAT * change.width * change.height


def _as_jpeg(picture: Image.Image, quality: int) -> New:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return New(out.getvalue(), *picture.size, Name.DCTDecode)


def _packed(picture: Image.Image) -> New:
    """Without loss: a PNG's data is what a PDF calls Flate with predictor 15."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    parameters = Dictionary(
        Predictor=15, Colors=len(picture.mode), BitsPerComponent=8, Columns=picture.width
    )
    return New(_image_data(out.getvalue()), *picture.size, Name.FlateDecode, parameters)


def _image_data(png: bytes) -> bytes:
    parts, at = [], 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)
