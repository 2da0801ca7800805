"""Read feedback letters from files and print what they say, without any database."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from feedback.apart import read_letter, read_paragraphs
from feedback.letters import Letter
from feedback.reading.text import UnreadableLetter
from feedback.reading_command import ReadingCommand


def _reading(data: bytes, name: str) -> dict[str, Any]:
    try:
        letter = read_letter(read_paragraphs(data))
    except UnreadableLetter as unreadable:
        return {**_shape(Letter()), "error": unreadable.code, "warnings": [str(unreadable)]}
    return {**_shape(letter), "error": None}


def _shape(letter: Letter) -> dict[str, Any]:
    reading = asdict(letter)
    reading["warnings"] = [warning.text for warning in letter.warnings]
    return reading


class Command(ReadingCommand):
    help = "Reads feedback letters (PDF, DOCX, TXT) and prints, or writes, what they say as JSON."
    read = staticmethod(_reading)
