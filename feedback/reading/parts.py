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
    OPENING,
    PRAISE,
    PROCEDURE,
    REMARK,
    SEND_BACK,
    STRONG_PRAISE,
    THANKS,
    WANTS,
)
from feedback.reading.signposts import Sign, is_heading, sign_of_heading, sign_of_stem
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


_PART_AFTER = {Sign.PRAISE: Part.PRAISE, Sign.ASKS: Part.ASK, Sign.MET: Part.REMARK}
"""What the marked paragraphs after a signpost are, if not areas."""


class _Walk:
    """Where in the letter the reading stands, and what the last signpost announced (`_gate`)."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self._all = paragraphs
        self._stage = _Stage.BEGINNING
        self._gate: Part | None = None
        self._outcome_seen = self._opened = False
        self._item: Paragraph | None = None
        self._marked_items = False
        self._numbered_letter = _is_numbered_throughout(paragraphs)
        self._announced = [self._announces_areas(at) for at in range(len(paragraphs))]
        self._marks = [bool(p.marker) and not self._is_letter_number(p) for p in paragraphs]
        self._last_list = max(_last(self._announced), _last(self._marks))
        self._withheld = False

    def next(self, at: int, paragraph: Paragraph) -> Part:
        if self._marks[at]:
            part = self._marked(at, paragraph)
        elif is_heading(paragraph, self._follows(at)):
            part = self._heading(at, paragraph)
        elif self._stage is _Stage.AREAS:
            part = self._among_areas(paragraph)
        else:
            part = self._outside(at, paragraph.text)
        if part in (Part.ITEM, Part.LABEL, Part.STEM):
            self._item = paragraph if part is Part.ITEM else None
            self._marked_items = self._marked_items or (part is Part.ITEM and self._marks[at])
        return part

    def _follows(self, at: int) -> Paragraph | None:
        return self._all[at + 1] if at + 1 < len(self._all) else None

    def _is_letter_number(self, paragraph: Paragraph) -> bool:
        return self._numbered_letter and paragraph.level == 0

    def _announces_areas(self, at: int) -> bool:
        paragraph = self._all[at]
        if paragraph.marker and not self._is_letter_number(paragraph):
            return False
        if is_heading(paragraph, self._follows(at)):
            return sign_of_heading(paragraph.text, self._all[at + 1 : at + 3]) is Sign.AREAS
        return sign_of_stem(paragraph.text, self._all[at + 1 : at + 3]) is Sign.AREAS

    # --- marked paragraphs ---

    def _marked(self, at: int, paragraph: Paragraph) -> Part:
        """A marked paragraph is what was announced; failing that, an area."""
        if self._stage is _Stage.AREAS:
            return self._area(paragraph, self._follows(at))
        if self._gate is not None:
            return self._gate
        if self._stage is _Stage.END and not self._resumes_areas(paragraph):
            return Part.ASK
        if self._stage is _Stage.BEGINNING and not (self._opened or self._outcome_seen):
            return self._outside(at, paragraph.text)
        self._stage = _Stage.AREAS
        return self._area(paragraph, self._follows(at))

    def _resumes_areas(self, paragraph: Paragraph) -> bool:
        same = self._item is not None and family_of(paragraph.marker) == family_of(
            self._item.marker
        )
        return same and not is_ask(paragraph.text)

    def _area(self, paragraph: Paragraph, after: Paragraph | None) -> Part:
        if _is_label(paragraph, after):
            return Part.LABEL
        if self._item is None:
            return Part.ITEM
        deeper = paragraph.level > self._item.level
        under_stem = not self._item.marker and self._item.text.endswith(":")
        return Part.CHILD if deeper or under_stem else Part.ITEM

    # --- headings ---

    def _heading(self, at: int, paragraph: Paragraph) -> Part:
        sign = sign_of_heading(paragraph.text, self._all[at + 1 : at + 3])
        after = self._follows(at)
        listed = after is not None and bool(after.marker) and not is_ask(after.text)
        self._gate = None
        if sign is Sign.ASKS and self._stage is _Stage.AREAS and listed:
            sign = Sign.TOPIC
        if sign is Sign.AREAS:
            self._stage = _Stage.AREAS
            return Part.STEM
        if sign in _PART_AFTER:
            self._gate = _PART_AFTER[sign]
            self._stage = _Stage.END if self._stage is _Stage.AREAS else self._stage
            return Part.HEADING
        if self._stage is _Stage.AREAS:
            return Part.LABEL
        return self._first_group(at, sign, listed=listed)

    def _first_group(self, at: int, sign: Sign, *, listed: bool) -> Part:
        """A heading over marked paragraphs begins the areas, if nothing announces them later."""
        if sign is Sign.TOPIC and listed and self._opened and _last(self._announced) <= at:
            self._stage = _Stage.AREAS
            return Part.LABEL
        return Part.HEADING

    # --- plain paragraphs before and after the areas ---

    def _outside(self, at: int, text: str) -> Part:
        sign = sign_of_stem(text, self._all[at + 1 : at + 3])
        if sign is Sign.AREAS:
            self._stage, self._gate = _Stage.AREAS, None
            self._outcome_seen = self._outcome_seen or says_outcome(text)
            return Part.STEM
        part = self._plain(at, text)
        self._withheld = self._withheld or withholds(text)
        self._opened = self._opened or part is Part.OPENING
        self._outcome_seen = self._outcome_seen or part is Part.OUTCOME
        if sign is not None:
            self._gate = _PART_AFTER[sign]
        elif self._gate is not Part.PRAISE or part is not Part.PRAISE:
            self._gate = None
        return part

    def _plain(self, at: int, text: str) -> Part:
        if not self._opened and self._stage is _Stage.BEGINNING and OPENING.search(text):
            return Part.OPENING
        closing = _closing(text)
        if closing is Part.THANKS and self._stage is _Stage.BEGINNING and not self._outcome_seen:
            closing = None
        if closing is None and self._is_area_without_mark(at, text):
            self._stage = _Stage.AREAS
            return Part.ITEM
        return closing or self._praise_or_remark(text)

    def _praise_or_remark(self, text: str) -> Part:
        """Before the outcome kind words are praise; after it only plain praise is."""
        late = self._stage is _Stage.END or bool(PROCEDURE.search(text))
        praise = STRONG_PRAISE if late and self._gate is not Part.PRAISE else PRAISE
        return Part.PRAISE if praise.search(text) else Part.REMARK

    def _is_area_without_mark(self, at: int, text: str) -> bool:
        """Whether a plain paragraph after the outcome is an area: nothing later announces or marks any."""
        if self._stage is not _Stage.BEGINNING or not self._outcome_seen or self._gate:
            return False
        if self._last_list >= at or self._withheld:
            return False
        return bool(WANTS.search(text)) and not _is_praise(text)

    # --- plain paragraphs among the areas ---

    def _among_areas(self, paragraph: Paragraph) -> Part:
        text = paragraph.text
        if self._item is not None and _continues(paragraph):
            return Part.MORE
        if closing := _closing(text):
            self._stage = _Stage.END
            self._gate = Part.ASK if text.endswith(":") else None
            return closing
        if _is_praise(text):
            return Part.PRAISE
        if text.endswith(":") and ANNOUNCES.search(text) and not WANTS.search(text):
            return Part.STEM
        if self._marked_items and not WANTS.search(text):
            return Part.PRAISE if PRAISE.search(text) else Part.REMARK
        return Part.ITEM


def _last(flags: Sequence[bool]) -> int:
    """The place of the last true one, -1 if there is none."""
    return max((at for at, flag in enumerate(flags) if flag), default=-1)


def _is_numbered_throughout(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the letter numbers its own paragraphs, the thanks at the front among them."""
    return any(p.marker and not p.level and OPENING.search(p.text) for p in paragraphs[:3])


