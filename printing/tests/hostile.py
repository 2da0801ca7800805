"""PDFs that somebody made to do harm: to be unpacked without end, walked in a ring, or taken for something else."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache

from printing.tests import pdfs


@cache
def hostile() -> tuple[tuple[str, bytes], ...]:
    """(what is wrong with it, the file) of files that somebody made to do harm."""
    return tuple(_hostile())


def _hostile() -> Iterator[tuple[str, bytes]]:
    page_again = b"<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>"
    million = b"<</Type/Pages/Count 1/Kids[" + b"3 0 R " * 1_000_000 + b"]>>"
    doubling = {
        n: b"<</Type/Pages/Count 1/Kids[%d 0 R %d 0 R]>>" % (n + 1, n + 1) for n in range(3, 40)
    }
    bomb = pdfs.zeros(300_000_000)
    numbered = pdfs.zeros(300_000_000, first=b"1 0 " + pdfs.CATALOGUE)
    long = b"/Why(" + b"x" * 9_000 + b" obj)"
    small = zlib.compress(b"1 0 " + pdfs.CATALOGUE)
    page = b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Contents 4 0 R>>"
    one = {1: pdfs.CATALOGUE, 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    marks = b"<</Type/Catalog/Pages 2 0 R/Outlines<</First 4 0 R>>>>"
    names = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 4 0 R/JavaScript 4 0 R>>>>"
    fields = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>/OpenAction 4 0 R>>"
    itself = b"<</Kids[4 0 R 4 0 R]/T(a)/S/JavaScript/Next[4 0 R]/Names[(a) 4 0 R]>>"
    yield "tree that holds itself", pdfs.raw({1: pdfs.CATALOGUE, 2: page_again, 3: pdfs.EMPTY_PAGE})
    yield "a million pages", pdfs.raw({1: pdfs.CATALOGUE, 2: million, 3: pdfs.EMPTY_PAGE})
    yield (
        "pages that double 37 times",
        pdfs.raw({1: pdfs.CATALOGUE, 2: b"<</Kids[3 0 R]>>", **doubling, 40: pdfs.EMPTY_PAGE}),
    )
    yield "deep tree", pdfs.deep_pages(15_000)
    yield "nested arrays", pdfs.raw({**one, 3: b"<</Type/Page/Annots " + b"[" * 100_000 + b">>"})
    yield "bomb of objects", pdfs.object_stream(bomb)
    yield "bomb of objects by a coded name", pdfs.object_stream(bomb, b"/Type/Obj#53tm")
    yield "bomb of objects behind a long word", pdfs.object_stream(numbered, b"/Type/ObjStm" + long)
    yield (
        "bomb in a bomb",
        pdfs.object_stream(zlib.compress(bomb), b"/Type/ObjStm/Filter[/FlateDecode/FlateDecode]"),
    )
    yield "objects that are too short", pdfs.object_stream(small[:-9])
    yield "bomb on a page", pdfs.raw({**one, 3: page, 4: pdfs.stream(bomb)})
    yield "pages without end", pdfs.raw({1: pdfs.CATALOGUE, 2: b"<</Kids 7>>"})
    yield "no pages", pdfs.raw({1: b"<</Type/Catalog>>"})
    yield (
        "bookmarks in a ring",
        pdfs.raw({**one, 1: marks, 3: pdfs.EMPTY_PAGE, 4: b"<</Title(a)/Next 4 0 R/First 4 0 R>>"}),
    )
    yield "names that hold themselves", pdfs.raw({**one, 1: names, 3: pdfs.EMPTY_PAGE, 4: itself})
    yield "fields that hold themselves", pdfs.raw({**one, 1: fields, 3: pdfs.EMPTY_PAGE, 4: itself})
    yield (
        "everything of the wrong type",
        pdfs.raw(
            {
                1: b"<</Type/Catalog/Pages 2 0 R/Names 3/AcroForm[1]/Lang 5/Outlines(a)/AA 7/OpenAction[0]"
                b"/MarkInfo 1/Metadata 2 0 R>>",
                2: b"<</Kids[3 0 R 9 (a) null<</Kids(a)>>]>>",
                3: b"<</Type/Page/Resources[1]/Annots<</A 1>>/Contents[1 2]/AA(a)>>",
            }
        ),
    )
