"""Where in a file the letter stands: its head, body and close, without the e-mails around it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.reading.line import MAIL_HEADER, SALUTATION, VALEDICTION
from feedback.reading.outcomes import says_outcome
from feedback.reading.phrases import ANNOUNCES, OPENING, THANKED
from feedback.reading.text import Paragraph

ENOUGH = 4
LONGEST_CLOSE = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """Places of paragraphs: the head, the salutation (None if there is none), the body, the close."""

    head: range
    salutation: int | None
    body: range
    close: range


def find_letters(paragraphs: Sequence[Paragraph]) -> tuple[Frame, ...]:
    """Every feedback letter in a file, in order; none when nothing in it has the form of one."""
    return tuple(frame for frame in _frames(paragraphs) if _score(frame, paragraphs) >= ENOUGH)


def _frames(paragraphs: Sequence[Paragraph]) -> Iterator[Frame]:
    texts = [p.text for p in paragraphs]
    borders = [at for at, text in enumerate(texts) if _is_border(texts, at)]
    greetings = [at for at, text in enumerate(texts) if SALUTATION.match(text)]
    if not greetings:
        yield _frame(texts, max((at + 1 for at in borders), default=0), None, len(texts))
        return
    ends = [*greetings[1:], len(texts)]
    start = 0
    for greeting, next_greeting in zip(greetings, ends, strict=True):
        border = bisect(borders, greeting)
        start = max(start, borders[border - 1] + 1 if border else 0)
        end = min([next_greeting, *borders[border : border + 1]])
        frame = _frame(texts, start, greeting, end)
        yield frame
        start = max(greeting, frame.close.start)


def _is_border(texts: Sequence[str], at: int) -> bool:
    """Whether a line is the header of an e-mail; "To:" alone may also stand in a letter."""
    if not MAIL_HEADER.match(texts[at]):
        return False
    around = texts[max(0, at - 5) : at + 6]
    return not _ADDRESS_LINE.match(texts[at]) or any(_MAIL_ONLY.match(text) for text in around)


_ADDRESS_LINE = re.compile(r"\W*(?:From|To|Cc)\s?:", re.IGNORECASE)
_MAIL_ONLY = re.compile(r"\W*(?:Subject|Sent|Importance)\s?:", re.IGNORECASE)


def _frame(texts: Sequence[str], start: int, greeting: int | None, end: int) -> Frame:
    """The letter between `start` and `end`; without a salutation the body begins with the first long line."""
    first = greeting + 1 if greeting is not None else _first_long(texts, start, end)
    closes = [at for at in range(first, end) if VALEDICTION.match(texts[at])]
    body_end = closes[0] if closes else end
    close_end = min(end, body_end + 1 + LONGEST_CLOSE)
    return Frame(
        head=range(start, greeting if greeting is not None else first),
        salutation=greeting,
        body=range(first, body_end),
        close=range(min(body_end + 1, close_end), close_end)
        if closes
        else range(body_end, body_end),
    )


def _first_long(texts: Sequence[str], start: int, end: int) -> int:
    return next((at for at in range(start, end) if OPENING.search(texts[at])), start)


def _score(frame: Frame, paragraphs: Sequence[Paragraph]) -> int:
    """How much a stretch of text has the form of a feedback letter."""
    body = [paragraphs[at].text for at in frame.body]
    words = " ".join(body)
    close = " ".join(paragraphs[at].text for at in frame.close)
    if not _SUBJECT.search(words):
        return 0
    bare = frame.salutation is None and not frame.close
    return (
        any(THANKED.search(text) for text in body)
        - bare
        + (frame.salutation is not None)
        + len(frame.close[:1])
        + 2 * any(OPENING.search(text) for text in body)
        + any(says_outcome(text) for text in body)
        + any(ANNOUNCES.search(text) for text in body)
        + bool(_FROM_PANEL.search(close))
        - 3 * bool(_SUBMITTING.search(words))
    )


_SUBJECT = re.compile(
    r"\b(?:QA|Quality Assurance|Home Office|Domestic Homicide|Domestic Abuse Related Death|DHR|DARDR)\b"
)
_FROM_PANEL = re.compile(r"\b(?:QA|Quality Assurance|Home Office|Secretariat)\b", re.IGNORECASE)
_SUBMITTING = re.compile(
    r"\b(?:please\s+find\s+(?:attached|enclosed)|(?:I|we)\s+(?:attach|enclose)|(?:I|we)\s+(?:are|am)\s+(?:pleased\s+to\s+)?submit)",
    re.IGNORECASE,
)
