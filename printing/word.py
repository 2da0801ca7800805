"""What is true of a Word file before it is merged or sent: changes that are tracked, comments, names, hidden text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from printing.opening import CHUNK, Budget, TooMuch, words
from printing.properties import Named

MAX_UNPACKED = 300 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_AUTHORS = 50


@dataclass(frozen=True, slots=True)
class DocxFacts:
    """What a look at a Word file found. Of one that is `unreadable` or `encrypted` only `size` is known."""

    size: int
    unreadable: bool = False
    encrypted: bool = False
    insertions: int = 0
    deletions: int = 0
    moves: int = 0
    format_changes: int = 0
    change_authors: tuple[str, ...] = ()
    comments: int = 0
    comment_authors: tuple[str, ...] = ()
    people: tuple[Named, ...] = ()
    hidden_runs: int = 0  # pieces of text that Word does not show
    is_tracking: bool = False  # the next change that somebody makes will be tracked
    unsure: tuple[str, ...] = ()

    @property
    def tracked_changes(self) -> int:
        return self.insertions + self.deletions + self.moves + self.format_changes


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TORN = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError, LookupError)
_TEXT_PARTS = re.compile(
    r"(?i)word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments|people|settings|glossary/document)\.xml"
)
_PROPERTY_PARTS = re.compile(r"(?i)docProps/(?:core|app)\.xml")
_STYLES = re.compile(r"(?i)word/styles\.xml")

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_WORD_2012 = "http://schemas.microsoft.com/office/word/2012/wordml"
_CHANGES = {
    "ins": "insertions",
    "cellIns": "insertions",
    "del": "deletions",
    "cellDel": "deletions",
    "moveFrom": "moves",
    "rPrChange": "format_changes",
    "pPrChange": "format_changes",
    "sectPrChange": "format_changes",
    "tblPrChange": "format_changes",
    "tcPrChange": "format_changes",
    "trPrChange": "format_changes",
    "numberingChange": "format_changes",
}
_NAMING = {"creator": "Author", "lastModifiedBy": "Last modified by", "Manager": "Manager"}
_OFF = ("0", "false", "off")


def look_at_docx(data: bytes) -> DocxFacts:
    """Never raises for what a file holds; macros are refused where a file is kept."""
    facts = DocxFacts(size=len(data))
    if data.startswith(_OLE):
        locked = _ENCRYPTED in data
        return DocxFacts(size=len(data), encrypted=locked, unreadable=not locked)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _all_facts(archive, facts)
    except (TooMuch, MemoryError, expat.ExpatError, *_TORN):
        return DocxFacts(size=len(data), unreadable=True)


def _all_facts(archive: zipfile.ZipFile, facts: DocxFacts) -> DocxFacts:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise TooMuch
    if any(member.flag_bits & 1 for member in members):
        return DocxFacts(size=facts.size, encrypted=True)
    if "word/document.xml" not in archive.namelist():
        return DocxFacts(size=facts.size, unreadable=True)
    return _read(archive, members, facts.size)


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], size: int) -> DocxFacts:
    """Styles first: they say which text is hidden."""
    budget, reading = Budget(MAX_UNPACKED), _Reading()
    unsure = []
    for wanted in (_STYLES, _TEXT_PARTS, _PROPERTY_PARTS):
        for member in members:
            if not wanted.fullmatch(member.filename):
                continue
            try:
                with archive.open(member) as part:
                    reading.read(part, budget)
            except expat.ExpatError:
                if member.filename == "word/document.xml":
                    raise
                unsure.append(member.filename)
    return reading.facts(size, tuple(unsure))


@dataclass(slots=True)
class _Reading:
    """What was met so far. No tree is kept, so a file can be as large and as deep as it likes."""

    counts: Counter[str] = field(default_factory=Counter)
    change_authors: dict[str, None] = field(default_factory=dict)
    comment_authors: dict[str, None] = field(default_factory=dict)
    people: list[Named] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    is_tracking: bool = False
    style: str = ""
    in_run: bool = False
    hidden: bool = False
    paragraph_hidden: bool = False
    has_text: bool = False
    naming: str = ""
    name: str = ""

    def read(self, part: IO[bytes], budget: Budget) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        self.in_run = self.paragraph_hidden = False
        self.style = self.naming = ""
        while chunk := part.read(CHUNK):
            budget.spend(len(chunk))
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition("}")
        said = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if namespace not in _WORD:
            self.naming, self.name = _NAMING.get(name, ""), ""
            if (namespace, name) == (_WORD_2012, "person"):
                self._add(Named("People", words(said.get("author", ""))))
        elif kind := _CHANGES.get(name):
            self.counts[kind] += 1
            _note(self.change_authors, said.get("author", ""))
        elif handler := _HANDLERS.get(name):
            handler(self, said)

    def end(self, tag: str) -> None:
        namespace, _, name = tag.rpartition("}")
        if namespace not in _WORD:
            self._end_property()
        elif name == "r":
            self.counts["hidden_runs"] += self.hidden and self.has_text
            self.in_run = False
        elif name == "style":
            self.style = ""

    def text(self, text: str) -> None:
        if self.naming and len(self.name) < 1000:
            self.name += text
        if self.in_run and not text.isspace():
            self.has_text = True

    def _end_property(self) -> None:
        if self.naming:
            self._add(Named(self.naming, words(self.name)))
        self.naming = ""

    def _add(self, person: Named) -> None:
        if person.name and len(self.people) < MAX_AUTHORS:
            self.people.append(person)

    def facts(self, size: int, unsure: tuple[str, ...]) -> DocxFacts:
        return DocxFacts(
            size=size,
            change_authors=tuple(self.change_authors),
            comment_authors=tuple(self.comment_authors),
            people=tuple(self.people),
            is_tracking=self.is_tracking,
            unsure=unsure,
            insertions=self.counts["insertions"],
            deletions=self.counts["deletions"],
            moves=self.counts["moves"],
            format_changes=self.counts["format_changes"],
            comments=self.counts["comments"],
            hidden_runs=self.counts["hidden_runs"],
        )


def _comment(reading: _Reading, said: dict[str, str]) -> None:
    reading.counts["comments"] += 1
    _note(reading.comment_authors, said.get("author", ""))


def _run(reading: _Reading, said: dict[str, str]) -> None:
    reading.in_run, reading.hidden, reading.has_text = True, reading.paragraph_hidden, False


def _paragraph(reading: _Reading, said: dict[str, str]) -> None:
    reading.paragraph_hidden = False


def _vanish(reading: _Reading, said: dict[str, str]) -> None:
    is_on = said.get("val", "1") not in _OFF
    if reading.style and is_on:
        reading.hidden_styles.add(reading.style)
    if reading.in_run:
        reading.hidden = is_on


def _run_style(reading: _Reading, said: dict[str, str]) -> None:
    reading.hidden = reading.hidden or said.get("val", "") in reading.hidden_styles


def _paragraph_style(reading: _Reading, said: dict[str, str]) -> None:
    reading.paragraph_hidden = said.get("val", "") in reading.hidden_styles


def _style(reading: _Reading, said: dict[str, str]) -> None:
    reading.style = said.get("styleId", "")


def _track(reading: _Reading, said: dict[str, str]) -> None:
    reading.is_tracking = said.get("val", "1") not in _OFF


_HANDLERS = {
    "comment": _comment,
    "p": _paragraph,
    "pStyle": _paragraph_style,
    "r": _run,
    "rStyle": _run_style,
    "style": _style,
    "trackRevisions": _track,
    "vanish": _vanish,
}


def _note(authors: dict[str, None], author: str) -> None:
    if (name := words(author)) and len(authors) < MAX_AUTHORS:
        authors[name] = None


def _no_doctype(*_: object) -> None:
    """Office writes none, and entities come from there."""
    raise ValueError("doctype")
