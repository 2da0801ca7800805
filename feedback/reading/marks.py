"""Whether a line of a letter begins with a bullet or a number, and which kind it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLETS = "•●○◦▪▫■□◆◇♦‣⁃∙·➢➤►▶✓✔❖➔→\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\uf0a8\u2043"
DASHES = "-–—−"
_MARK = re.compile(
    rf"""
    (?: (?P<bullet>[{BULLETS}])\s*
      | (?P<star>[*+])\s+(?=\S)(?![*+\s]*$)
      | (?P<dash>[{DASHES}])\s+(?=\S)(?![{DASHES}\s]*$)
      | (?P<ring>[oO§])\s+(?=[^\s\d].)
      | (?P<number>\(?(?:\d{{1,3}})(?:\)\.?|\.(?!\d)\)?|:(?=\s)))\s+(?=\S)
      | (?P<letter>\(?[a-z](?:\)\.?|\.))\s+(?=\S)
      | (?P<capital>\(?[A-Z]\))\s+(?=\S)
      | (?P<roman>\(?(?:x{{0,3}}(?:ix|iv|v?i{{0,3}}))(?:\)\.?|\.))\s+(?=\S)
    )
    """,
    re.VERBOSE,
)
_LONE = re.compile(rf"\s*(?:[{BULLETS}*o–-]|\(?(?:\d{{1,3}}|[a-z]|[ivx]{{1,4}})[.)]{{1,2}})\s*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark as printed, its family ("bullet", "number", "letter", …) and the words after it."""

    printed: str
    family: str
    rest: str


def take_mark(line: str) -> Mark | None:
    """The mark at the beginning of a line, if there is one with words after it."""
    found = _MARK.match(line)
    if not found or found.end() == 0:
        return None
    family = str(found.lastgroup)
    printed = found.group(family)
    if family == "letter" and printed.strip("().") in ("i", "v", "x"):
        family = "roman"
    rest = line[found.end() :].strip()
    return Mark("•" if printed in BULLETS else printed, family, rest) if rest else None


def is_lone_mark(line: str) -> bool:
    """Whether a line holds only a mark, whose words stand on the next line."""
    return bool(_LONE.match(line))


def family_of(printed: str) -> str:
    """The family of a mark that was taken earlier, "" for none."""
    found = take_mark(f"{printed} words") if printed else None
    return found.family if found else ("other" if printed else "")


def ordinal(printed: str) -> int | None:
    """The value of a printed number, None for any other mark."""
    digits = re.fullmatch(r"\(?(\d{1,3})[.):]{1,2}", printed)
    return int(digits[1]) if digits else None
