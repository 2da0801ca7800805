"""The tables of a Word file as grids: merged cells, lists, drop-downs, tracked changes, nested tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from actionplans.reading.grid import (
    BULLETS,
    DRAWN,
    EMPTY,
    MAX_CELLS,
    MAX_LINES,
    Cell,
    Line,
    Table,
    Tables,
    UnreadablePlan,
    tidy,
)
from feedback.reading.docx_lists import Numbering, Properties, is_on

TRACKED = "The file has tracked changes. They were read as accepted; check the wording."
TEXT = "word/document.xml"
WIDEST = 63
"""Word's own limit on the columns of a table."""


def read_docx(data: bytes) -> Tables:
    """Raises `UnreadablePlan` when the file has no table, or far too much in its tables."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        reader = _Reader(_lists_and_styles(archive))
        with archive.open(TEXT) as part:
            reader.read(part)
    if not reader.tables:
        raise UnreadablePlan("no_table")
    warnings = (TRACKED,) if reader.tracked else ()
    return Tables(tuple(reader.tables), tuple(reader.words), warnings)


def _named(words: str) -> list[str]:
    """Word's names in full, worked out once."""
    return [qn(f"w:{word}") for word in words.split()]


_P, _R, _T, _TBL, _TR, _TC = _named("p r t tbl tr tc")
_P_PR, _R_PR, _TR_PR, _TC_PR, _NUM_PR, _P_STYLE = _named("pPr rPr trPr tcPr numPr pStyle")
_VAL, _FILL, _COLOR, _SHD, _HIGHLIGHT = _named("val fill color shd highlight")
_GRID_BEFORE, _GRID_SPAN, _V_MERGE, _DEL = _named("gridBefore gridSpan vMerge del")
_TRACKED = _named("ins del moveFrom moveTo")
_TAKEN = {_P: 0, _TR: 1, _TBL: 1}
"""What is taken as a whole, and in how many tables it then stands."""
_WRAPPERS = {
    *_named("sdt sdtContent ins moveTo customXml smartTag"),
}
_LEFT_OUT = {
    *_named("del moveFrom instrText delText pPr p"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
    qn("w:sym"): "■",
}
_SIGNS = "■●⬤█▪•◼○"
_HIGHLIGHTS = {
    "green": "00ff00", "darkGreen": "008000", "red": "ff0000", "darkRed": "800000",
    "yellow": "ffff00", "darkYellow": "808000", "blue": "0000ff", "cyan": "00ffff",
    "darkBlue": "000080",
}  # fmt: skip


def _lists_and_styles(archive: zipfile.ZipFile) -> Any:
    """The document without its text, for python-docx: the text of a long plan is only read as a stream."""
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as copy:
        for name in dict.fromkeys(archive.namelist()):
            kept = archive.read(name) if name.endswith((".xml", ".rels")) and name != TEXT else b""
            copy.writestr(name, _NO_TEXT if name == TEXT else kept)
    return docx.Document(bare)


_NO_TEXT = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body/></w:document>"
)


