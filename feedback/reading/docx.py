"""The paragraphs of a Word file, with the numbers and bullets that Word prints but does not store."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

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
    numbering = _Numbering(document)
    found: list[Paragraph] = []
    size = 0
    for element in _paragraph_elements(document.element.body):
        for paragraph in _paragraphs(element, document, numbering, found):
            found.append(paragraph)
            size += len(paragraph.text)
        if size > MAX_CHARACTERS:
            raise UnreadableLetter("too_long")
    body = document.element.body
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
    element: Any, document: Any, numbering: _Numbering, before: list[Paragraph]
) -> Iterator[Paragraph]:
    """A stored paragraph may hold several printed ones: line breaks are kept where they mean something."""
    raw = _text(element)
    if not tidy(raw):
        return
    properties = _Properties(element, document)
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
        elif not (child.tag == qn("w:r") and _is_on(child.find(qn("w:rPr")), "w:vanish")):
            parts.append(_text(child))
    return "".join(parts)


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(qn(name)) if properties is not None else None
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none")


def _is_bold(element: Any) -> bool:
    runs = [
        run
        for run in element.iter(qn("w:r"))
        if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()
    ]
    return bool(runs) and all(_is_on(run.find(qn("w:rPr")), "w:b") for run in runs)


class _Properties:
    """What a paragraph and the styles behind it say of its list, indent and kind."""

    def __init__(self, element: Any, document: Any) -> None:
        own = element.find(qn("w:pPr"))
        self._chain = [own] if own is not None else []
        style_id = self._value("w:pStyle")
        self.style_names: list[str] = []
        styles = {style.style_id: style for style in document.styles} if style_id else {}
        style = styles.get(style_id)
        while style is not None and len(self.style_names) < 12:
            self.style_names.append(style.name or "")
            properties = style.element.find(qn("w:pPr"))
            if properties is not None:
                self._chain.append(properties)
            style = getattr(style, "base_style", None)

    def _value(self, path: str) -> str | None:
        steps = "/".join(qn(step) for step in path.split("/"))
        for properties in self._chain:
            found = properties.find(steps)
            if found is not None:
                return str(found.get(qn("w:val")))
        return None

    @property
    def number(self) -> str | None:
        return self._value("w:numPr/w:numId")

    @property
    def depth(self) -> int:
        printed = self._value("w:numPr/w:ilvl")
        named = re.search(r"List (?:Bullet|Number) (\d)", " ".join(self.style_names[:1]))
        if named and printed in (None, "0"):
            return int(named[1]) - 1
        return min(int(printed), 8) if printed and printed.isdigit() else 0

    @property
    def indent(self) -> int:
        for properties in self._chain:
            found = properties.find(qn("w:ind"))
            if found is not None:
                value = found.get(qn("w:left")) or found.get(qn("w:start")) or "0"
                return int(float(value)) if re.fullmatch(r"-?\d+(?:\.\d+)?", value) else 0
        return 0

    @property
    def typed_level(self) -> int:
        return 1 if self.indent >= 900 else 0

    @property
    def is_heading(self) -> bool:
        return any(re.match(r"(?i)heading|title|subtitle", name) for name in self.style_names)

    @property
    def page_break(self) -> bool:
        return any(_is_on(properties, "w:pageBreakBefore") for properties in self._chain)


class _Numbering:
    """The marks of Word's own lists, counted as Word counts them."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        root = _numbering_root(document)
        if root is None:
            return
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                key = (str(abstract.get(qn("w:abstractNumId"))), int(level.get(qn("w:ilvl")) or 0))
                self._levels[key] = _level_form(level)
        for number in root.iter(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            if link is not None:
                self._lists[str(number.get(qn("w:numId")))] = str(link.get(qn("w:val")))

    def mark(self, properties: _Properties) -> tuple[str, int]:
        """(printed mark, level) of the next paragraph in its list; ("", 0) outside lists."""
        number, depth = properties.number, properties.depth
        abstract = self._lists.get(number or "")
        if abstract is None:
            return "", 0
        form, pattern, start = self._levels.get((abstract, depth), ("bullet", "•", 1))
        if form == "none":
            return "", 0
        counts = self._counts[str(number)]
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if form == "bullet":
            return ("-" if pattern.strip() in ("-", "–") else "•"), depth
        return self._filled(abstract, pattern, counts) or f"{counts[depth]}.", depth

    def _filled(self, abstract: str, pattern: str, counts: dict[int, int]) -> str:
        def value(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            form, _, start = self._levels.get((abstract, level), ("decimal", "", 1))
            return _FORMS.get(form, str)(counts.get(level, start))

        return re.sub(r"%(\d)", value, pattern).strip()


def _numbering_root(document: Any) -> Any:
    try:
        return document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return None


def _level_form(level: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val"))) if found is not None else default

    start = value("w:start", "1")
    return (
        value("w:numFmt", "decimal"),
        value("w:lvlText", ""),
        int(start) if start.isdigit() else 1,
    )


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    digits = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    printed = ""
    for value, sign in digits:
        printed += sign * (count // value)
        count %= value
    return printed


_FORMS = {
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
