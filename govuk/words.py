"""Numbers, days and sizes as the pages say them; each is a template filter too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator


def count(number: Any, words: str) -> str:
    """`3|count:"action,actions"` is "3 actions"."""
    one, _, several = words.partition(",")
    return f"{int(number or 0):,} {one if number == 1 else several}"


def shortened(text: str, length: int = 100) -> str:
    """The beginning of a text on one line, for lists and choices; whole words, never longer."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 2].rsplit(" ", 1)
    return f"{cut[0]} …" if len(cut) > 1 else Truncator(line).chars(length, truncate=" …")


def day(value: dt.date | dt.datetime | None) -> str:
    """29 September 2020."""
    if not value:
        return ""
    local = _local(value)
    return f"{local.day} {local:%B %Y}"


def day_time(value: dt.datetime | None) -> str:
    """29 September 2020, 2:05pm, as the clocks in this country say."""
    if not value:
        return ""
    local = _local(value)
    half = "am" if local.hour < 12 else "pm"
    return f"{day(local)}, {local.hour % 12 or 12}:{local:%M}{half}"


def file_size(size: int | None) -> str:
    """2.1 MB, 340 KB or 12 bytes."""
    size = size or 0
    if size < 1024:
        return count(size, "byte,bytes")
    kilobytes = size / 1024
    if kilobytes < 1000:
        return f"{kilobytes:.0f} KB"
    return f"{kilobytes / 1024:.1f} MB"


def _local(value: Any) -> Any:
    aware = isinstance(value, dt.datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value
