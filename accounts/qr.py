"""A text as a QR code: squares for a page to draw, since the Content-Security-Policy takes no pictures from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode

QUIET = 4  # squares of white around it, without which many cameras do not find it


@dataclass(frozen=True, slots=True)
class Code:
    """`size` squares wide and high; `path` draws the dark ones, as the `d` of an SVG path."""

    size: int
    path: str


def code_of(text: str) -> Code:
    drawn = qrcode.QRCode(border=QUIET)
    drawn.add_data(text)
    rows = drawn.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Code(size=len(rows), path="".join(f"M{x},{y}h1v1h-1z" for x, y in dark))
