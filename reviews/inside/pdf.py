"""What a PDF would do, or has inside it: programs are not taken in, other files and links to them are named."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from printing.doing import done_by, done_unasked
from printing.looking import MAX_PAGES, MAX_STEPS
from printing.opening import (
    BROKEN,
    Budget,
    Leaf,
    Locked,
    TooMuch,
    Unreadable,
    entry,
    items,
    named,
    opened,
    pages_of,
    words,
)
from reviews.inside.found import Holds, Reason, Unfit
from reviews.inside.names import is_program

REFUSED_ACTIONS = {
    "/JavaScript": Reason.PDF_PROGRAMS,
    "/Launch": Reason.PDF_PROGRAMS,
    "/RichMediaExecute": Reason.PDF_PROGRAMS,
    "/Rendition": Reason.PDF_PROGRAMS,
    "/SubmitForm": Reason.PDF_SENDS,
    "/ImportData": Reason.PDF_SENDS,
}
NAMED_ACTIONS = {
    "/GoToR": Holds.OTHER_FILES,
    "/GoToE": Holds.FILES,
    "/Movie": Holds.MEDIA,
    "/Sound": Holds.MEDIA,
}
REFUSED_NOTES = {"/RichMedia": Reason.PDF_PROGRAMS, "/3D": Reason.PDF_PROGRAMS}
NAMED_NOTES = {
    "/FileAttachment": Holds.FILES,
    "/Movie": Holds.MEDIA,
    "/Sound": Holds.MEDIA,
    "/Screen": Holds.MEDIA,
}
QUIET = {"/GoTo", "/GoToDp", "/Named", "/SetOCGState", "/Hide", "/Trans", "/Thread", "/ResetForm"}
"""What a PDF may do by itself when it is opened: it stays within the file."""


def look_into_pdf(data: bytes) -> set[Holds]:
    """Raises `Unfit`. What looks on for too long has more in it than anybody would write."""
    try:
        with opened(data) as pdf:
            if not len(pdf.pages):
                raise Unfit(Reason.NO_PAGES)
            leaves = list(pages_of(pdf, Budget(MAX_PAGES)))
            return set(_found(pdf, leaves))
    except Locked:
        raise Unfit(Reason.PASSWORD) from None
    except TooMuch:
        raise Unfit(Reason.PDF_UNPACKS) from None
    except Unreadable as unreadable:
        raise Unfit(_why(unreadable)) from None
    except BROKEN as error:
        raise Unfit(_why(error)) from None


def _why(error: BaseException) -> Reason:
    return Reason.NO_PAGES if "no pages found" in str(error) else Reason.DAMAGED


def _found(pdf: pikepdf.Pdf, leaves: list[Leaf]) -> Iterator[Holds]:
    budget = Budget(MAX_STEPS)
    if entry(pdf.Root, "/AcroForm", "/XFA") is not None:
        raise Unfit(Reason.PDF_FORM)
    if next(named(entry(pdf.Root, "/Names", "/JavaScript"), budget), None):
        raise Unfit(Reason.PDF_PROGRAMS)
    yield from _attached(pdf, budget)
    yield from _notes(leaves, budget)
    yield from _actions(pdf, leaves, budget)


def _attached(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Holds]:
    """Our own packs carry their manifest and originals in this way, and come back to be filed."""
    for name, spec in named(entry(pdf.Root, "/Names", "/EmbeddedFiles"), budget):
        yield _file(name, spec)


def _file(name: str, spec: object) -> Holds:
    if any(map(is_program, (name, words(entry(spec, "/UF")), words(entry(spec, "/F"))))):
        raise Unfit(Reason.PROGRAM_INSIDE)
    return Holds.FILES


def _notes(leaves: list[Leaf], budget: Budget) -> Iterator[Holds]:
    for leaf in leaves:
        for note in items(entry(leaf.page, "/Annots"), budget):
            kind = str(entry(note, "/Subtype") or "")
            if kind in REFUSED_NOTES:
                raise Unfit(REFUSED_NOTES[kind])
            if kind == "/FileAttachment":
                _file("", entry(note, "/FS"))
            if kind in NAMED_NOTES:
                yield NAMED_NOTES[kind]


def _actions(pdf: pikepdf.Pdf, leaves: list[Leaf], budget: Budget) -> Iterator[Holds]:
    for kind in done_by(pdf, leaves, budget):
        if kind in REFUSED_ACTIONS:
            raise Unfit(REFUSED_ACTIONS[kind])
        if kind in NAMED_ACTIONS:
            yield NAMED_ACTIONS[kind]
    if not set(done_unasked(pdf, leaves, budget)) <= QUIET:
        raise Unfit(Reason.PDF_ACTS)
