"""What each paragraph of a letter's body is: opening, praise, outcome, announcement, area, ask.

The body is walked once. Until something announces areas for development, or a mark or a plain
paragraph follows the outcome, it is the beginning of the letter; then every paragraph is an area
until one asks for the final copy, thanks the CSP or states the outcome; that begins the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from feedback.reading.asks import is_ask
from feedback.reading.marks import family_of
from feedback.reading.outcomes import says_outcome, withholds
from feedback.reading.phrases import (
    ANNOUNCES,
    ASK_HEADING,
    NEUTRAL_HEADING,
    OPENING,
    PRAISE,
    PRAISE_HEADING,
    PROCEDURE,
    REMARK,
    SEND_BACK,
    STRONG_PRAISE,
    THANKS,
    WANTS,
)
from feedback.reading.text import Paragraph, sentences


class Part(Enum):
    OPENING = auto()
    REMARK = auto()
    PRAISE = auto()
    OUTCOME = auto()
    STEM = auto()
    LABEL = auto()
    ITEM = auto()
    CHILD = auto()
    MORE = auto()
    ASK = auto()
    THANKS = auto()
    HEADING = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph of the body, its place in the letter, and what it is."""

    index: int
    paragraph: Paragraph
    part: Part

    @property
    def text(self) -> str:
        return self.paragraph.text


def divide(paragraphs: Sequence[tuple[int, Paragraph]]) -> list[Piece]:
    """Say of each paragraph of the body what it is."""
    walk = _Walk([paragraph for _, paragraph in paragraphs])
    return [
        Piece(index, paragraph, walk.next(at, paragraph))
        for at, (index, paragraph) in enumerate(paragraphs)
    ]


class _Stage(Enum):
    BEGINNING = auto()
    AREAS = auto()
    END = auto()


