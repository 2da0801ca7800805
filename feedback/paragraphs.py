"""The only reading of a format: from a file, or pasted words, to the paragraphs of a letter."""

from __future__ import annotations

from collections.abc import Callable

from feedback.reading.docx import read_docx
from feedback.reading.lines import to_paragraphs
from feedback.reading.pdf import read_pdf
from feedback.reading.plain import read_plain
from feedback.reading.text import MAX_PARAGRAPHS, LetterText, Paragraph, UnreadableLetter

__all__ = ["LetterText", "Paragraph", "UnreadableLetter", "read_paragraphs"]


def read_paragraphs(data: bytes, name: str = "") -> LetterText:
    """The letter's paragraphs. The type is told by the content; `name` is not believed.

    Raises `UnreadableLetter`, whatever the file holds.
    """
    if not data.strip():
        raise UnreadableLetter("empty")
    try:
        text = _reader(data)(data)
    except UnreadableLetter:
        raise
    except Exception:  # noqa: BLE001 - a hostile file may make the parsers raise anything
        raise UnreadableLetter("damaged") from None
    if not text.paragraphs:
        raise UnreadableLetter("empty")
    if len(text.paragraphs) > MAX_PARAGRAPHS:
        raise UnreadableLetter("too_long")
    return text


Reader = Callable[[bytes], LetterText]


def _reader(data: bytes) -> Reader:
    return next((read for signature, read in _READERS if data.startswith(signature)), _from_plain)


def _from_plain(data: bytes) -> LetterText:
    return LetterText(to_paragraphs(read_plain(data)))


def _from_pdf(data: bytes) -> LetterText:
    return LetterText(to_paragraphs(read_pdf(data)))


def _refuse(data: bytes) -> LetterText:
    raise UnreadableLetter("not_a_letter")


def _refuse_old_word(data: bytes) -> LetterText:
    """The old Word format, which also holds Word files that are locked with a password."""
    locked = "EncryptedPackage".encode("utf-16-le") in data
    raise UnreadableLetter("password" if locked else "not_a_letter")


_READERS: tuple[tuple[bytes, Reader], ...] = (
    (b"%PDF-", _from_pdf),
    (b"PK\x03\x04", read_docx),
    (b"\xd0\xcf\x11\xe0", _refuse_old_word),
    (b"{\\rtf", _refuse),
    (b"\x89PNG", _refuse),
    (b"\xff\xd8\xff", _refuse),
    (b"GIF8", _refuse),
    (b"\x1f\x8b", _refuse),
)
