"""Small invented files: what stands behind some answers and updates, and how documents are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from xml.sax.saxutils import escape

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
    "Bookings in the first week.csv": "Language,Booked,Came\nWelsh,6,6\nPolish,5,5\nUrdu,3,3\n",
}


def file(name: str) -> ExaminedFile:
    """One of the files, examined as an upload is."""
    words = FILES[name]
    data = word_document([("text", words)]) if name.endswith(".docx") else words.encode()
    return examine(data, name, allowed=EVIDENCE_TYPES, max_bytes=_MAX_BYTES)


def letter_file(data: bytes, name: str) -> ExaminedFile:
    return examine(data, name, allowed=LETTER_TYPES, max_bytes=_MAX_BYTES)


def paper(data: bytes, name: str) -> ExaminedFile:
    """A document, examined as an upload is."""
    return examine(data, name, allowed=EVIDENCE_TYPES, max_bytes=_MAX_BYTES)


def word_document(lines: Iterable[tuple[str, str]]) -> bytes:
    """A Word document of (style, words); the styles are those of `_WORD_STYLES`."""
    document = Document()
    document.core_properties.author = ""
    for style, words in lines:
        document.add_paragraph(words, style=_WORD_STYLES[style])
    document.save(stream := io.BytesIO())
    return stream.getvalue()


def workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """An Excel workbook with one sheet of plain words."""
    lines = "".join(f"<row>{''.join(_cell(words) for words in row)}</row>" for row in rows)
    parts = _WORKBOOK | {"xl/worksheets/sheet1.xml": _SHEET.format(lines)}
    with zipfile.ZipFile(stream := io.BytesIO(), "w") as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name), xml, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def pdf_document(lines: Iterable[tuple[str, str]], *, tagged: bool = True) -> bytes:
    """A PDF of (style, words), as `word_document` takes them; many that are uploaded have no tags."""
    from weasyprint import HTML  # noqa: PLC0415 -- loads for half a second, and few stories need it

    lines = list(lines)
    body = "".join(_together(style, words) for style, words in groupby(lines, itemgetter(0)))
    page = f"<html lang=en-GB><title>{escape(lines[0][1])}</title>{body}"
    data: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1" if tagged else None)
    return data


def _together(style: str, lines: Iterable[tuple[str, str]]) -> str:
    """Lines of one style that follow each other; those of a list are one list."""
    tag = _HTML_TAGS[style]
    found = "".join(f"<{tag}>{escape(words)}</{tag}>" for _, words in lines)
    return f"<ol>{found}</ol>" if tag == "li" else found


def _cell(words: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(words)}</t></is></c>'


_WORD_STYLES = {
    "title": "Title",
    "heading": "Heading 1",
    "point": "Heading 2",
    "text": None,
    "list": "List Number",
}
_HTML_TAGS = {"title": "h1", "heading": "h2", "point": "h3", "text": "p", "list": "li"}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_LINKS = f"{_OFFICE}/package/2006/relationships"
_KINDS = f"{_OFFICE}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{{}}</sheetData></worksheet>'
_WORKBOOK = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_LINKS}"><Relationship Id="r1" '
        f'Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>'
        '<sheet name="Action plan" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_LINKS}"><Relationship Id="r1" '
        f'Type="{_KINDS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