class _Walk:
    """Where in the letter the reading stands, and what the last heading announced."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self._all = paragraphs
        self._stage = _Stage.BEGINNING
        self._gate: Part | None = None
        self._outcome_seen = self._opened = False
        self._last_item: Paragraph | None = None
        self._numbered_letter = _is_numbered_throughout(paragraphs)
        self._announced_later = [
            _announces(p, self._follows(at)) for at, p in enumerate(paragraphs)
        ]

    def next(self, at: int, paragraph: Paragraph) -> Part:
        marked = bool(paragraph.marker) and not (self._numbered_letter and paragraph.level == 0)
        if self._stage is _Stage.AREAS:
            part = self._in_areas(at, paragraph, marked=marked)
        elif marked and (part_of_list := self._marked_outside(at, paragraph)):
            part = part_of_list
        else:
            part = self._outside(at, paragraph)
        if part in (Part.ITEM, Part.LABEL):
            self._last_item = paragraph if part is Part.ITEM else None
        return part

    def _follows(self, at: int) -> Paragraph | None:
        return self._all[at + 1] if at + 1 < len(self._all) else None

    # --- before and after the areas ---

    def _marked_outside(self, at: int, paragraph: Paragraph) -> Part | None:
        """A marked paragraph before or after the areas belongs to what was announced, or begins the areas."""
        if self._gate in (Part.PRAISE, Part.ASK):
            return self._gate
        if self._stage is _Stage.END:
            if is_ask(paragraph.text) or self._last_item is None:
                return Part.ASK
            if family_of(paragraph.marker) != family_of(self._last_item.marker):
                return Part.ASK if self._asked_before(at) else self._begin_areas(at, paragraph)
            return self._begin_areas(at, paragraph)
        if OPENING.search(paragraph.text) or not (self._opened or self._outcome_seen):
            return None
        return self._begin_areas(at, paragraph)

    def _asked_before(self, at: int) -> bool:
        return at > 0 and self._all[at - 1].text.endswith(":")

    def _begin_areas(self, at: int, paragraph: Paragraph) -> Part:
        self._stage = _Stage.AREAS
        return self._in_areas(at, paragraph, marked=True)

    def _outside(self, at: int, paragraph: Paragraph) -> Part:
        after = self._follows(at)
        if paragraph.heading or _is_short_label(paragraph, after):
            return self._heading(at, paragraph)
        text = paragraph.text
        if self._announced_later[at] and not _asks(text):
            self._stage, self._gate = _Stage.AREAS, None
            self._outcome_seen = self._outcome_seen or says_outcome(text)
            return Part.STEM
        part = self._plain(at, text)
        self._outcome_seen = self._outcome_seen or part is Part.OUTCOME
        self._opened = self._opened or part is Part.OPENING
        if text.endswith(":"):
            self._gate = part if part in (Part.ASK, Part.PRAISE) else None
        elif part is not Part.PRAISE or self._gate is not Part.PRAISE:
            self._gate = self._gate if self._gate is Part.ASK else None
        return part

    def _heading(self, at: int, paragraph: Paragraph) -> Part:
        text = paragraph.text
        self._gate = None
        if PRAISE_HEADING.search(text) and not re.search(
            r"\bareas?\b|\bimprov|\bdevelop", text, re.IGNORECASE
        ):
            self._gate = Part.PRAISE
        elif ASK_HEADING.search(text):
            self._gate = Part.ASK
            if self._stage is _Stage.AREAS:
                self._stage = _Stage.END
        elif ANNOUNCES.search(text):
            self._stage = _Stage.AREAS
            return Part.STEM
        elif not NEUTRAL_HEADING.match(text) and self._opened and self._begins_group(at):
            self._stage = _Stage.AREAS
            return Part.LABEL
        return Part.HEADING

    def _begins_group(self, at: int) -> bool:
        after = self._follows(at)
        return after is not None and bool(after.marker) and not any(self._announced_later[at + 1 :])

    def _plain(self, at: int, text: str) -> Part:
        if self._gate is Part.PRAISE and not says_outcome(text) and not _asks(text):
            return Part.PRAISE
        if not self._opened and OPENING.search(text):
            return Part.OPENING
        if (
            self._outcome_seen
            and self._stage is _Stage.BEGINNING
            and self._is_area_without_mark(at, text)
        ):
            self._stage = _Stage.AREAS
            return Part.ITEM
        closing = _closing(text)
        if closing is Part.THANKS and self._stage is _Stage.BEGINNING and not self._outcome_seen:
            closing = None
        return closing or self._praise_or_remark(text)

    def _praise_or_remark(self, text: str) -> Part:
        """Before the outcome kind words are praise; after it only plain praise is."""
        late = self._stage is _Stage.END or bool(PROCEDURE.search(text))
        praise = STRONG_PRAISE if late else PRAISE
        return Part.PRAISE if praise.search(text) else Part.REMARK

    def _is_area_without_mark(self, at: int, text: str) -> bool:
        """Whether a plain paragraph after the outcome is an area: nothing later announces or marks any."""
        later = self._all[at:]
        if any(self._announced_later[at:]) or any(p.marker for p in later) or self._gate:
            return False
        if any(withholds(p.text) for p in self._all[:at]):
            return False
        return not _closing(text) and bool(WANTS.search(text)) and not _is_praise(text)

    # --- among the areas ---

    def _in_areas(self, at: int, paragraph: Paragraph, *, marked: bool) -> Part:
        after = self._follows(at)
        if marked:
            return self._marked_area(paragraph, after)
        text = paragraph.text
        if paragraph.heading or _is_short_label(paragraph, after):
            return self._heading_among_areas(at, paragraph)
        if self._last_item is not None and _continues(paragraph):
            return Part.MORE
        if closing := self._ends_areas(text):
            return closing
        if _is_praise(text):
            return Part.PRAISE
        if (
            text.endswith(":")
            and after is not None
            and not WANTS.search(text)
            and ANNOUNCES.search(text)
        ):
            self._last_item = None
            return Part.STEM
        return Part.ITEM

    def _marked_area(self, paragraph: Paragraph, after: Paragraph | None) -> Part:
        if _is_label(paragraph, after):
            return Part.LABEL
        parent = self._last_item
        if parent is None:
            return Part.ITEM
        deeper = paragraph.level > parent.level
        under_stem = not parent.marker and parent.text.endswith(":")
        return Part.CHILD if deeper or under_stem else Part.ITEM

    def _heading_among_areas(self, at: int, paragraph: Paragraph) -> Part:
        text = paragraph.text
        if PRAISE_HEADING.search(text) and not ANNOUNCES.search(text):
            self._stage, self._gate = _Stage.END, Part.PRAISE
            return Part.HEADING
        if ASK_HEADING.search(text) and not self._begins_list_of_areas(at):
            self._stage, self._gate = _Stage.END, Part.ASK
            return Part.HEADING
        if ANNOUNCES.search(text):
            self._last_item = None
            return Part.STEM
        return Part.LABEL

    def _begins_list_of_areas(self, at: int) -> bool:
        after = self._follows(at)
        return after is not None and bool(after.marker) and not is_ask(after.text)

    def _ends_areas(self, text: str) -> Part | None:
        closing = _closing(text)
        if closing is not None:
            self._stage = _Stage.END
            self._gate = Part.ASK if text.endswith(":") else None
        return closing


def _is_numbered_throughout(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the letter numbers its own paragraphs, the thanks at the front among them."""
    first = next((p for p in paragraphs if not p.heading), None)
    return first is not None and bool(first.marker) and bool(OPENING.search(first.text))


