"""Setting a pack, or a plan or report alone: as HTML, and that HTML as a tagged PDF that a screen reader can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, TypeVar

from django.conf import settings
from django.template.defaultfilters import truncatechars
from django.template.loader import render_to_string

from govuk.words import day_time
from packs.contents import Contents
from printing.fonts import FOLDER as FONTS
from printing.keeping import Kept
from printing.sections import Composed, Section, compose
from printing.setting import set_html
from printing.stamping import PAGE_OF_PAGES, Edges, Line, Paper

Row = TypeVar("Row")
# A part with more rows than the first number is set in pieces of about the second, each kept apart.
# A piece begins a page, under a heading of its own; a short pack has no use for that.
ANSWERS, PLAN, DOCUMENTS = (16, 6), (45, 12), (90, 60)
GLANCE = 6  # answers that find room below the table of contents
UPRIGHT, ACROSS = Paper(side=22, above=21, below=19), Paper(side=14, above=19, below=16)
NAME_LENGTH = 36


def to_html(pack: Any, template: str = "packs/pack.html") -> str:
    """One page that needs nothing but the service's own fonts, so that it can be read from a disk.

    `pack` is a frozen value with everything that the template says: a pack's `Contents`, or a plan or
    a report alone.
    """
    entries = [(part.code, part.label, 0) for part in getattr(pack, "parts", ())]
    return render_to_string(template, {"pack": pack, "fonts": FONTS.as_uri(), "entries": entries})


def to_pdf(html: str) -> bytes:
    """A plan or a report alone; a whole pack is set faster by `set_pack`."""
    return set_html(html)


def set_pack(
    pack: Contents,
    *,
    kept: Kept | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Composed:
    """A pack as a PDF, in pieces: those that say what they said in an earlier pack are not set again.

    Raises `SectionFailed` and `Cancelled` of `printing.sections`.
    """
    return compose(
        sections(pack),
        title=pack.title,
        made=pack.made_at,
        kept=kept,
        processes=settings.PRINTING_PROCESSES,
        cancelled=cancelled,
        progress=progress,
    )


def sections(pack: Contents) -> Iterator[Section]:
    """The pieces of a pack, in their order."""
    upright, across = _edges(pack), _edges(pack, ACROSS)
    yield Section("cover", _part(pack, "cover"), _edges(pack, cover=True))
    if "letter" in pack.codes:
        yield Section("letter", _part(pack, "letter"), upright)
    yield from _front(pack, upright)
    yield from _answers(pack, upright)
    if "earlier" in pack.codes:
        yield Section("earlier", _part(pack, "earlier"), upright)
    if "plan" in pack.codes:
        yield from _plan(pack, across)
    if "panel" in pack.codes:
        yield Section("panel", _part(pack, "panel"), upright)
    yield from _closing(pack, upright)


def _front(pack: Contents, edges: Edges) -> Iterator[Section]:
    """The table of contents, which is set anew with every page that moves, and the answers at a glance: below it if few."""
    wanted, few = "glance" in pack.codes, len(pack.answers) <= GLANCE
    parts = ("contents", "glance") if wanted and few else ("contents",)
    yield Section("contents", lambda pages: _contents(pack, pages, parts), edges)
    if wanted and not few:
        yield Section("glance", _part(pack, "glance"), edges)


def cut(rows: Sequence[Row], most: int, each: int) -> list[Sequence[Row]]:
    """All rows in one piece if they are at most `most`, or else in pieces that begin at fixed places.

    So a piece stays as it is when a row of another one changes. The last may be half as long again,
    so that it never holds only a row or two.
    """
    if len(rows) <= most:
        return [rows]
    starts = [at for at in range(0, len(rows), each) if at == 0 or len(rows) - at >= each / 2]
    return [rows[at:to] for at, to in pairwise([*starts, len(rows)])]


def _answers(pack: Contents, edges: Edges) -> Iterator[Section]:
    """The reasons for what was not revised follow the answers on their page where those are one piece."""
    pieces = cut(pack.answers, *ANSWERS)
    short, reasons = len(pieces) == 1, "not-revised" in pack.codes
    for at, rows in enumerate(pieces):
        head = "" if short else _span("Area", rows)
        parts = ("answers", "not_revised") if short and reasons else ("answers",)
        yield _piece(pack, "you-said-we-did", at, edges, *parts, rows=rows, head=head)
    if reasons and not short:
        yield Section("reasons", _part(pack, "not_revised"), edges)


def _plan(pack: Contents, edges: Edges) -> Iterator[Section]:
    """A recommendation stays with its actions."""
    together = [tuple(rows) for _, rows in groupby(pack.plan, key=attrgetter("number"))]
    most, each = PLAN
    few = max(1, round(each * len(together) / max(1, len(pack.plan))))
    pieces = cut(together, len(together) if len(pack.plan) <= most else 0, few)
    for at, recommendations in enumerate(pieces):
        rows = tuple(row for group in recommendations for row in group)
        head = "" if len(pieces) == 1 else _span("Recommendation", rows)
        yield _piece(pack, "plan", at, edges, "plan", rows=rows, head=head)


def _closing(pack: Contents, edges: Edges) -> Iterator[Section]:
    """The duties before the documents, and the sign-off after them: on their page where they are one piece."""
    pieces = cut(pack.documents, *DOCUMENTS)
    short = len(pieces) == 1
    last = ("overrides", "sign_off") if pack.overrides else ("sign_off",)
    for at, rows in enumerate(pieces):
        before = ("duties",) if at == 0 and "duties" in pack.codes else ()
        after = last if short else ()
        yield _piece(pack, "duties", at, edges, *before, "documents", *after, rows=rows, head="")
    if not short:
        yield Section("sign", _part(pack, *last), edges)


def _span(noun: str, rows: Sequence[Any]) -> str:
    first, last = rows[0].number, rows[-1].number
    return f"{noun} {first}" if first == last else f"{noun}s {first} to {last}"


def _piece(
    pack: Contents, name: str, at: int, edges: Edges, *parts: str, rows: Sequence[Any], head: str
) -> Section:
    html = _part(pack, *parts, rows=rows, begins=at == 0, head=head)
    return Section(f"{name}-{at + 1}" if at else name, html, edges, continues=at > 0)


def _part(pack: Contents, *parts: str, **context: Any) -> str:
    named = [f"packs/_{part}.html" for part in parts]
    given = {"pack": pack, "fonts": FONTS.as_uri(), "parts": named}
    return render_to_string("packs/section.html", given | context)


def _contents(pack: Contents, pages: Mapping[str, int], parts: tuple[str, ...]) -> str:
    entries = [(part.code, part.label, pages[part.code]) for part in pack.parts]
    return _part(pack, *parts, entries=entries, pages=pages)


def _edges(pack: Contents, paper: Paper = UPRIGHT, *, cover: bool = False) -> Edges:
    """The marking stands on every page; the cover says the rest in its own words."""
    running = f"{truncatechars(pack.review, NAME_LENGTH)} ({pack.reference})"
    top = Line(middle=pack.marking) if cover else Line(running, pack.marking, f"Round {pack.round}")
    return Edges(top, Line(day_time(pack.made_at), pack.marking, PAGE_OF_PAGES), paper)
