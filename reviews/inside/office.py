"""What a Word or Excel file would run or fetch, or has inside it; both are ZIP files full of XML."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from lxml import etree

from reviews.inside.found import Holds, Reason, Unfit
from reviews.inside.names import is_program

MAX_EXPANDED_BYTES = 300 * 1024 * 1024
MAX_EXPANSION = 200
MAX_ZIP_MEMBERS = 5_000
TORN = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)
Archive = zipfile.ZipFile

_MACROS = re.compile(r"(?i)vbaProject\.bin$|/activeX/|/macrosheets/|/dialogsheets/")
_EMBEDDED = re.compile(r"(?i)/embeddings/")
_DATA = re.compile(r"(?i)xl/(?:connections\.xml$|queryTables/)")
_OTHER_BOOK = re.compile(r"(?i)xl/externalLinks/[^/]+\.xml$")
_TEXT = re.compile(r"(?i)word/(?!theme|media)[^/]+\.xml$|word/glossary/document\.xml$")


def look_into_office(data: bytes) -> set[Holds]:
    """Raises `Unfit`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_size(members, len(data))
            return {held for member in members for held in _held_by(archive, member)}
    except (*TORN, etree.XMLSyntaxError):
        raise Unfit(Reason.DAMAGED) from None


def _check_size(members: list[zipfile.ZipInfo], packed: int) -> None:
    expanded = sum(member.file_size for member in members)
    too_many = len(members) > MAX_ZIP_MEMBERS
    if too_many or expanded > min(MAX_EXPANDED_BYTES, max(packed, 50_000) * MAX_EXPANSION):
        raise Unfit(Reason.UNPACKS)


def _held_by(archive: Archive, member: zipfile.ZipInfo) -> Iterator[Holds]:
    name = member.filename
    if _MACROS.search(name) or is_program(name):
        raise Unfit(Reason.MACROS)
    if _EMBEDDED.search(name):
        yield _embedded(name)
    if _DATA.search(name):
        yield Holds.DATA
    if name.lower().endswith((".xml", ".rels")):
        _refuse_types(archive, member)
        yield from _held_by_xml(archive, name)


def _embedded(name: str) -> Holds:
    """A chart brings its sheet along, as a file that was looked into by nobody; a packed object can be anything."""
    if name.lower().endswith(".bin"):
        raise Unfit(Reason.OBJECTS)
    return Holds.FILES


def _held_by_xml(archive: Archive, name: str) -> Iterator[Holds]:
    if name.lower().endswith(".rels"):
        for kind, target in _outside(archive.read(name)):
            yield from _fetched(kind, target)
    elif name == "[Content_Types].xml":
        if b"macroenabled" in _plain(archive.read(name)).lower():
            raise Unfit(Reason.MACROS)
    elif _OTHER_BOOK.search(name):
        if b"ddeLink" in _plain(archive.read(name)):
            raise Unfit(Reason.COMMANDS)
    elif _TEXT.search(name):
        yield from _told_by_fields(archive.read(name))


# --- what an XML part may be --------------------------------------------------------------------


def _refuse_types(archive: Archive, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as part:
        if _declares_a_type(part):
            raise Unfit(Reason.ODD_XML)


def _declares_a_type(part: IO[bytes]) -> bool:
    """Whether XML has a DOCTYPE, which is where entities come from; read as far as its first element."""
    parser, found = expat.ParserCreate(), []
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    while not found and (chunk := part.read(64 * 1024)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError:
            break
    return found[:1] == ["doctype"]


def _plain(raw: bytes) -> bytes:
    """The letters of a part, also where it is in UTF-16: enough to find a word in it."""
    return raw.replace(b"\0", b"") if b"\0" in raw[:200] else raw


def _elements(raw: bytes, *names: str) -> Iterator[etree._Element]:
    """The elements of those names, whatever namespace they claim; each is let go of."""
    tags = tuple(f"{{*}}{name}" for name in names)
    found = etree.iterparse(io.BytesIO(raw), tag=tags, resolve_entities=False, no_network=True)
    for _, element in found:
        yield element
        element.clear()


# --- what it would fetch ------------------------------------------------------------------------

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]+):", re.IGNORECASE)  # "C:" is a disk
_SHARE = re.compile(r"(?i)\s*(?:file:/{2,5})?(?:\\\\|//)|\s*file://[^/]")
_UNASKED = {"attachedTemplate", "oleObject", "frame", "subDocument", "control", "package"}
"""What Office opens with the document, and takes programs from."""


def _outside(raw: bytes) -> Iterator[tuple[str, str]]:
    """(kind, target) of each thing that stands in another place; a link that a person follows is none."""
    for relation in _elements(raw, "Relationship"):
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        outside = str(relation.get("TargetMode", "")).lower() == "external"
        if outside and kind != "hyperlink":
            yield kind, str(relation.get("Target", ""))


def _fetched(kind: str, target: str) -> Iterator[Holds]:
    scheme = _SCHEME.match(target)
    if kind in _UNASKED and scheme and scheme[1].lower() != "file":
        raise Unfit(Reason.FETCHES)
    if kind != "attachedTemplate":
        yield Holds.OTHER_FILES if kind.startswith("externalLink") else Holds.LINKED
    elif _SHARE.match(target):
        yield Holds.TEMPLATE


# --- what its fields would do -------------------------------------------------------------------

_COMMAND = re.compile(r"(?i)\W*DDE(?:AUTO)?\b")
_INCLUDED = re.compile(r"(?i)\W*(?:INCLUDE(?:TEXT|PICTURE)?|IMPORT|LINK|RD)\b")


def _told_by_fields(raw: bytes) -> Iterator[Holds]:
    if b"instr" not in _plain(raw):
        return
    for told in _instructions(raw):
        if _COMMAND.match(told):
            raise Unfit(Reason.COMMANDS)
        if _INCLUDED.match(told):
            yield Holds.LINKED


def _instructions(raw: bytes) -> Iterator[str]:
    """What each field is told to do; a word may be cut in pieces to hide it."""
    pieces: list[str] = []
    for element in _elements(raw, "instrText", "fldSimple", "fldChar"):
        name = etree.QName(element).localname
        if name == "instrText":
            pieces.append("".join(element.itertext()))
            continue
        if name == "fldSimple":
            yield " ".join(v for n, v in element.attrib.items() if n.endswith("instr"))
        if pieces:
            yield "".join(pieces)
            pieces = []
    if pieces:
        yield "".join(pieces)