def _is_label(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """A marked paragraph that only names what its children are about; they do not go on with it."""
    if after is None or not after.marker or after.level <= paragraph.level:
        return False
    text = paragraph.text
    names = len(text.split()) <= 8 and not re.search(r"[.?!;]$", text) and not WANTS.search(text)
    return names and not after.text[:1].islower()


def _continues(paragraph: Paragraph) -> bool:
    """A paragraph that goes on with the area before it."""
    return paragraph.text[:1].islower() or (paragraph.inset and not paragraph.new_page)


def _closing(text: str) -> Part | None:
    """What ends the areas: an ask, the outcome, thanks or a remark; None for anything else."""
    if says_outcome(text):
        return Part.OUTCOME
    if is_ask(text):
        return Part.ASK
    thanks = THANKS.search(text)
    if thanks and (thanks.start() < 8 or not WANTS.search(THANKS.sub("", text))):
        return Part.THANKS
    if SEND_BACK.search(text) and not _NAMES_PLACE.search(text):
        return Part.ASK
    return Part.REMARK if REMARK.search(text) else None


_NAMES_PLACE = re.compile(r"\b(?:paragraph|para|section|page|recommendation)s?\b", re.IGNORECASE)
_TURNS = re.compile(r"\b(?:however|but|although|though|nevertheless)\b", re.IGNORECASE)


def _is_praise(text: str) -> bool:
    """Praise, and not an area that begins kindly."""
    if not STRONG_PRAISE.search(text) or _TURNS.search(text):
        return False
    return not any(WANTS.search(sentence) for _, sentence in sentences(text))
