"""The service's own typeface: which letters it has, how wide they are, and its files as a PDF holds them."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts"
FAMILY = "Quality Sans"
REGULAR = "QualitySans-Regular.woff2"
BOLD = "QualitySans-Bold.woff2"
FACES = (REGULAR, BOLD)
MORE = "…"
NEVER_DRAWN = ("Cc", "Cf")  # Unicode's controls and joiners
PER_EM = 1000  # a PDF's widths are in thousandths of the size


@dataclass(frozen=True)
class Face:
    """One weight of the typeface, read once in the life of a process. Widths are thousandths of an em."""

    file: str

    @cached_property
    def _font(self) -> Any:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 -- most requests print nothing

        return TTFont(io.BytesIO(self.truetype))

    @cached_property
    def truetype(self) -> bytes:
        """The file as a printer knows it: a PDF holds no WOFF2."""
        from fontTools.ttLib import woff2  # noqa: PLC0415 -- as above

        opened = io.BytesIO()
        woff2.decompress(io.BytesIO((FOLDER / self.file).read_bytes()), opened)
        return opened.getvalue()

    @cached_property
    def deflated(self) -> bytes:
        return zlib.compress(self.truetype, 9)

    @cached_property
    def letters(self) -> dict[str, tuple[int, float]]:
        """{letter: (the number of its glyph, its width)}"""
        named, widths, em = self._font.getBestCmap(), self._font["hmtx"], self.em
        return {
            chr(point): (self._font.getGlyphID(name), widths[name][0] * PER_EM / em)
            for point, name in named.items()
        }

    def glyph(self, letter: str) -> int:
        """The number of a letter's glyph; 0, the empty box, when there is none."""
        return self.letters.get(letter, (0, 0.0))[0]

    def advance(self, letter: str) -> float:
        return self.letters.get(letter, (0, 0.0))[1]

    def width(self, text: str) -> float:
        return sum(map(self.advance, text))

    def fitted(self, text: str, limit: float) -> str:
        """The text, or as much of its beginning as fits, so that two edges of a page never overlap."""
        if self.width(text) <= limit:
            return text
        while text and self.width(text + MORE) > limit:
            text = text[:-1]
        return text.rstrip() + MORE

    @property
    def em(self) -> int:
        return int(self._font["head"].unitsPerEm)

    @property
    def ascent(self) -> float:
        return float(self._font["hhea"].ascent) * PER_EM / self.em

    @property
    def descent(self) -> float:
        """Below the line, so less than nothing."""
        return float(self._font["hhea"].descent) * PER_EM / self.em


@cache
def face(file: str) -> Face:
    return Face(file)


def composed(text: str) -> str:
    """One code point for a letter with its marks, as the typeface has them."""
    return normalize("NFC", text)


def missing_glyphs(text: str) -> set[str]:
    """The characters that the typeface cannot draw. A reader would see an empty box or another typeface.

    What is never drawn (line ends, tabs, joiners) is not missing.
    """
    seen = {letter for letter in composed(text) if category(letter) not in NEVER_DRAWN}
    return {letter for letter in seen if any(letter not in face(file).letters for file in FACES)}
