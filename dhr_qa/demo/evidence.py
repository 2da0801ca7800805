"""Small invented files that stand behind some of the demonstration's answers and updates."""

from __future__ import annotations

import io

from docx import Document

from reviews.files import EVIDENCE_TYPES, LETTER_TYPES, ExaminedFile, examine

_MAX_BYTES = 1024 * 1024

FILES: dict[str, str] = {
    "Record of the call in May.txt": (
        "Call to the adult social care line, 14:10. The caller said that she looked after her son and "
        "was worn out. She was given the number of a helpline. No assessment was offered.\n"
    ),
    "Comments of the specialist service.docx": (
        "We read chapters 4 to 7 of the revised report. We ask that 5.2 say in which language the "
        "calls were made, and that 6.12 speak of rights rather than of needs."
    ),
    "Action plan as the board saw it.csv": (
        "Recommendation,Action,Lead Agency,Target Date,Rating\n"
        "1,Offer carers an assessment,Adult Social Care,in six months,Green\n"
        "2,Book interpreters for home visits,Northbrook Health Trust,overdue,Red\n"
    ),
    "Visit dates from the trust.csv": "Visit,Date\nFirst home visit,12 April\nSecond home visit,3 May\n",
    "Advice on access for deaf people.txt": (
        "A text number and a video relay service should be printed wherever a telephone number is. "
        "Relatives should not be asked to interpret.\n"
    ),
    "Minutes of the board.txt": (
        "The board heard that interpreters can now be booked on the day, and asked for figures at its "
        "next meeting.\n"
    ),
    "Training figures.csv": "Quarter,Invited,Attended\nFirst,40,31\nSecond,38,35\n",
}


def file(name: str) -> ExaminedFile:
    """One of the files, examined as an upload is."""
    words = FILES[name]
    data = _word_document(words) if name.endswith(".docx") else words.encode()
    return examine(data, name, allowed=EVIDENCE_TYPES, max_bytes=_MAX_BYTES)


def letter_file(data: bytes, name: str) -> ExaminedFile:
    return examine(data, name, allowed=LETTER_TYPES, max_bytes=_MAX_BYTES)


def _word_document(text: str) -> bytes:
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph(text)
    document.save(stream := io.BytesIO())
    return stream.getvalue()
