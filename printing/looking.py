"""What is true of a PDF before it is merged or sent: locks, tags, text, scripts, comments and the names in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pikepdf
from pikepdf import Dictionary

from printing.doing import done_by
from printing.opening import (
    BROKEN,
    Budget,
    Leaf,
    Locked,
    TooMuch,
    Unreadable,
    entry,
    is_known,
    items,
    named,
    opened,
    pages_of,
    words,
)
from printing.properties import Named, people_in, software_in, title_of
from printing.showing import comments_on, pictures_and_fonts, shown_on
from printing.word import DocxFacts, look_at_docx

__all__ = [
    "Comments",
    "DocxFacts",
    "Lock",
    "Named",
    "PdfFacts",
    "look_at_docx",
    "look_at_pdf",
]

MAX_PAGES = 20_000
MAX_STEPS = 200_000
PAGES_READ = 300
"""How many pages are read for text; of a longer file, so many that lie evenly from its first to its last."""
MAX_READ = 200 * 1024 * 1024


class Lock(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"  # opens, but its owner forbids some uses
    PASSWORD = "needs_password"  # noqa: S105 -- the name of a state


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of one kind, in the PDF's own word: Text (a note), Highlight, Redact (not yet applied) …"""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a look at a PDF found.

    `unsure` names each part that could not be read to its end, so that "none found" is not the last word on it: pages,
    structure, text, forms, actions, attachments, people, comments or drawing.
    Of a file that is `unreadable`, or has a password, only `size` and `lock` are known.
    """

    size: int
    lock: Lock = Lock.OPEN
    unreadable: bool = False
    damaged: bool = False  # opened, but only after repairs
    pages: int = 0
    pages_read: int = 0
    pages_with_text: int = 0
    pages_scanned: int = 0  # a picture and no text
    tagged: bool = False
    language: str = ""
    title: str = ""
    form_fields: int = 0
    has_xfa: bool = False
    signatures: int = 0
    scripts: int = 0
    launches: int = 0
    attachments: tuple[str, ...] = ()
    people: tuple[Named, ...] = ()
    software: tuple[str, ...] = ()
    comments: tuple[Comments, ...] = ()
    comment_authors: tuple[str, ...] = ()
    pictures: int = 0
    picture_bytes: int = 0
    fonts_not_embedded: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def encrypted(self) -> bool:
        return self.lock != Lock.OPEN

    @property
    def is_scanned(self) -> bool:
        """Whether most of what was read is pictures of pages, which nobody can search or listen to."""
        return 2 * self.pages_scanned > self.pages_read

    @property
    def number_of_comments(self) -> int:
        return sum(comments.number for comments in self.comments)


def look_at_pdf(data: bytes) -> PdfFacts:
    """Never raises for what a file holds. A quarter of a second for 300 pages of 25 MB, half for 150 MB."""
    facts = PdfFacts(size=len(data))
    try:
        with opened(data) as pdf:
            return _all_facts(pdf, facts)
    except Locked:
        return replace(facts, lock=Lock.PASSWORD)
    except (Unreadable, TooMuch, MemoryError, *BROKEN):
        return replace(facts, unreadable=True)


def _all_facts(pdf: pikepdf.Pdf, facts: PdfFacts) -> PdfFacts:
    leaves, complete = _pages(pdf)
    if not leaves and complete:
        return replace(facts, unreadable=True)
    facts = replace(
        facts,
        lock=Lock.RESTRICTED if pdf.is_encrypted else Lock.OPEN,
        pages=len(leaves),
        unsure=() if complete else ("pages",),
    )
    for look in _LOOKS:
        facts = _looked(look, pdf, leaves, facts)
    return replace(facts, damaged=bool(pdf.get_warnings()))


def _pages(pdf: pikepdf.Pdf) -> tuple[list[Leaf], bool]:
    """(the pages, whether these are all)."""
    leaves: list[Leaf] = []
    try:
        for leaf in pages_of(pdf, Budget(MAX_PAGES)):
            leaves.append(leaf)
    except (TooMuch, *BROKEN):
        return leaves, False
    return leaves, True


Look = Callable[[pikepdf.Pdf, list[Leaf], "Found"], None]


class Found(dict[str, Any]):
    """Facts by name, filled as a look goes on, so that what was seen before it had to stop is kept."""


def _looked(look: Look, pdf: pikepdf.Pdf, leaves: list[Leaf], facts: PdfFacts) -> PdfFacts:
    found = Found()
    try:
        look(pdf, leaves, found)
    except (TooMuch, *BROKEN):
        found["unsure"] = (*facts.unsure, look.__name__.removeprefix("_"))
    return replace(facts, **found)


def _structure(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    root = pdf.Root
    marked = entry(root, "/MarkInfo", "/Marked")
    found["language"] = words(entry(root, "/Lang"))
    found["tagged"] = marked is True and isinstance(entry(root, "/StructTreeRoot"), Dictionary)
    found["title"] = title_of(pdf)


def _text(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    budget = Budget(MAX_READ)
    found |= {"pages_read": 0, "pages_with_text": 0, "pages_scanned": 0}
    for leaf in _spread(leaves, PAGES_READ):
        shown = shown_on(leaf, budget)
        found["pages_read"] += 1
        found["pages_with_text"] += shown.text
        found["pages_scanned"] += shown.picture and not shown.text


def _spread(leaves: list[Leaf], number: int) -> Iterator[Leaf]:
    """At most so many, evenly from the first to the last."""
    if len(leaves) <= number:
        yield from leaves
        return
    for at in range(number):
        yield leaves[at * (len(leaves) - 1) // (number - 1)]


def _forms(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    form = entry(pdf.Root, "/AcroForm")
    found["has_xfa"] = entry(form, "/XFA") is not None
    found |= {"form_fields": 0, "signatures": 0}
    budget, seen = Budget(MAX_STEPS), set[tuple[int, int]]()
    stack = list(items(entry(form, "/Fields"), budget))
    while stack:
        field = stack.pop()
        if is_known(field, seen):
            continue
        below = [kid for kid in items(entry(field, "/Kids"), budget) if entry(kid, "/T")]
        found["form_fields"] += not below
        signed = entry(field, "/FT") == "/Sig" and entry(field, "/V") is not None
        found["signatures"] += signed
        stack.extend(below)


def _actions(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    found |= {"scripts": 0, "launches": 0}
    for kind in done_by(pdf, leaves, Budget(MAX_STEPS)):
        found["scripts"] += kind == "/JavaScript"
        found["launches"] += kind == "/Launch"


def _attachments(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    budget = Budget(MAX_STEPS)
    found["attachments"] = ()
    for name, spec in named(entry(pdf.Root, "/Names", "/EmbeddedFiles"), budget):
        found["attachments"] += (_file_name(spec) or name,)
    for leaf in leaves:
        for note in items(entry(leaf.page, "/Annots"), budget):
            if entry(note, "/Subtype") == "/FileAttachment":
                found["attachments"] += (_file_name(entry(note, "/FS")),)


def _file_name(spec: Any) -> str:
    return words(entry(spec, "/UF")) or words(entry(spec, "/F"))


def _people(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    found["people"] = people_in(pdf)
    found["software"] = software_in(pdf)


def _comments(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    kinds: dict[str, int] = {}
    authors: dict[str, None] = {}
    try:
        for kind, author in comments_on(leaves, Budget(MAX_STEPS)):
            kinds[kind] = kinds.get(kind, 0) + 1
            if author:
                authors[author] = None
    finally:
        found["comments"] = tuple(Comments(*pair) for pair in sorted(kinds.items()))
        found["comment_authors"] = tuple(authors)


def _drawing(pdf: pikepdf.Pdf, leaves: list[Leaf], found: Found) -> None:
    missing: set[str] = set()
    found |= {"pictures": 0, "picture_bytes": 0}
    try:
        for size, font in pictures_and_fonts(leaves, Budget(MAX_STEPS)):
            found["pictures"] += not font
            found["picture_bytes"] += size
            if font:
                missing.add(font)
    finally:
        found["fonts_not_embedded"] = tuple(sorted(missing))


_LOOKS: tuple[Look, ...] = (
    _structure,
    _text,
    _forms,
    _actions,
    _attachments,
    _people,
    _comments,
    _drawing,
)