def _announces(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """Whether a paragraph says that areas for development follow."""
    text = paragraph.text
    if after is None or paragraph.marker:
        return False
    if paragraph.heading:
        return bool(ANNOUNCES.search(text)) and not PRAISE_HEADING.search(text)
    if not text.endswith((":", ":-", ": -", "-")):
        return False
    last = sentences(text)[-1][1]
    return bool(ANNOUNCES.search(last)) and not (STRONG_PRAISE.search(last) or is_ask(last))


def _is_short_label(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """A heading that is not set as one: a few words without a stop, before a paragraph."""
    text = paragraph.text
    if paragraph.marker or after is None or len(text.split()) > 9:
        return False
    return (
        not re.search(r"[.?!;,]$", text)
        and text[:1].isupper()
        and not (text.endswith(":") and (WANTS.search(text) or is_ask(text)))
    )


def _is_label(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """A marked paragraph that only names what its children are about."""
    if after is None or after.level <= paragraph.level or not after.marker:
        return False
    if after.text[:1].islower():
        return False
    text = paragraph.text
    return len(text.split()) <= 8 and not re.search(r"[.?!;]$", text) and not WANTS.search(text)


def _continues(paragraph: Paragraph) -> bool:
    """A paragraph that goes on with the area before it."""
    if paragraph.inset and not paragraph.new_page:
        return True
    return paragraph.text[:1].islower()


def _asks(text: str) -> bool:
    return is_ask(text) and not text.endswith(":")


def _closing(text: str) -> Part | None:
    """What ends the areas: an ask, the outcome, thanks or a remark; None for anything else."""
    if says_outcome(text):
        return Part.OUTCOME
    if is_ask(text):
        return Part.ASK
    thanks = THANKS.search(text)
    if thanks and (thanks.start() < 5 or not WANTS.search(THANKS.sub("", text))):
        return Part.THANKS
    if SEND_BACK.search(text) and not _NAMES_PLACE.search(text):
        return Part.ASK
    return Part.REMARK if REMARK.search(text) else None


_NAMES_PLACE = re.compile(r"\b(?:paragraph|para|section|page|recommendation)s?\b", re.IGNORECASE)


def _is_praise(text: str) -> bool:
    """Praise, and not an area that begins kindly."""
    if not STRONG_PRAISE.search(text):
        return False
    lead = sentences(text)[0][1]
    rest = text[len(lead) :]
    wants = WANTS.search(lead) or re.search(
        r"\b(?:however|but|although|though)\b", text, re.IGNORECASE
    )
    return not wants and not WANTS.search(rest)
