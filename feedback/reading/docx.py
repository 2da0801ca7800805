"""The paragraphs of a Word file, with the numbers and bullets that Word prints but does not store."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from feedback.reading.docx_lists import Numbering, Properties, is_on
from feedback.reading.line import stands_alone
from feedback.reading.marks import take_mark
from feedback.reading.text import MAX_CHARACTERS, LetterText, Paragraph, UnreadableLetter, tidy

MAX_UNPACKED = 60_000_000
MAX_MEMBERS = 2_000
HEADING_WORDS = 14
INSET = 200
"""From how many twentieths of a point a paragraph counts as set in."""


def read_docx(data: bytes) -> LetterText:
    """Raises `UnreadableLetter` for what is not a Word letter."""
    _check(data)
    document = docx.Document(io.BytesIO(data))
    numbering = Numbering(document)
    styles = {style.style_id: style for style in document.styles}
    body = document.element.body
    rows = _numbered_rows(body)
    found: list[Paragraph] = []
    size = 0
    for element in _paragraph_elements(body):
        if element in rows:
            found.extend(rows[element])
        else:
            found.extend(_paragraphs(element, styles, numbering, found))
        size += len(found[-1].text) if found else 0
        if size > MAX_CHARACTERS:
            raise UnreadableLetter("too_long")
    tracked = any(True for _ in body.iter(*_TRACKED))
    if not found and next(body.iter(*_PICTURES), None) is not None:
        raise UnreadableLetter("no_text")
    return LetterText(tuple(found), tracked)


def _check(data: bytes) -> None:
    """Refuse what unpacks beyond reason, is no Word file, or declares XML entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise UnreadableLetter("too_long")
        if "word/document.xml" not in archive.namelist():
            raise UnreadableLetter("not_a_letter")
        if any(m.flag_bits & 1 for m in members):
            raise UnreadableLetter("password")
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if b"<!DOCTYPE" in (head := part.read(4096)) or b"<!ENTITY" in head:
                        raise UnreadableLetter("damaged")


_TRACKED = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
_PICTURES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))
_LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:delText"),
    qn("w:pPr"),
    qn("w:p"),
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}


def _paragraph_elements(root: Any) -> Iterator[Any]:
    """Every paragraph in reading order, those in tables and text boxes too; a box stands before its anchor."""
    for element in root.iter(qn("w:p")):
        if not any(parent.tag == _FALLBACK for parent in element.iterancestors()):
            yield element


def _paragraphs(
    element: Any, styles: dict[str, Any], numbering: Numbering, before: list[Paragraph]
) -> Iterator[Paragraph]:
    """A stored paragraph may hold several printed ones: line breaks are kept where they mean something."""
    raw = _text(element)
    if not tidy(raw):
        return
    properties = Properties(element, styles)
    marker, level = numbering.mark(properties)
    heading = properties.is_heading or _is_bold(element)
    for at, part in enumerate(_parts(raw)):
        text = tidy(part)
        typed = take_mark(text) if not (marker and at == 0) else None
        listed = bool(before) and (bool(before[-1].marker) or before[-1].inset)
        yield Paragraph(
            text=typed.rest if typed else text,
            marker=(typed.printed if typed else marker if at == 0 else ""),
            heading=heading
            and not typed
            and len(text.split()) <= HEADING_WORDS
            and not stands_alone(text),
            level=level if (marker and at == 0) else properties.typed_level if typed else 0,
            inset=not typed
            and not (marker and at == 0)
            and ((at > 0 and bool(marker)) or (listed and properties.indent >= INSET)),
            new_page=at == 0 and properties.page_break,
        )


def _numbered_rows(body: Any) -> dict[Any, list[Paragraph]]:
    """For tables that number their rows: by first paragraph, each row as one; by others, nothing."""
    rows: dict[Any, list[Paragraph]] = {}
    for table in body.iter(qn("w:tbl")):
        cells = [[_cell(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
        if sum(bool(_NUMBER.fullmatch(row[0])) for row in cells if row) < 2:
            continue
        for row, texts in zip(table.iter(qn("w:tr")), cells, strict=True):
            elements = list(row.iter(qn("w:p")))
            rows.update((element, []) for element in elements)
            if elements and any(texts):
                rows[elements[0]] = [_row(texts)]
    return rows


def _cell(cell: Any) -> str:
    return tidy(" ".join(_text(element) for element in cell.iter(qn("w:p"))))


def _row(texts: list[str]) -> Paragraph:
    number = _NUMBER.fullmatch(texts[0])
    words = " ".join(text for text in (texts[1:] if number else texts) if text)
    return Paragraph(words, marker=texts[0] if number else "", heading=not number)


_NUMBER = re.compile(r"\(?\d{1,3}[.)]?")


def _parts(raw: str) -> list[str]:
    """The lines of a stored paragraph: as printed if they are short or marked, else run together."""
    lines = [line for line in raw.split("\n") if tidy(line)]
    long = [line for line in lines[:-1] if len(line) > 60 and not re.search(r"[.:;?!]\W*$", line)]
    return [" ".join(lines)] if long else lines


def _text(element: Any) -> str:
    """The words of one paragraph, tracked changes accepted, hidden text and boxes left out."""
    parts: list[str] = []
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == _FALLBACK:
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif not (child.tag == qn("w:r") and is_on(child.find(qn("w:rPr")), "w:vanish")):
            parts.append(_text(child))
    return "".join(parts)


def _is_bold(element: Any) -> bool:
    runs = [
        run
        for run in element.iter(qn("w:r"))
        if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()
    ]
    return bool(runs) and all(is_on(run.find(qn("w:rPr")), "w:b") for run in runs)
