"""Appending whole files that others made to a document of ours, with their tags, and without what could act by itself."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, String

from printing.declaring import LANGUAGE, declare, written
from printing.grafting import (
    Bookmark,
    Joined,
    bookmarks_of,
    kids,
    named_places,
    page_numbers,
    place_of,
)
from printing.setting import ELSEWHERE

ENCRYPTED, DAMAGED, EMPTY = "encrypted", "damaged", "empty"
SENTENCES = {
    ENCRYPTED: "“{}” is protected with a password. Save a copy without one.",
    DAMAGED: "“{}” is damaged or not a PDF. Save it again, or print it to PDF.",
    EMPTY: "“{}” has no pages.",
}
FORMS, SCRIPTS, ATTACHMENTS, OPEN_ACTION, MEDIA = (
    "forms",
    "scripts",
    "attachments",
    "open action",
    "media",
)
KINDS = {  # annotations that are taken out, and as what
    "/Widget": FORMS,
    "/FileAttachment": ATTACHMENTS,
    **dict.fromkeys(("/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"), MEDIA),
}
HARMLESS = ("/GoTo", "/URI")  # what a link may do


class UnfitFile(ValueError):
    """A file that cannot be appended: `code` is one of those above, and the message is for people."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(SENTENCES[code].format(name))
        self.code = code
        self.name = name


@dataclass(frozen=True, slots=True)
class Appended:
    """A file to append, under the name that its bookmark gets."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one file: its first page, whether it has tags, and the kinds of things left out."""

    name: str
    page: int
    pages: int
    tagged: bool
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    pdf: bytes
    parts: tuple[Part, ...]

    @property
    def untagged(self) -> tuple[str, ...]:
        """The parts that a screen reader cannot follow."""
        return tuple(part.name for part in self.parts if not part.tagged)


def append(
    front: bytes,
    files: Sequence[Appended],
    *,
    title: str,
    language: str = LANGUAGE,
    made: dt.datetime | None = None,
    follows_standards: bool = False,
) -> Merged:
    """One file of a document of ours and others' files after it, each under a bookmark with its own nested below.

    Raises `UnfitFile` for the first that cannot be read. The result declares PDF/UA-1 and PDF/A-3a only
    when `follows_standards` says that every file is both: no file follows more than its worst part.
    """
    with ExitStack() as opened:
        own = opened.enter_context(Pdf.open(io.BytesIO(front)))
        others = [(file.name, opened.enter_context(_opened(file))) for file in files]
        joined = Joined()
        _take_own(joined, own)
        parts = tuple(
            _take(joined, name, source, f"p{at}-") for at, (name, source) in enumerate(others)
        )
        _lead_to_parts(joined, parts)
        joined.finish()
        declare(joined.pdf, title=title, language=language, made=made, ua=follows_standards)
        return Merged(written(joined.pdf), parts)


def pages_of(file: Appended) -> int:
    """How many pages a file adds, so that a table of contents can be set first. Raises `UnfitFile`."""
    with _opened(file) as pdf:
        return len(pdf.pages)


def _opened(file: Appended) -> Pdf:
    from pikepdf import PasswordError  # noqa: PLC0415 -- beside its only use

    try:
        pdf = Pdf.open(io.BytesIO(file.data), suppress_warnings=True)
    except PasswordError as error:
        raise UnfitFile(ENCRYPTED, file.name) from error
    except PdfError as error:  # once its bounds are set, the library says so when it opens a file
        code = EMPTY if "no pages found" in str(error) else DAMAGED
        raise UnfitFile(code, file.name) from error
    if pdf.is_encrypted:
        raise UnfitFile(ENCRYPTED, file.name)
    try:
        if len(pdf.pages) == 0:
            raise UnfitFile(EMPTY, file.name)
    except (PdfError, RuntimeError) as error:
        raise UnfitFile(DAMAGED, file.name) from error
    return pdf


def _take_own(joined: Joined, own: Pdf) -> None:
    named = named_places(own)
    _name_no_places(own, named)
    first = joined.add_pages(own).start
    joined.take_roles(joined.add_tags(own), "own-")
    joined.bookmarks += bookmarks_of(own, named, first)
    if intents := own.Root.get("/OutputIntents"):
        joined.pdf.Root.OutputIntents = joined.pdf.copy_foreign(own.make_indirect(intents))


def _lead_to_parts(joined: Joined, parts: Sequence[Part]) -> None:
    """Links of our document to "elsewhere:part-1", … lead to the first page of each file."""
    places = {f"{ELSEWHERE}part-{n}": part.page - 1 for n, part in enumerate(parts, start=1)}
    for page in joined.pdf.pages[: parts[0].page - 1] if parts else ():
        links: Any = page.obj.get("/Annots", ())
        for link in links:
            number = places.get(str(link.get("/A", {}).get("/URI", "")))
            if number is not None:
                del link["/A"]
                top = float(joined.pdf.pages[number].mediabox[3])
                link.Dest = joined.place((number, 0.0, top))
                link.Contents = String(f"Page {number + 1}")


