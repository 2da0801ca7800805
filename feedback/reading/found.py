"""One fact read from a letter, with where it stands and what a person should check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

Lines = Sequence[tuple[int, str]]
"""Paragraphs as (place in the letter, text)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value, the paragraph that it was read from, and what a person should check ("" for nothing)."""

    value: str | dt.date | None = None
    index: int | None = None
    doubt: str = ""

    @property
    def day(self) -> dt.date | None:
        return self.value if isinstance(self.value, dt.date) else None

    @property
    def words(self) -> str | None:
        return self.value if isinstance(self.value, str) and self.value else None
