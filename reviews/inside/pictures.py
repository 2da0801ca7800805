"""Whether a picture is one, and of a size that can be shown."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable

from PIL import Image, JpegImagePlugin, PngImagePlugin

from reviews.inside.found import Holds, Reason, Unfit

MAX_PIXELS = 100_000_000
"""A3 scanned at 600 dots an inch is 70 million."""
FORMATS = [PngImagePlugin.PngImageFile.format, JpegImagePlugin.JpegImageFile.format]
SMALL = (8, 8)


def look_into_picture(data: bytes) -> Iterable[Holds]:
    """Raises `Unfit`. What stands behind the picture's end is let be, as telephones put films there."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is judged below
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _check(picture)
    except Image.DecompressionBombError:
        raise Unfit(Reason.PICTURE_SIZE) from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, LookupError, TypeError):
        raise Unfit(Reason.DAMAGED) from None
    return ()


def _check(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Unfit(Reason.PICTURE_SIZE)
    if isinstance(picture, PngImagePlugin.PngImageFile):
        picture.verify()  # the check sum of each part
    else:
        picture.draft("RGB", SMALL)  # read to its end, but drawn at an eighth
        picture.load()
