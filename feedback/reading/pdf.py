"""The lines of a PDF, with the bullets that were drawn beside them."""

from __future__ import annotations

import io
import time
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import Any

import pdfplumber

from feedback.reading.line import SALUTATION, Line
from feedback.reading.marks import is_lone_mark
from feedback.reading.pdf_bounds import check_pdf
from feedback.reading.text import MAX_CHARACTERS, UnreadableLetter, tidy

SECONDS = 6.0
CHARACTER = 5.0
"""How many points wide a character is, about."""
EDGE = 0.09
"""The part of a page's height, at the top and at the foot, where running lines stand."""
PrintedLine = dict[str, Any]


def read_pdf(data: bytes) -> list[Line]:
    """Raises `UnreadableLetter` when there are no words in it, or it cannot be opened."""
    check_pdf(data)
    stop_at = time.monotonic() + SECONDS
    pages: list[list[PrintedLine]] = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            pages.append(_page_lines(page))
            page.close()
            if time.monotonic() > stop_at:
                raise UnreadableLetter("too_long")
    printed = [line for page in pages for line in page]
    if not printed:
        raise UnreadableLetter("no_text")
    if sum(len(line["text"]) for line in printed) > MAX_CHARACTERS:
        raise UnreadableLetter("too_long")
    return _lines(printed)


def _page_lines(page: Any) -> list[PrintedLine]:
    """The page's lines with what is known of each; a mark alone on its line joins the next words."""
    drawn = [*page.curves, *page.rects, *page.images]
    shapes = [shape for shape in drawn if _is_bullet(shape)]
    found: list[PrintedLine] = []
    for line in page.extract_text_lines(return_chars=True, x_tolerance=2):
        text = tidy(line["text"])
        if not text:
            continue
        line["text"] = text + ("\u00ad" if line["text"].endswith("\u00ad") else "")
        line["new_page"] = not found
        line["edge"] = (
            not page.height * EDGE < (line["top"] + line["bottom"]) / 2 < page.height * (1 - EDGE)
        )
        line["page"] = page.page_number
        line["shape"] = any(_beside(shape, line) for shape in shapes)
        if found and is_lone_mark(found[-1]["text"]) and abs(found[-1]["top"] - line["top"]) < 4:
            line["text"] = f"{found[-1]['text']} {line['text']}"
            line["x0"] = found.pop()["x0"]
        found.append(line)
    return _in_columns(found)


COLUMN_GAP = 30
"""How many points without a word part one column from the next."""


def _in_columns(lines: list[PrintedLine]) -> list[PrintedLine]:
    """The head of a letter may stand in two columns: read the left one first, then the right one."""
    end = next((at for at, line in enumerate(lines) if SALUTATION.match(line["text"])), 0)
    split = [_columns(line) for line in lines[:end]]
    if not any(len(columns) > 1 for columns in split):
        return lines
    right = [part for columns in split for part in columns[1:]]
    return [*(columns[0] for columns in split), *right, *lines[end:]]


def _columns(line: PrintedLine) -> list[PrintedLine]:
    """The parts of a line that wide gaps set apart."""
    parts: list[list[dict[str, Any]]] = []
    for char in line["chars"]:
        if not parts or char["x0"] - parts[-1][-1]["x1"] > COLUMN_GAP:
            parts.append([])
        parts[-1].append(char)
    if len(parts) < 2:
        return [line]
    return [
        {**line, "chars": part, "text": _words(part), "x0": part[0]["x0"], "x1": part[-1]["x1"]}
        for part in parts
    ]


def _words(chars: list[dict[str, Any]]) -> str:
    """The text of characters in a row, with a space wherever there is room for one."""
    text = ""
    for before, char in zip([None, *chars], chars, strict=False):
        if before is not None and char["x0"] == before["x0"]:
            continue  # a ligature is listed once for each of its letters
        apart = before is not None and char["x0"] - before["x1"] > char["size"] * 0.15
        text += (" " if apart else "") + char["text"]
    return tidy(text)


def _is_bullet(shape: dict[str, Any]) -> bool:
    return 1 < shape["width"] < 9 and 1 < shape["height"] < 9


def _beside(shape: dict[str, Any], line: PrintedLine) -> bool:
    """Whether a small shape stands just left of a line's first word, at its height."""
    middle = (shape["top"] + shape["bottom"]) / 2
    return line["top"] < middle < line["bottom"] and 0 < line["x0"] - shape["x1"] < 30


def _lines(printed: list[PrintedLine]) -> list[Line]:
    right = _right_edge(printed)
    pitch = _pitch(printed)
    body = Counter(round(line["chars"][0]["size"], 1) for line in printed).most_common(1)[0][0]
    lines = []
    for before, line, after in zip([None, *printed], printed, [*printed[1:], None], strict=False):
        same_page = before is not None and before["page"] == line["page"]
        apart = line["top"] - before["top"] if before and same_page else 0
        lines.append(
            Line(
                text=line["text"],
                indent=(line["x0"] - (10 if line["shape"] else 0)) / CHARACTER,
                gap=apart > pitch * 1.25,
                full=line["x1"] + _first_word_width(after) > right,
                emphatic=_is_emphatic(line, body),
                new_page=line["new_page"],
                at_edge=line["edge"],
                mark="•" if line["shape"] else "",
            )
        )
    return lines


def _right_edge(printed: list[PrintedLine]) -> float:
    ends = sorted(line["x1"] for line in printed)
    return float(ends[int(len(ends) * 0.9)]) if len(ends) > 5 else float(ends[-1])


def _pitch(printed: list[PrintedLine]) -> float:
    """The usual distance from one line to the next."""
    steps = [
        b["top"] - a["top"]
        for a, b in pairwise(printed)
        if a["page"] == b["page"] and b["top"] > a["top"] + 2
    ]
    if not steps:
        return 14.0
    close = [step for step in steps if step <= median(steps) * 1.05]
    return float(median(close))


def _first_word_width(line: PrintedLine | None) -> float:
    if line is None:
        return 40.0
    word = line["text"].split()[0]
    return (line["x1"] - line["x0"]) * (len(word) + 1) / max(len(line["text"]), 1)


def _is_emphatic(line: PrintedLine, body: float) -> bool:
    letters = [char for char in line["chars"] if char["text"].strip()]
    bold = all(
        "bold" in char["fontname"].lower() or "black" in char["fontname"].lower()
        for char in letters
    )
    return bool(letters) and (bold or min(char["size"] for char in letters) > body * 1.1)
