"""A long document of named sections: set in several processes, those that were set before looked up, joined into one."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pikepdf import Array, Name, Pdf, PdfError, String

from printing import setting
from printing.declaring import LANGUAGE, declare, written
from printing.fonts import FACES, FOLDER
from printing.grafting import Joined, Place, bookmarks_of, named_places
from printing.keeping import Kept
from printing.stamping import Edges, Typeface, stamp
from printing.workers import WORKERS, Cancelled, SectionFailed

log = logging.getLogger(__name__)

Html = str | Callable[[Mapping[str, int]], str]
ENGINE = ("weasyprint", "pydyf")
TRIES = 5  # at sections that say page numbers, until those are right


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that begins on a page of its own, as a whole HTML document.

    `html` may instead be a function of {name of a section or id in any of them: page}, for a table of
    contents. A section that `continues` is the rest of the one before: its headings are bookmarked below it.
    """

    name: str
    html: Html
    edges: Edges | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A document with the page on which each section begins, which sections had to be set for it, and how many pages it has."""

    pdf: bytes
    pages: Mapping[str, int]
    set: tuple[str, ...]
    length: int


def compose(
    sections: Iterable[Section],
    *,
    title: str,
    made: dt.datetime | None = None,
    language: str = LANGUAGE,
    kept: Kept | None = None,
    processes: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Composed:
    """Set what is new, join it with what was kept, and write the edges of the pages.

    Raises `SectionFailed`, which names the section, and `Cancelled`; then nothing was made, but the
    sections that were ready stay kept. `progress` is told (done, total, name) after each section.
    """
    with ExitStack() as opened:
        run = _Composing(
            tuple(sections),
            opened,
            kept=kept,
            processes=processes,
            cancelled=cancelled,
            progress=progress,
        )
        run.set_fixed()
        run.set_numbered()
        data = run.joined(title=title, language=language, made=made)
        return Composed(data, run.numbers({}), tuple(run.fresh), run.length)


def key_of(name: str, html: str) -> str:
    """What a section is kept under: all that decides how it looks."""
    return hashlib.sha256("\n".join((_recipe(), name, html)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _recipe() -> str:
    """The engine, the typeface and how we use them, in one word."""
    digest = hashlib.sha256(Path(setting.__file__).read_bytes())
    for file in FACES:
        digest.update((FOLDER / file).read_bytes())
    return " ".join([digest.hexdigest(), *map(version, ENGINE)])


class _Pages(dict[str, int]):
    """{section or id: page} as a section is told them; an id that is nowhere yet is supposed to be on its own first page."""

    def __init__(self, pages: Mapping[str, int], first: int) -> None:
        super().__init__(pages)
        self._first = first

    def __missing__(self, anchor: str) -> int:
        return self._first


class _Composing:
    """One document on its way."""

    def __init__(
        self,
        sections: tuple[Section, ...],
        opened: ExitStack,
        *,
        kept: Kept | None,
        processes: int | None,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int, str], None],
    ) -> None:
        self._sections = {section.name: section for section in sections}
        if len(self._sections) < len(sections):
            raise ValueError("Two sections have the same name.")
        self._kept, self._processes = kept, processes
        self._cancelled, self._progress = cancelled, progress
        self._done = 0
        self._open = opened
        self._pdfs: dict[str, Pdf] = {}
        self._places: dict[str, dict[str, Place]] = {}
        self.fresh: list[str] = []

    def set_fixed(self) -> None:
        self._set({name: s.html for name, s in self._sections.items() if isinstance(s.html, str)})

    def set_numbered(self) -> None:
        """Sections that say page numbers, until what they say is so: at first each supposes to be one page long."""
        numbered = {n: s.html for n, s in self._sections.items() if not isinstance(s.html, str)}
        lengths, said = dict.fromkeys(numbered, 1), dict[str, str]()
        for _ in range(TRIES):
            pages = self.numbers(lengths)
            says = {name: html(_Pages(pages, pages[name])) for name, html in numbered.items()}
            if says == said:
                return
            self._set(says)
            lengths, said = {}, says
        raise SectionFailed(next(iter(numbered)), "its page numbers never came out right")

    @property
    def length(self) -> int:
        return sum(len(pdf.pages) for pdf in self._pdfs.values())

    def joined(self, *, title: str, language: str, made: dt.datetime | None) -> bytes:
        joined = Joined()
        typeface = Typeface(joined.pdf)
        for section in self._sections.values():
            self._add(joined, typeface, section)
        self._link(joined)
        self._stamp(joined, typeface)
        joined.finish()
        declare(joined.pdf, title=title, language=language, made=made)
        return written(joined.pdf)

    def _set(self, sections: Mapping[str, str]) -> None:
        missing = {}
        for name, html in sections.items():
            if self._looked_up(name, html):
                self._tell(name)
            else:
                missing[name] = html
        at_once = WORKERS.set_all(missing, number=self._processes, cancelled=self._cancelled)
        with closing(at_once) as ready:
            for name, data in ready:
                self._keep(name, missing[name], data)
                self._tell(name)
        if self._cancelled():
            raise Cancelled

    def _looked_up(self, name: str, html: str) -> bool:
        data = None if self._kept is None else self._kept.get(key_of(name, html))
        return data is not None and self._opened(name, data)

    def _keep(self, name: str, html: str, data: bytes) -> None:
        """A section that cannot be kept, for want of room, is only set again next time."""
        if not self._opened(name, data):
            raise SectionFailed(name, "its file is damaged")
        self.fresh += [name] if name not in self.fresh else []
        try:
            if self._kept is not None:
                self._kept.put(key_of(name, html), data)
        except OSError:
            log.warning("The section %s could not be kept.", name, exc_info=True)

    def _opened(self, name: str, data: bytes) -> bool:
        try:
            pdf = self._open.enter_context(Pdf.open(io.BytesIO(data)))
        except PdfError:
            return False
        self._pdfs[name], self._places[name] = pdf, named_places(pdf)
        return True

    def _tell(self, name: str) -> None:
        """A section that is set a second time for its page numbers is not counted twice."""
        self._done = min(self._done + 1, len(self._sections))
        self._progress(self._done, len(self._sections), name)

    def _firsts(self, lengths: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        """(name, the number of pages before it)"""
        before = 0
        for name in self._sections:
            yield name, before
            before += lengths.get(name) or len(self._pdfs[name].pages)

    def numbers(self, lengths: Mapping[str, int]) -> dict[str, int]:
        """{section or id: page}, counted from one, where `lengths` are supposed."""
        pages: dict[str, int] = {}
        for name, before in self._firsts(lengths):
            places = self._places.get(name, {})
            pages |= {anchor: before + place[0] + 1 for anchor, place in places.items()}
            pages[name] = before + 1
        return pages

    def _add(self, joined: Joined, typeface: Typeface, section: Section) -> None:
        source, root = self._pdfs[section.name], joined.pdf.Root
        first = joined.add_pages(source).start
        joined.add_tags(source)
        marks = bookmarks_of(source, self._places[section.name], first)
        last = joined.bookmarks[-1:] if section.continues else []
        (last[0].children if last else joined.bookmarks).extend(marks)
        typeface.put_into(joined.pdf.pages[first].Resources)
        if "/OutputIntents" not in root:
            intents = source.make_indirect(source.Root.OutputIntents)
            root.OutputIntents = joined.pdf.copy_foreign(intents)

    def _link(self, joined: Joined) -> None:
        """Links by name become links to a place, in whichever section it is; `Contents` is what a reader hears."""
        places = {
            anchor: (before + number, left, up)
            for name, before in self._firsts({})
            for anchor, (number, left, up) in self._places[name].items()
        }
        for page in joined.pdf.pages:
            for link in list(page.obj.get("/Annots", ())):
                if anchor := _anchor(link):
                    _lead(link, joined, places.get(anchor))

    def _stamp(self, joined: Joined, typeface: Typeface) -> None:
        of = len(joined.pdf.pages)
        for name, before in self._firsts({}):
            edges = self._sections[name].edges
            for number in range(before, before + len(self._pdfs[name].pages)):
                if edges:
                    stamp(joined.pdf.pages[number], edges, typeface, number=number + 1, of=of)
        typeface.finish()


def _anchor(link: Any) -> str:
    if "/Dest" in link and isinstance(link.Dest, String):
        return str(link.Dest)
    uri = str(link.get("/A", {}).get("/URI", ""))
    return uri.removeprefix(setting.ELSEWHERE) if uri.startswith(setting.ELSEWHERE) else ""


def _lead(link: Any, joined: Joined, place: Place | None) -> None:
    """Make a link lead to a place. One to nowhere leads to the front, so that it still does something."""
    if "/A" in link:
        del link["/A"]
    if place is None:
        link.Dest, link.Contents = Array([joined.pdf.pages[0].obj, Name.Fit]), String("Page 1")
        return
    link.Dest, link.Contents = joined.place(place), String(f"Page {place[0] + 1}")


__all__ = ["Cancelled", "Composed", "Section", "SectionFailed", "compose", "key_of"]