class _Reader:
    """Goes through a document once, in order, so that Word's numbers come out as Word counts them."""

    def __init__(self, document: Any) -> None:
        self.tables: list[Table] = []
        self.words: list[str] = []
        self.tracked = False
        self._numbering = Numbering(document)
        self._styles = {style.style_id: style for style in document.styles}
        self._open: list[Line] = []
        self._at = 0
        self._lines = 0
        self._cells = 0

    def read(self, part: Any) -> None:
        """Take the rows of the outer tables one by one, and let go of each; `words` are those after the last."""
        depth = 0
        tags = (*_TRACKED, _TBL, _TR, _P)
        for event, element in etree.iterparse(
            part, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True
        ):
            self.tracked = self.tracked or element.tag in _TRACKED
            if event == "start":
                depth += element.tag == _TBL
                if element.tag == _TBL and depth == 1:
                    self._at = self._reserve()
                continue
            if element.tag in _TAKEN and depth == _TAKEN[element.tag]:
                self._take(element)
            depth -= element.tag == _TBL

    def _take(self, element: Any) -> None:
        """A paragraph outside tables, a row of an outer table, or its end."""
        if element.tag == _P:
            self.words.extend(filter(None, [self._paragraph(element)]))
        elif element.tag == _TR:
            self._line(element, self._open, self._at)
        else:
            self._keep(self._at, self._open, tuple(self.words), within=None)
            self._open, self.words = [], []
        element.clear()

    def _reserve(self) -> int:
        """A table stands before those that are nested in it."""
        self.tables.append(Table("", ()))
        return len(self.tables) - 1

    def _keep(
        self, at: int, lines: list[Line], before: tuple[str, ...], *, within: int | None
    ) -> None:
        self.tables[at] = Table(f"Table {at + 1}", tuple(lines), before, within=within)

    def _line(self, row: Any, lines: list[Line], table: int) -> None:
        if row.find(f"{_TR_PR}/{_DEL}") is not None:
            return
        above = lines[-1].cells if lines else ()
        cells = self._row(row, above, table)
        lines.append(Line(len(lines) + 1, cells))
        self._count(len(cells))

    def _nested(self, element: Any, within: int) -> str:
        """Keep a nested table; its words belong to the cell as well."""
        at = self._reserve()
        lines: list[Line] = []
        for row in _inside(element, _TR):
            self._line(row, lines, at)
        self._keep(at, lines, (), within=within)
        return "\n".join(" ".join(line.texts()) for line in lines)

    def _count(self, cells: int) -> None:
        self._lines += 1
        self._cells += cells
        if self._lines > MAX_LINES or self._cells > MAX_CELLS:
            raise UnreadablePlan("too_long")

    def _row(self, row: Any, above: tuple[Cell, ...], within: int) -> tuple[Cell, ...]:
        properties = row.find(_TR_PR)
        cells: list[Cell] = [EMPTY] * _number(properties, _GRID_BEFORE, 0)
        for element in _inside(row, _TC):
            own = element.find(_TC_PR)
            if _goes_on(own):
                upper = above[len(cells)] if len(cells) < len(above) else EMPTY
                cell = replace(upper, below=True, beside=False)
            else:
                cell = self._cell(element, own, within)
            cells.append(cell)
            cells.extend([replace(cell, beside=True)] * (_number(own, _GRID_SPAN, 1) - 1))
        return tuple(cells[:WIDEST])

    def _cell(self, element: Any, own: Any, within: int) -> Cell:
        words: list[str] = []
        for block in _inside(element):
            if block.tag == _P:
                words.append(self._paragraph(block))
            elif block.tag == _TBL:
                words.append(self._nested(block, within))
        text = tidy("\n".join(words))
        return Cell(text, _shade(own) or _ink(element, text))

    def _paragraph(self, element: Any) -> str:
        """The words, after the mark that Word draws: an empty numbered paragraph still prints its number."""
        words = _text(element)
        own = element.find(_P_PR)
        listed = own is not None and own.find(_NUM_PR) is not None
        styled = own is not None and own.find(_P_STYLE) is not None
        if not listed and not (styled and words.strip()):
            return tidy(words)
        mark, _ = self._numbering.mark(Properties(element, self._styles))
        if not words.strip() and not mark.strip(BULLETS):
            return ""
        return tidy(f"{DRAWN}{mark} {words}" if mark else words)


def _inside(block: Any, *tags: str) -> Iterator[Any]:
    """The children of a block, those in content controls and insertions too."""
    for child in block:
        if child.tag in _WRAPPERS:
            yield from _inside(child, *tags)
        elif not tags or child.tag in tags:
            yield child


def _number(properties: Any, name: str, otherwise: int) -> int:
    found = properties.find(name) if properties is not None else None
    value = str(found.get(_VAL)) if found is not None else ""
    return min(int(value), WIDEST) if value.isdigit() else otherwise


def _goes_on(properties: Any) -> bool:
    """Whether this is the continuation of a cell that began in a row above."""
    merge = properties.find(_V_MERGE) if properties is not None else None
    return merge is not None and merge.get(_VAL) in (None, "continue")


def _shade(properties: Any) -> str:
    shade = properties.find(_SHD) if properties is not None else None
    if shade is None:
        return ""
    return _hex(shade.get(_COLOR if shade.get(_VAL) == "solid" else _FILL))


def _ink(element: Any, text: str) -> str:
    """The colour of a square, or of a highlighted word or two: some plans rate in that way."""
    if not text or len(text.split()) > 4:
        return ""
    sign = all(character in _SIGNS for character in text if not character.isspace())
    for run in element.iter(_R_PR):
        colour, marked = run.find(_COLOR), run.find(_HIGHLIGHT)
        if sign and colour is not None and _hex(colour.get(_VAL)):
            return _hex(colour.get(_VAL))
        if marked is not None:
            return _HIGHLIGHTS.get(str(marked.get(_VAL)), "")
        if _shade(run):
            return _shade(run)
    return ""


def _hex(value: str | None) -> str:
    plain = (value or "").lower()
    return plain if len(plain) == 6 and all(digit in "0123456789abcdef" for digit in plain) else ""


def _text(element: Any) -> str:
    """The words of one paragraph, tracked changes accepted, hidden text left out."""
    parts: list[str] = []
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == _T:
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif not (child.tag == _R and is_on(child.find(_R_PR), "w:vanish")):
            parts.append(_text(child))
    return "".join(parts)
