"""The areas for development, put together from the paragraphs that belong to each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feedback.reading.parts import Part, Piece
from feedback.reading.phrases import WANTS
from feedback.reading.references import find_references
from feedback.reading.text import sentences
from feedback.themes import suggest


@dataclass(frozen=True, slots=True)
class Item:
    """One area for development as the letter words it.

    `children` are its sub-points, `paragraphs` its places in the letter, `split_at` the character at
    which a second ask begins, and `unmarked` says that it has no bullet or number.
    """

    text: str
    group: str | None = None
    references: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    split_at: int | None = None
    unmarked: bool = False


def items_from(pieces: Sequence[Piece]) -> tuple[Item, ...]:
    """The areas in the letter's order; paragraphs that are no part of one are passed over."""
    group, group_level = "", -1
    growing: list[_Growing] = []
    for piece in pieces:
        if piece.part is Part.LABEL:
            group = piece.text.rstrip(" :–-")
            group_level = piece.paragraph.level if piece.paragraph.marker else -1
        elif piece.part is Part.STEM:
            group = ""
        elif piece.part is Part.ITEM:
            group = group if piece.paragraph.level > group_level else ""
            growing.append(
                _Growing(group, not piece.paragraph.marker, [piece.text], [], [piece.index])
            )
        elif growing and piece.part in (Part.CHILD, Part.MORE):
            growing[-1].add(piece)
    return tuple(item.grown() for item in growing)


@dataclass(slots=True)
class _Growing:
    group: str
    unmarked: bool
    texts: list[str]
    children: list[str] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        self.paragraphs.append(piece.index)
        if piece.part is Part.CHILD:
            self.children.append(piece.text)
        elif self.children:
            self.children[-1] += " " + piece.text
        else:
            self.texts.append(piece.text)

    def grown(self) -> Item:
        text = " ".join(self.texts)
        whole = " ".join([text, *self.children])
        references = dict.fromkeys(
            r for part in (text, *self.children) for r in find_references(part)
        )
        return Item(
            text=text,
            group=self.group or None,
            references=tuple(references),
            themes=suggest(f"{self.group} {whole}"),
            children=tuple(self.children),
            paragraphs=tuple(self.paragraphs),
            split_at=second_ask(text),
            unmarked=self.unmarked,
        )


_ALSO = re.compile(
    r"(?:it|they|the\s+(?:qa\s+)?panel|we|this|you)\s+(?:\w+\s+){0,2}?also\b|in\s+addition\b|additionally\b|also,|"
    r"please\s+also\b|further(?:more)?,|moreover\b|separately\b|equally,|secondly\b|another\s+(?:point|area)\b|consideration\s+should\s+also\b",
    re.IGNORECASE,
)


def second_ask(text: str) -> int | None:
    """Where a second ask begins in an area, None if it has one."""
    for start, sentence in sentences(text)[1:]:
        if _ALSO.match(sentence) and WANTS.search(sentence):
            return start
    return None
