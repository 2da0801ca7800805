"""What a heading, or a sentence that ends in a colon, says about the paragraphs that follow it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto

from feedback.reading.asks import is_ask, requests_in
from feedback.reading.phrases import (
    ALREADY_MET,
    ANNOUNCES,
    ASK_HEADING,
    NEUTRAL_HEADING,
    ONLY_AREAS,
    PRAISE,
    PRAISE_HEADING,
    STRONG_PRAISE,
    WANTS,
)
from feedback.reading.text import Paragraph, sentences

LONGEST_LABEL = 9
"""How many words a heading may have that is not set as one."""
LONGEST_STEM = 20


class Sign(Enum):
    """What follows: areas for development, praise, points met earlier, asks, or a topic's own text."""

    AREAS = auto()
    PRAISE = auto()
    MET = auto()
    ASKS = auto()
    NEUTRAL = auto()
    TOPIC = auto()


def is_heading(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """A heading as set, or a few words without a stop before another paragraph."""
    text = paragraph.text
    if paragraph.marker or after is None:
        return False
    if paragraph.heading:
        return True
    short = len(text.split()) <= LONGEST_LABEL and text[:1].isupper()
    if not short or re.search(r"[.?!;,]$", text):
        return False
    return not (text.endswith(":") and (WANTS.search(text) or is_ask(text)))


def sign_of_heading(text: str, after: Sequence[Paragraph]) -> Sign:
    """What a heading announces. A few words that end in a colon may announce as a sentence does."""
    announced = sign_of_stem(text, after) if text.endswith(":") else None
    if announced and announced is not Sign.AREAS:
        return announced
    return next((sign for says, sign in _HEADINGS if says(text)), Sign.TOPIC)


def sign_of_stem(text: str, after: Sequence[Paragraph]) -> Sign | None:
    """What a sentence announces; None when it announces nothing. `after` are the next paragraphs."""
    if not after:
        return None
    if not text.endswith(_COLONS):
        listed = after[0].heading or after[0].marker
        short = len(text.split()) < LONGEST_STEM
        return Sign.AREAS if listed and short and _AS_FOLLOWS.search(text) else None
    last = sentences(text)[-1][1]
    return next((sign for says, sign in _STEMS if says(last, after)), None)


_COLONS = (":", "-", "–", "—")
_TABLE_HEAD = re.compile(r"(?:no|number|item|point)\b\.?\s+\w", re.IGNORECASE)
_TO_IMPROVE = re.compile(r"\bareas?\b|\bimprov|\bdevelop", re.IGNORECASE)
_NOT_MET = re.compile(
    r"\b(?:not\s+(?:yet\s+|been\s+)?(?:fully\s+)?(?:met|addressed)|once|when|until|after|unless|if|still)\b",
    re.IGNORECASE,
)
_AS_FOLLOWS = re.compile(r"\b(?:as follows|below|the following)\b\W*$", re.IGNORECASE)
_PRAISES = re.compile(
    r"\b(?:noted|liked|commend(?:s|ed)?|welcome[sd]|praise[sd]?|valued?|highlight(?:s|ed)?|singled\s+out|admired|appreciated|"
    r"enjoyed|impressed\s+by|pleased\s+(?:by|with|to\s+see)|strengths?)\b(?:\s+(?:in\s+particular|particularly|especially))?"
    r"(?:\s+(?:the\s+following|that|include|were))?(?:\s+\w+){0,2}\W*$",
    re.IGNORECASE,
)
_STEMS: tuple[tuple[Callable[[str, Sequence[Paragraph]], object], Sign], ...] = (
    (lambda last, _: ALREADY_MET.search(last) and not _NOT_MET.search(last), Sign.MET),
    (lambda last, _: _PRAISES.search(last), Sign.PRAISE),
    (lambda last, _: STRONG_PRAISE.search(last) and not WANTS.search(last), Sign.PRAISE),
    (lambda last, _: is_ask(last), Sign.ASKS),
    (lambda last, _: ANNOUNCES.search(last), Sign.AREAS),
    (lambda _, after: any(_is_listed_ask(paragraph) for paragraph in after[:2]), Sign.ASKS),
    (lambda last, _: WANTS.search(last), Sign.AREAS),
    (lambda last, _: PRAISE.search(last), Sign.PRAISE),
)
"""(what the last sentence says, what it announces); the first that holds decides."""


def _is_listed_ask(paragraph: Paragraph) -> bool:
    return bool(paragraph.marker and requests_in(paragraph.text, announced=True))


_HEADINGS: tuple[tuple[Callable[[str], object], Sign], ...] = (
    (_TABLE_HEAD.match, Sign.AREAS),
    (lambda text: PRAISE_HEADING.search(text) and not _TO_IMPROVE.search(text), Sign.PRAISE),
    (lambda text: ALREADY_MET.search(text) and not _NOT_MET.search(text), Sign.MET),
    (ONLY_AREAS.search, Sign.AREAS),
    (ANNOUNCES.search, Sign.AREAS),
    (ASK_HEADING.search, Sign.ASKS),
    (NEUTRAL_HEADING.search, Sign.NEUTRAL),
)
"""(what a heading says, what it announces); the first that holds decides."""
