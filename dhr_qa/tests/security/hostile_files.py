"""Files that somebody made so that reading them takes all there is: each small enough to be sent."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

from printing.tests import pdfs
from printing.tests.hostile import hostile
from reviews.tests.file_builder import WORDS, word_with

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@cache
def hostile_files() -> tuple[tuple[str, str, bytes], ...]:
    """(what is wrong with it, the name it is sent under, its bytes)."""
    return (
        *(("PDF: " + what, "a.pdf", data) for what, data in hostile()),
        *_pdfs(),
        *_word_files(),
        *_workbooks(),
        *_texts(),
    )


def _pdfs() -> Iterator[tuple[str, str, bytes]]:
    one = {1: pdfs.CATALOGUE, 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    shows = (
        b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Contents 5 0 R"
        b"/Resources<</XObject<</I 4 0 R>>>>>>"
    )
    size = b"/Type/XObject/Subtype/Image/Width 65535/Height 65535/BitsPerComponent 8/ColorSpace/DeviceRGB"
    large = pdfs.stream(pdfs.zeros(70_000_000), size + b"/Filter/FlateDecode")
    draw = pdfs.stream(zlib.compress(b"/I Do " * 500_000))
    yield (
        "PDF: picture of four milliard dots, drawn 500,000 times",
        "a.pdf",
        pdfs.raw({**one, 3: shows, 4: large, 5: draw}),
    )
    many = dict.fromkeys(range(4, 250000), b"<</A 1>>")
    yield (
        "PDF: a quarter of a million objects",
        "a.pdf",
        pdfs.raw({**one, 3: pdfs.EMPTY_PAGE, **many}),
    )
    itself = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 4 0 R>>>>/Length 6>>"
    )
    form = itself + b"\nstream\n/I Do \nendstream"
    yield "PDF: form that draws itself", "a.pdf", pdfs.raw({**one, 3: shows, 4: form, 5: draw})


def _word_files() -> Iterator[tuple[str, str, bytes]]:
    open_, close = f'<w:document xmlns:w="{WORDS}"><w:body>', "</w:body></w:document>"
    deep = open_ + "<w:p><w:r>" * 60_000 + "</w:r></w:p>" * 60_000 + close
    nested = (
        open_ + "<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000 + close
    )
    laughs = f"<!DOCTYPE w [<!ENTITY l0 'ha'>{LAUGHS}]>{open_}&l9;{close}"
    wide = open_ + f'<w:p w:rsid="{"a" * 20_000_000}"/>' + close
    many = open_ + "<w:p/>" * 300_000 + close
    for what, text in (
        ("elements in elements", deep),
        ("tables in tables", nested),
        ("a billion laughs", laughs),
        ("an attribute of 20 MB", wide),
        ("300,000 paragraphs", many),
    ):
        yield f"Word: {what}", "a.docx", _packed(**{"word/document.xml": text})
    yield "Word: bomb", "a.docx", _packed(**{"word/media/a.png": b"\0" * 60_000_000})
    yield "Word: bomb in the text", "a.docx", _packed(**{"word/document.xml": b" " * 60_000_000})
    yield "Word: says that it is smaller", "a.docx", _lying()


def _packed(**parts: str | bytes) -> bytes:
    """A Word file that is packed, as its bombs have to be."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_with(**parts))) as own,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in own.namelist():
            archive.writestr(name, own.read(name))
    return out.getvalue()


def _lying() -> bytes:
    """A part of 20 MB that is listed with 100 bytes."""
    size, told = (20_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    return _packed(**{"word/footnotes.xml": b"<w/>" + b" " * 19_999_996}).replace(size, told)


def _workbooks() -> Iterator[tuple[str, str, bytes]]:
    cells = '<c r="XFD1" s="0"><v>1</v></c>'
    last = '<row r="1048576"><c r="XFD1048576" s="0"><v>1</v></c></row>'
    styled = "".join(f'<row r="{n}" s="0" customFormat="1"/>' for n in range(2, 50_000))
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 5_000))
    for what, rows, after in (
        ("a cell in the last row and column", f'<row r="1">{cells}</row>{last}', ""),
        ("50,000 rows without a cell", f'<row r="1">{cells}</row>{styled}', ""),
        ("one merged cell as large as the sheet", f'<row r="1">{cells}</row>', merged),
        ("5,000 merged rows", f'<row r="1">{cells}</row>', f"<mergeCells>{merges}</mergeCells>"),
    ):
        yield f"Excel: {what}", "a.xlsx", _workbook(rows, after)


def _workbook(rows: str, after: str) -> bytes:
    out, relations = (
        io.BytesIO(),
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        )
        for name, target in (
            ("_rels/.rels", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml"),
        ):
            kind = "officeDocument" if name == "_rels/.rels" else "worksheet"
            archive.writestr(
                name,
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                f'Type="{relations}/{kind}" Target="{target}"/></Relationships>',
            )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEET}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{SHEET}"><dimension ref="A1:XFD1048576"/>'
            '<cols><col min="1" max="16384" style="0" width="9"/></cols>'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>",
        )
    return out.getvalue()


def _texts() -> Iterator[tuple[str, str, bytes]]:
    """Words that make patterns try again and again."""
    letter = "Dear Ann,\n\nThank you for the report. {}\n\nYours sincerely,\n\nMel Otter\nChair"
    for what, words in (
        ("brackets", "(" * 100_000),
        ("commas", "Ely, " * 20_000),
        ("names", "Safer Ely and " * 8_000),
        ("full stops", "e.g. " * 20_000),
        ("a long word", "a" * 190_000),
        ("spaces", "x" + " " * 190_000 + "x"),
        ("quotes", "‘Ann" * 40_000),
        ("lines", "1.\n" * 60_000),
        ("deaths of names", "the death of Ann and " * 9_000),
        ("references", "para 1.1, 1.2 and " * 9_000),
        ("asks", "Please publish the letter alongside the report: " * 4_000),
    ):
        yield f"Text: {what}", "a.txt", letter.format(words).encode()
    yield "CSV: quotes", "a.csv", b'a,b\n"' + b'""' * 300_000
    yield "CSV: columns", "a.csv", b",".join([b"a"] * 500_000)
    yield "CSV: rows", "a.csv", b"a,b\n" * 2_000_000
