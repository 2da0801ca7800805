"""The order of numbers as people print them: 2 before 10, 3a before 3b."""

from __future__ import annotations

import re
from typing import Any


def counted(number: str) -> list[Any]:
    """Words and numbers by turns, so that 2 stands before 10: ["", 3, "a"]."""
    parts = re.split(r"(\d+)", number.casefold())
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def leading(number: str) -> int:
    """The number that a number begins with, 0 for none: 3 of “3a”."""
    found = re.match(r"\d{1,9}", number, re.ASCII)
    return int(found[0]) if found else 0
