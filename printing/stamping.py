"""What runs along the edges of the pages, written once they are counted: artifacts, in the service's own typeface."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from printing.fonts import BOLD, FAMILY, PER_EM, REGULAR, Face, composed, face

MM = 72 / 25.4
PAGE_OF_PAGES = "\N{NULL}page of pages"  # stands for "Page 3 of 76", which nobody knows yet
SIDE, MIDDLE = 8.0, 8.5  # sizes in points
SIDE_SHARE = 0.38  # of the width between the margins
SPACED = 0.06  # of the size, between the letters of a marking
GREY, BLACK = "0.314 0.353 0.373 rg", "0.043 0.047 0.047 rg"
FONTS = {"/EdgeRegular": REGULAR, "/EdgeBold": BOLD}


@dataclass(frozen=True, slots=True)
class Line:
    """The words at one edge of a page; the middle ones are bold."""

    left: str = ""
    middle: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """How far in the edges stand, in millimetres: from both sides, and from the edge of the paper to the words."""

    side: float = 22
    above: float = 21
    below: float = 19


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands above and below the text."""

    top: Line
    bottom: Line
    paper: Paper = Paper()


@dataclass(frozen=True, slots=True)
class Placed:
    """Words at their place: the name of their font, colour, size, space between the letters, and distance from the left."""

    font: str
    colour: str
    size: float
    spaced: float
    left: float
    words: str


class Typeface:
    """Our two faces in one PDF, and its colours: whole and once, for its text and for its edges."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._colours: Object | None = None
        self._files = {file: self._file(face(file)) for file in (REGULAR, BOLD)}
        self._used: dict[str, set[str]] = {name: set() for name in FONTS}
        self._fonts = {name: self._font(file) for name, file in FONTS.items()}

    def put_into(self, resources: Object) -> None:
        """Give a section's fonts the files that it was kept without, and its pages the fonts of their edges."""
        fonts = resources.get("/Font")
        if fonts is None:
            fonts = resources.Font = Dictionary()
        for font in list(fonts.as_dict().values()):
            descriptor = font.DescendantFonts[0].FontDescriptor
            if str(descriptor.get("/FontFamily", "")) == FAMILY:
                bold = str(descriptor.FontName).endswith("-Bold")
                descriptor.FontFile2 = self._files[BOLD if bold else REGULAR]
        for name, font in self._fonts.items():
            fonts[name] = font
        self._colours = resources.ColorSpace = self._colours or resources.ColorSpace

    def shown(self, name: str, text: str) -> str:
        """The text as glyph numbers."""
        self._used[name].update(text)
        letters = face(FONTS[name])
        return "<" + "".join(f"{letters.glyph(letter):04x}" for letter in text) + ">"

    def finish(self) -> None:
        """Say how wide the glyphs are that the edges used, and which letters they mean."""
        for name, font in self._fonts.items():
            letters = sorted(self._used[name])
            font.DescendantFonts[0].W = Array(_widths(face(FONTS[name]), letters))
            font.ToUnicode = self._pdf.make_indirect(
                Stream(self._pdf, _meanings(face(FONTS[name]), letters).encode("ascii"))
            )

    def _file(self, its: Face) -> Object:
        stream = Stream(self._pdf, its.deflated)
        stream.Filter, stream.Length1 = Name.FlateDecode, len(its.truetype)
        return self._pdf.make_indirect(stream)

    def _font(self, file: str) -> Object:
        name = Name("/" + file.removesuffix(".woff2"))
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            CIDToGIDMap=Name.Identity,
            FontDescriptor=self._pdf.make_indirect(self._descriptor(name, file)),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([self._pdf.make_indirect(descendant)]),
        )
        return self._pdf.make_indirect(font)

    def _descriptor(self, name: Name, file: str) -> Dictionary:
        its = face(file)
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([0, int(its.descent), PER_EM, int(its.ascent)]),
            ItalicAngle=0,
            Ascent=int(its.ascent),
            Descent=int(its.descent),
            CapHeight=int(its.ascent),
            StemV=80,
            FontFile2=self._files[file],
        )


def stamp(page: Page, edges: Edges, typeface: Typeface, *, number: int, of: int) -> None:
    """Write one page's edges. Its own drawing is closed off first, so that nothing of it moves them."""
    _, _, width, height = (float(at) for at in page.MediaBox)
    paper, counted = edges.paper, (number, of)
    above = _placed(edges.top, paper.side * MM, width, counted)
    below = _placed(edges.bottom, paper.side * MM, width, counted)
    drawn = {
        "Header": _drawn(
            above, typeface, lambda its: height - paper.above * MM - its.descent / PER_EM * SIDE
        ),
        "Footer": _drawn(
            below, typeface, lambda its: paper.below * MM - its.ascent / PER_EM * SIDE
        ),
    }
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ\n{''.join(_artifacts(drawn))}".encode("ascii"))


def _artifacts(drawn: dict[str, str]) -> Iterator[str]:
    for kind, operators in drawn.items():
        if operators:
            yield f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC\nq\n{operators}\nQ\nEMC\n"


def _drawn(texts: Iterable[Placed], typeface: Typeface, up: Callable[[Face], float]) -> str:
    """The operators that draw texts, on the line that `up` gives for a face."""
    return "\n".join(
        f"BT {text.colour} {text.font} {text.size} Tf {text.spaced:.3f} Tc "
        f"1 0 0 1 {text.left:.2f} {up(face(FONTS[text.font])):.2f} Tm "
        f"{typeface.shown(text.font, text.words)} Tj ET"
        for text in texts
    )


def _placed(line: Line, side: float, width: float, page: tuple[int, int]) -> Iterator[Placed]:
    words = [composed(_counted(text, page)) for text in (line.left, line.middle, line.right)]
    regular, bold = face(REGULAR), face(BOLD)
    room = (width - 2 * side) * SIDE_SHARE * PER_EM / SIDE
    left, right = regular.fitted(words[0], room), regular.fitted(words[2], room)
    spaced = SPACED * MIDDLE
    across = bold.width(words[1]) * MIDDLE / PER_EM + spaced * max(0, len(words[1]) - 1)
    end = width - side - regular.width(right) * SIDE / PER_EM
    texts = (
        Placed("/EdgeRegular", GREY, SIDE, 0.0, side, left),
        Placed("/EdgeBold", BLACK, MIDDLE, spaced, (width - across) / 2, words[1]),
        Placed("/EdgeRegular", GREY, SIDE, 0.0, end, right),
    )
    return (text for text in texts if text.words)


def _counted(text: str, page: tuple[int, int]) -> str:
    return f"Page {page[0]} of {page[1]}" if text == PAGE_OF_PAGES else text


def _widths(its: Face, letters: list[str]) -> Iterator[object]:
    for glyph, width in sorted(
        {its.glyph(letter): its.advance(letter) for letter in letters}.items()
    ):
        yield glyph
        yield Array([round(width, 3)])


def _meanings(its: Face, letters: list[str]) -> str:
    """A ToUnicode map, in the blocks of a hundred that the format allows."""
    pairs = sorted({its.glyph(letter): letter for letter in letters}.items())
    lines = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in pairs]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    mapped = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
