"""The reading of a letter in a process of its own: pages and commands read none in any other way.

`paragraphs.read_paragraphs` and `letters.read_letter` are what is run there.
"""

from __future__ import annotations

from feedback.letters import Letter
from feedback.reading.text import LetterText, UnreadableLetter
from sandbox.apart import apart


def read_paragraphs(data: bytes) -> LetterText:
    """The letter's paragraphs. Raises `UnreadableLetter`, whatever the file holds."""
    path = "feedback.paragraphs.read_paragraphs"
    return apart(path, data, returns=LetterText, refusal=UnreadableLetter)


def read_letter(text: LetterText) -> Letter:
    """What a letter says. Raises `UnreadableLetter` for words that nobody could read in time."""
    path = "feedback.letters.read_letter"
    return apart(path, text, returns=Letter, refusal=UnreadableLetter)
