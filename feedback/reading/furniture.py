"""What on a page is not the letter: page numbers, running headers and footers, markings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from feedback.reading.line import Line

NEAR = 2


def without_furniture(lines: list[Line]) -> list[Line]:
    """The lines of the letter alone; the line after what was taken out knows that a page turned."""
    numbers = {at for at, line in enumerate(lines) if _is_page_number(line)}
    seen = Counter(_form(line.text) for at, line in enumerate(lines) if _edge(at, line, numbers))
    kept: list[Line] = []
    turned = gap = False
    for at, line in enumerate(lines):
        again = _edge(at, line, numbers) and seen[_form(line.text)] > 1
        marked = _edge(at, line, numbers) and len(line.text) < 90 and _MARKED.search(line.text)
        if at in numbers or again or marked or _MARKING.match(line.text):
            turned, gap = turned or (bool(kept) and _edge(at, line, numbers)), gap or line.gap
            continue
        kept.append(replace(line, new_page=line.new_page or turned, gap=line.gap or gap))
        turned = gap = False
    return kept


def _edge(at: int, line: Line, numbers: set[int]) -> bool:
    """Whether a line stands at the top or foot of a page, or beside a page number."""
    return line.at_edge or any(at + step in numbers for step in range(-NEAR, NEAR + 1))


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.casefold().split()))


def _is_page_number(line: Line) -> bool:
    return bool(_PAGE_NUMBER.match(line.text) or (line.at_edge and _AFTER_TITLE.match(line.text)))


_AFTER_TITLE = re.compile(r".{0,80}?\W(?:page|tudalen)?\s?\d{1,3}\W*$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:.{0,80}?\W)?(?:page|tudalen)\s+\d{1,3}\s*(?:of|o|/)\s*\d{1,3}\W*$"
    r"|\W*(?:page|tudalen)\s+\d{1,3}\W*$"
    r"|(?:page|tudalen)\s+\d{1,3}\s*(?:of|o|/)\s*\d{1,3}\s*[|–-].{0,80}$"
    r"|[-–|\[(~]*\s*\d{1,3}\s*(?:(?:of|/)\s*\d{1,3})?\s*[-–|\])~]*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\bOFFICIAL\b")
_MARKING = re.compile(
    r"\W*(?:OFFICIAL|RESTRICTED|PROTECT(?:ED)?|CONFIDENTIAL)"
    r"(?:\W+(?:SENSITIVE|UNTIL|PUBLISHED|PUBLICATION|PERSONAL|ONLY|AND|FINAL))*\W*$",
    re.IGNORECASE,
)
