"""A letter as paragraphs, whatever file it came in, and the reasons why there may be none."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 400_000
MAX_PARAGRAPHS = 6_000
REASONS = {
    "no_text": (
        "The file holds pictures of pages and no text, so it cannot be read. Ask the sender for the "
        "Word file, or copy the letter’s words and paste them."
    ),
    "empty": "There are no words in this letter. Choose another file, or paste the letter’s words.",
    "password": (
        "The file is protected by a password. Save a copy without a password and bring in that."
    ),
    "damaged": (
        "The file is damaged and cannot be read. Save it again, or copy the letter’s words and "
        "paste them."
    ),
    "not_a_letter": (
        "This kind of file cannot be read as a letter. Save the letter as PDF, Word (.docx) or plain "
        "text, or paste its words."
    ),
    "too_long": (
        "The file is far longer than a feedback letter. Choose the file that holds only the letter, "
        "or paste its words."
    ),
    "too_slow": (
        "The letter takes too long to read. Save it again, or copy the letter’s words and paste them."
    ),
    "too_large": (
        "The file is too large to open safely. Save it again, or copy the letter’s words and paste "
        "them."
    ),
}


class UnreadableLetter(ValueError):
    """No words could be taken from a file; `str()` says why and what to do next.

    `code` is "no_text", "empty" or, for every other reason, "unreadable".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        self.reason = reason
        self.code = reason if reason in ("no_text", "empty") else "unreadable"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a letter as printed, without its mark.

    `level` is how deep in a list it stands (0 outside lists and at the top), `inset` says that it
    has no mark of its own but is set in under the one before, and `new_page` that a page began here.
    """

    text: str
    marker: str = ""
    heading: bool = False
    level: int = 0
    inset: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class LetterText:
    """The words of a letter in order. `tracked` says that changes were tracked, and read as accepted."""

    paragraphs: tuple[Paragraph, ...]
    tracked: bool = False


def tidy(text: str) -> str:
    """Text without what only a file needs: tags, soft hyphens, ligatures, odd spaces, emphasis marks."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    text = _LINK.sub(r"\1", text.translate(_CHARACTERS))
    text = _EMPHASIS.sub(r"\2", text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a text, each with the place where it begins."""
    starts = [
        0,
        *(
            m.end()
            for m in _SENTENCE_END.finditer(text)
            if not _ABBREVIATION.search(text[: m.start() + 1])
        ),
    ]
    ends = [*starts[1:], len(text)]
    return [(a, text[a:b].strip()) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>]{0,500})?/?>")
_LINK = re.compile(r"!?\[([^\[\]]{1,200})\]\((?:https?:|mailto:|/|#)[^()\s]{0,300}\)")
_EMPHASIS = re.compile(r"(\*\*|__)(\S(?:[^*_]{0,2000}\S)?)\1")
_SENTENCE_END = re.compile(r"[.?!][’”'\")]{0,2}\s+(?=[“‘'\"(]{0,2}[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:p|pp|para|paras|s|ss|sec|no|nos|rec|recs|Mr|Mrs|Ms|Dr|Cllr|Prof|St|e\.g|i\.e|cf|vol|[A-Z]))\.$"
)
_CHARACTERS = dict.fromkeys((*range(9), *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF)) | {
    0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2009: " ", 0x200A: " ", 0x3000: " ",
    0xAD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x200E: None, 0x200F: None,
    0x2060: None, 0xFEFF: None, 0x202A: None, 0x202B: None, 0x202C: None, 0x202D: None,
    0x202E: None, 0x0B: " ", 0x0C: " ",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st", 0x2010: "-", 0x2011: "-",
}  # fmt: skip