def _take(joined: Joined, name: str, source: Pdf, prefix: str) -> Part:
    try:
        return _taken(joined, name, source, prefix)
    except (PdfError, TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
        raise UnfitFile(DAMAGED, name) from error


def _taken(joined: Joined, name: str, source: Pdf, prefix: str) -> Part:
    cleaned = Cleaned(source)
    named = named_places(source)
    _name_no_places(source, named)
    tree = source.Root.get("/StructTreeRoot", Dictionary())
    tagged = bool(kids(tree))
    if tagged:
        Relabelled(prefix, cleaned.gone).walk(tree)
    pages = joined.add_pages(source)
    if tagged:
        here = joined.add_tags(source, under=joined.new_part(name))
        joined.take_roles(here, prefix)
    joined.take_layers(source)
    below = bookmarks_of(source, named, pages.start)
    top = float(source.pages[0].mediabox[3])
    joined.bookmarks.append(Bookmark(name, (pages.start, 0.0, top), below))
    return Part(name, pages.start + 1, len(pages), tagged, cleaned.removed)


@dataclass(slots=True)
class Cleaned:
    """A file without forms, scripts, attachments and open actions; what a form says stays to be read."""

    source: Pdf
    found: set[str] = field(default_factory=set)
    gone: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._root()
        if FORMS in self.found:
            self.gone |= {w.objgen for page in self.source.pages for w in _widgets(page.obj)}
            self.source.generate_appearance_streams()
            self.source.flatten_annotations("screen")
        for page in self.source.pages:
            self._page(page.obj)

    @property
    def removed(self) -> tuple[str, ...]:
        return tuple(sorted(self.found))

    def _root(self) -> None:
        root = self.source.Root
        names: Any = root.get("/Names", Dictionary())
        told = (
            (FORMS, len(root.get("/AcroForm", Dictionary()).get("/Fields", ())) > 0),
            (SCRIPTS, "/JavaScript" in names or "/AA" in root),
            (ATTACHMENTS, "/EmbeddedFiles" in names or "/AF" in root),
            (OPEN_ACTION, "/OpenAction" in root and isinstance(root.OpenAction, Dictionary)),
        )
        self.found |= {kind for kind, there in told if there}

    def _page(self, page: Object) -> None:
        self._drop(page, "/AA", SCRIPTS)
        self._drop(page, "/AF", ATTACHMENTS)
        if "/Annots" in page:
            page.Annots = Array([a for a in page.Annots if self._stays(a)])

    def _stays(self, annotation: Any) -> bool:
        if not isinstance(annotation, Dictionary):
            return False
        kind = KINDS.get(str(annotation.get("/Subtype", "")))
        if kind:
            self.found.add(kind)
            self.gone.add(annotation.objgen)
            return False
        self._drop(annotation, "/AA", SCRIPTS)
        self._drop(annotation, "/AF", ATTACHMENTS)
        action = annotation.get("/A")
        if action is not None and (str(action.get("/S", "")) not in HARMLESS or "/Next" in action):
            self._drop(annotation, "/A", SCRIPTS)
        return True

    def _drop(self, thing: Object, key: str, kind: str) -> None:
        if key in thing:
            del thing[key]
            self.found.add(kind)


@dataclass(slots=True)
class Relabelled:
    """The marks of a file's elements, made its own, so that no two files' cells claim the same header."""

    prefix: str
    gone: set[tuple[int, int]]
    seen: set[tuple[int, int]] = field(default_factory=set)

    def walk(self, tree: Object) -> None:
        waiting = [tree]
        while waiting:
            element = waiting.pop()
            if element.is_indirect:
                if element.objgen in self.seen:
                    continue
                self.seen.add(element.objgen)
            if "/ID" in element:
                element.ID = self._own(element.ID)
            if "/AF" in element:
                del element["/AF"]
            self._headers(element.get("/A"))
            waiting += self._below(element)

    def _below(self, element: Object) -> Iterator[Any]:
        held = kids(element)
        left = [kid for kid in held if not self._is_gone(kid)]
        if len(left) < len(held):
            element.K = Array(left)
        return (kid for kid in left if isinstance(kid, Dictionary) and "/S" in kid)

    def _is_gone(self, kid: Any) -> bool:
        """Whether it only points at an annotation that was taken out."""
        is_pointer = isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
        return is_pointer and kid.get("/Obj") is not None and kid.Obj.objgen in self.gone

    def _headers(self, attributes: Any) -> None:
        for one in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(one, Dictionary) and "/Headers" in one:
                one.Headers = Array([self._own(mark) for mark in one.Headers])

    def _own(self, mark: Any) -> String:
        return String(self.prefix.encode() + bytes(mark))


def _widgets(page: Object) -> Iterator[Object]:
    notes = (note for note in page.get("/Annots", ()) if isinstance(note, Dictionary))
    return (note for note in notes if note.get("/Subtype") == Name.Widget)


def _name_no_places(pdf: Pdf, named: Any) -> None:
    """Links that lead by name lead by page from here on: names of two files may be the same."""
    numbered = page_numbers(pdf)
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            holders: tuple[tuple[Any, str], ...] = ((link, "/Dest"), (link.get("/A"), "/D"))
            for holder, key in holders:
                target = holder.get(key) if isinstance(holder, Dictionary) else None
                if isinstance(target, (String, Name)):
                    place = place_of(target, numbered, named)
                    number, left, up = place or (0, 0.0, 0.0)
                    holder[key] = Array([pdf.pages[number].obj, Name.XYZ, left, up, 0])
