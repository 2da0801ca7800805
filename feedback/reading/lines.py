"""Which printed lines belong together in a paragraph, and how deep in a list each one stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from feedback.reading.furniture import without_furniture
from feedback.reading.line import MAIL_HEADER, SALUTATION, VALEDICTION, Line, stands_alone
from feedback.reading.marks import Mark, ordinal, take_mark
from feedback.reading.text import Paragraph, tidy

STEP = 1.5
"""By how many characters indents must differ to count as different."""


def to_paragraphs(lines: Iterable[Line]) -> tuple[Paragraph, ...]:
    """The paragraphs of a letter. Before the salutation and after the close, each line is one."""
    depth = _Depth()
    found = (
        _paragraph(block, mark, depth) for block, mark in _blocks(without_furniture(list(lines)))
    )
    return tuple(paragraph for paragraph in found if paragraph.text)


def _blocks(lines: list[Line]) -> Iterator[tuple[list[Line], Mark | None]]:
    """Runs of lines that make a paragraph, each with the mark that it begins with."""
    in_body = not any(SALUTATION.match(line.text) for line in lines)
    block: list[Line] = []
    block_mark: Mark | None = None
    number = 0
    hanging = False
    for line in lines:
        mark = _mark_of(line, block, number)
        out = bool(block_mark and hanging) and _outdents(block, line)
        if block and (out or _begins(block[-1], line, mark, in_body=in_body)):
            yield block, block_mark
            block = []
        elif block_mark and block and line.indent >= block[0].indent + STEP:
            hanging = True
        if not block:
            block_mark = mark
        block.append(line)
        number = (ordinal(mark.printed) if mark else None) or number
        in_body = _in_body(line.text, in_body)
    if block:
        yield block, block_mark


def _outdents(block: list[Line], line: Line) -> bool:
    """Whether a line without a mark begins where the marks stand, in a list whose lines hang."""
    return line.indent <= block[0].indent + STEP / 2 and bool(_ENDED.search(block[-1].text))


def _in_body(text: str, before: bool) -> bool:  # noqa: FBT001 - the state that a line may change
    if SALUTATION.match(text):
        return True
    return before and not (VALEDICTION.match(text) or MAIL_HEADER.match(text))


def _mark_of(line: Line, block: list[Line], number: int) -> Mark | None:
    """The mark of a line, unless it is a number or a dash within a running sentence."""
    if line.mark:
        return Mark(line.mark, "bullet", line.text)
    mark = take_mark(line.text)
    if mark is None or not block or line.gap or not block[-1].full:
        return mark
    if _ENDED.search(block[-1].text) or mark.family in ("bullet", "star", "ring"):
        return mark
    follows = ordinal(mark.printed) == number + 1 and not _PLACE.search(block[-1].text)
    return mark if follows else None


def _begins(previous: Line, line: Line, mark: Mark | None, *, in_body: bool) -> bool:
    """Whether a line begins a new paragraph."""
    if mark or stands_alone(previous.text) or stands_alone(line.text):
        return True
    if line.emphatic != previous.emphatic:
        return True
    return _begins_in_body(previous, line) if in_body else _begins_in_head(previous, line)


def _begins_in_head(previous: Line, line: Line) -> bool:
    """In an address every line is its own, unless it lists everything or plainly goes on."""
    listed = previous.full and previous.text.count(",") > 1
    return line.gap or not (listed or _runs_on(previous.text, line.text, _HANGS_IN_HEAD))


def _begins_in_body(previous: Line, line: Line) -> bool:
    if _runs_on(previous.text, line.text, _HANGS):
        return False
    ended = bool(_ENDED.search(previous.text))
    if line.new_page and not ended and previous.full:
        return False
    if line.gap or not previous.full:
        return True
    return line.new_page and ended and abs(line.indent - previous.indent) > STEP


def _runs_on(before: str, after: str, hangs: re.Pattern[str]) -> bool:
    """Whether a sentence plainly goes on: no stop before, a small letter or a hanging word."""
    if _ENDED.search(before):
        return False
    small = after.lstrip("‘“\"'(")[:1].islower() and not _ADDRESS.match(after)
    return small or bool(hangs.search(before))


_ADDRESS = re.compile(r"(?:www\.|https?:|\S+@|[tef]:|c/o\b)")
_ENDED = re.compile(r"[.:;?!][’”'\")\]]*\s*$|;\s*(?:and|or)\s*$")
_LITTLE_WORDS = (
    r"\b(?:and|of|for|the|to|in|on|at|by|with|a|an|that|which|from|or|&|her|his|their|its)"
)
_HANGS = re.compile(rf"(?:,|{_LITTLE_WORDS})\s*$")
_HANGS_IN_HEAD = re.compile(rf"{_LITTLE_WORDS}\s*$")
_PLACE = re.compile(
    r"(?:sections?|paragraphs?|paras?|pages?|recommendations?|and|to|of|in|at|,)\s*$", re.IGNORECASE
)


def _paragraph(block: list[Line], mark: Mark | None, depth: _Depth) -> Paragraph:
    first = block[0]
    level, inset = depth.of(first, mark)
    text = _joined([mark.rest if mark else first.text, *(line.text for line in block[1:])])
    heading = (all(line.emphatic for line in block) or _CAPITALS.match(text) is not None) and len(
        text
    ) < HEADING_LENGTH
    return Paragraph(
        text=text,
        marker=mark.printed if mark else "",
        heading=heading and not stands_alone(text),
        level=level,
        inset=inset,
        new_page=first.new_page,
    )


HEADING_LENGTH = 120
_CAPITALS = re.compile(r"[A-Z][A-Z ,&’'-]{7,}:?$")


def _joined(texts: list[str]) -> str:
    """The words of several lines; a soft hyphen at the end of a line holds a word together."""
    return tidy(re.sub("\u00ad\\s+", "", " ".join(text.rstrip(" ") for text in texts)))


class _Depth:
    """How deep in a list a paragraph stands, from its indent and the family of its mark."""

    def __init__(self) -> None:
        self._open: list[tuple[float, str]] = []
        self._stem = False
        self._last = ""

    def of(self, line: Line, mark: Mark | None) -> tuple[int, bool]:
        """(level, inset) of the paragraph that begins with this line."""
        if mark is None:
            inset = bool(self._open) and line.indent >= self._open[-1][0] + STEP
            if not inset:
                self._open.clear()
            return (len(self._open) - 1 if inset else 0), inset
        family = self._family(mark)
        self._close(line.indent, family)
        if not self._open or (line.indent, family) != self._open[-1]:
            self._open.append((line.indent, family))
        self._last = mark.printed.strip("().")
        self._stem = mark.rest.endswith(":")
        return len(self._open) - 1, False

    def _family(self, mark: Mark) -> str:
        """An "i" after "h" is a letter and no number."""
        letter = mark.printed.strip("().")
        return "letter" if _BEFORE.get(letter) == self._last and self._last else mark.family

    def _close(self, indent: float, family: str) -> None:
        """Leave the lists that this mark is not part of."""
        while self._open and self._open[-1][0] > indent + STEP:
            self._open.pop()
        if not self._open or self._open[-1][0] < indent - STEP:
            return
        families = [open_family for at, open_family in self._open if abs(at - indent) <= STEP]
        if family in families:
            while self._open[-1][1] != family:
                self._open.pop()
            self._open[-1] = (indent, family)
        elif not self._stem and families[-1] not in _OUTER.get(family, ()):
            self._open[-1] = (indent, family)


_BEFORE = {"i": "h", "v": "u", "x": "w"}
_OUTER = {
    "letter": ("number",),
    "roman": ("number", "letter"),
    "bullet": ("number",),
    "ring": ("number", "bullet"),
    "dash": ("number",),
}
"""Which families may hold which others when both stand at the same indent."""
