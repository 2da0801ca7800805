"""What a file would do or fetch: programs are refused with a way on, the rest is named, and ordinary files pass."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from weasyprint import HTML

from reviews.files import EVIDENCE_TYPES, SENTENCES, Holds, UnsafeFile, examine
from reviews.inside.found import Reason
from reviews.tests.file_builder import (
    SCRIPT,
    TO_PAGE,
    WORDS,
    acting_pdf,
    action,
    enclosed,
    fields,
    office,
    picture,
    related,
    word,
    word_with,
)

MB = 1024 * 1024
CHROMIUM, SOFFICE = Path("/usr/bin/chromium"), Path("/usr/bin/soffice")


def looked_at(data):
    return examine(data, "file", allowed=EVIDENCE_TYPES, max_bytes=20 * MB)


def reason(data):
    with pytest.raises(UnsafeFile) as unsafe:
        looked_at(data)
    return next(code for code, sentence in SENTENCES.items() if sentence == str(unsafe.value))


LAUNCH = action("/Launch", F=String("cmd.exe"))
WEB = action("/URI", URI=String("https://example.org"))
LINK = {"/Subtype": Name.Link}


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"root": {"/OpenAction": SCRIPT}}, Reason.PDF_PROGRAMS),
        ({"root": {"/OpenAction": Dictionary(S=Name.GoTo, Next=SCRIPT)}}, Reason.PDF_PROGRAMS),
        ({"root": {"/AA": Dictionary(WC=SCRIPT)}}, Reason.PDF_PROGRAMS),
        ({"names": {"/JavaScript": ["a", SCRIPT]}}, Reason.PDF_PROGRAMS),
        ({"page": {"/AA": Dictionary(O=SCRIPT)}}, Reason.PDF_PROGRAMS),
        ({"note": LINK | {"/A": SCRIPT}}, Reason.PDF_PROGRAMS),
        ({"field": {"/AA": Dictionary(K=SCRIPT)}}, Reason.PDF_PROGRAMS),
        ({"bookmark": {"/A": LAUNCH}}, Reason.PDF_PROGRAMS),
        ({"note": LINK | {"/A": LAUNCH}}, Reason.PDF_PROGRAMS),
        ({"note": {"/Subtype": Name.RichMedia}}, Reason.PDF_PROGRAMS),
        ({"note": {"/Subtype": Name("/3D")}}, Reason.PDF_PROGRAMS),
        ({"note": LINK | {"/A": action("/SubmitForm")}}, Reason.PDF_SENDS),
        ({"note": LINK | {"/A": action("/ImportData")}}, Reason.PDF_SENDS),
        ({"root": {"/OpenAction": WEB}}, Reason.PDF_ACTS),
        ({"page": {"/AA": Dictionary(O=action("/GoToR"))}}, Reason.PDF_ACTS),
        ({"root": {"/AcroForm": Dictionary(XFA=String("<xdp/>"))}}, Reason.PDF_FORM),
        ({"names": {"/EmbeddedFiles": ["a.exe", enclosed("a.exe")]}}, Reason.PROGRAM_INSIDE),
        ({"names": {"/EmbeddedFiles": ["a.txt", enclosed("a.txt.js. ")]}}, Reason.PROGRAM_INSIDE),
        (
            {"note": {"/Subtype": Name.FileAttachment, "/FS": enclosed("macro.docm")}},
            Reason.PROGRAM_INSIDE,
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_pdf_that_runs_or_sends_something_is_refused(entries, code):
    assert reason(acting_pdf(**entries)) == code


@pytest.mark.parametrize(
    ("entries", "holds"),
    [
        ({"root": {"/OpenAction": Array(TO_PAGE)}}, ()),
        ({"root": {"/OpenAction": action("/GoTo", D=Array(TO_PAGE))}}, ()),
        ({"root": {"/OpenAction": action("/Named", N=Name.Print)}}, ()),
        ({"note": LINK | {"/A": WEB}}, ()),
        ({"field": {"/V": "Yes"}}, ()),
        ({"names": {"/EmbeddedFiles": ["a.csv", enclosed("a.csv")]}}, (Holds.FILES,)),
        ({"note": {"/Subtype": Name.FileAttachment, "/FS": enclosed("a.pdf")}}, (Holds.FILES,)),
        ({"note": LINK | {"/A": action("/GoToE")}}, (Holds.FILES,)),
        ({"note": LINK | {"/A": action("/GoToR", F=String("b.pdf"))}}, (Holds.OTHER_FILES,)),
        ({"note": {"/Subtype": Name.Screen}}, (Holds.MEDIA,)),
    ],
    ids=lambda value: str(value)[:60],
)
def test_pdf_that_only_leads_somewhere_is_kept_and_what_it_holds_is_named(entries, holds):
    assert looked_at(acting_pdf(**entries)).holds == holds


RELS = "word___rels__document.xml.rels"
DDE_BOOK = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
SIMPLE = (
    f'<w:document xmlns:w="{WORDS}"><w:body><w:p><w:fldSimple w:instr=" DDE cmd "/></w:p>'
    "</w:body></w:document>"
)
DOCM = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (office(**{"[Content_Types].xml": DOCM}), Reason.MACROS),
        (office(**{"[Content_Types].xml": DOCM.encode("utf-16")}), Reason.MACROS),
        (office("xl/workbook.xml", xl__macrosheets__a="<x/>"), Reason.MACROS),
        (office(**{"word__embeddings__oleObject1.bin": b"\xd0\xcf"}), Reason.OBJECTS),
        (
            word_with(**{RELS: related("attachedTemplate", "https://a.example/t.dotm")}),
            Reason.FETCHES,
        ),
        (word_with(**{RELS: related("oleObject", "mhtml:http://a.example/!x")}), Reason.FETCHES),
        (word_with(**{RELS: related("frame", "HTTP://a.example/")}), Reason.FETCHES),
    ],
    ids=[
        "macros",
        "macros in UTF-16",
        "macro sheet",
        "object",
        "template",
        "linked object",
        "frame",
    ],
)
def test_office_file_that_brings_programs_along_is_refused(data, code):
    assert reason(data) == code


@pytest.mark.parametrize(
    "text",
    [
        fields(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/c calc" '),
        fields(" D", "DE", "AUTO cmd"),
        fields(" &#68;DE cmd"),
        SIMPLE,
    ],
    ids=["plain", "in pieces", "in codes", "simple"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_word_file_with_a_field_that_starts_a_program_is_refused(text, encoding):
    data = word_with(**{"word__document.xml": text.encode(encoding)})

    assert reason(data) == Reason.COMMANDS


def test_excel_file_that_starts_a_program_is_refused():
    data = office("xl/workbook.xml", **{"xl__externalLinks__externalLink1.xml": DDE_BOOK})

    assert reason(data) == Reason.COMMANDS


@pytest.mark.parametrize(
    ("parts", "holds"),
    [
        ({RELS: related("hyperlink", "https://example.org")}, ()),
        ({RELS: related("attachedTemplate", "file:///C:\\Users\\ada\\Normal.dotm")}, ()),
        ({RELS: related("attachedTemplate", "Normal.dotm")}, ()),
        ({RELS: related("image", "media/a.png", mode="Internal")}, ()),
        ({"word__document.xml": fields(' HYPERLINK "https://example.org/DDE" ')}, ()),
        ({"word__document.xml": fields(" PAGE ")}, ()),
        ({RELS: related("attachedTemplate", "\\\\server\\t.dotx")}, (Holds.TEMPLATE,)),
        ({RELS: related("attachedTemplate", "file:///\\\\server\\t.dotx")}, (Holds.TEMPLATE,)),
        ({RELS: related("image", "https://a.example/a.png")}, (Holds.LINKED,)),
        ({RELS: related("oleObject", "file:///C:\\plan.xlsx")}, (Holds.LINKED,)),
        ({"word__document.xml": fields(' INCLUDEPICTURE "https://a.example" ')}, (Holds.LINKED,)),
        ({"word__embeddings__chart.xlsx": b"PK"}, (Holds.FILES,)),
        (
            {
                "word__embeddings__chart.xlsx": b"PK",
                RELS: related("image", "https://a.example/a.png"),
            },
            (Holds.FILES, Holds.LINKED),
        ),
    ],
    ids=lambda value: str(value)[-60:],
)
def test_word_file_that_only_leads_somewhere_is_kept_and_what_it_holds_is_named(parts, holds):
    assert looked_at(word_with(**parts)).holds == holds


def test_excel_file_that_fetches_data_is_kept_and_that_is_named():
    data = office(
        "xl/workbook.xml",
        **{
            "xl__connections.xml": "<connections/>",
            "xl__externalLinks___rels__a.xml.rels": related("externalLinkPath", "Plan 2.xlsx"),
        },
    )

    assert looked_at(data).holds == (Holds.DATA, Holds.OTHER_FILES)


def _chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb_png(side):
    """A PNG that says it is so many dots wide and high, and is small as a file."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", packed)
        + _chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb_png(50_000), Reason.PICTURE_SIZE),
        (picture("PNG")[:60], Reason.DAMAGED),
        (picture("PNG").replace(b"IDAT", b"IDAX"), Reason.DAMAGED),
        (picture("JPEG")[:300], Reason.DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, Reason.DAMAGED),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, Reason.DAMAGED),
    ],
    ids=["50,000 by 50,000", "half", "check sum", "half a JPEG", "no PNG", "no JPEG"],
)
def test_picture_that_is_none_or_far_too_large_is_refused(data, code):
    assert reason(data) == code


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_picture_with_something_behind_its_end_is_kept(form):
    """A telephone puts a film there. Nothing is ever shown in place, so nothing can be taken for another type."""
    data = picture(form) + b"<script>alert(1)</script>%PDF-1.7 PK\x03\x04"

    assert looked_at(data).holds == ()


def test_large_photograph_is_kept():
    out = io.BytesIO()
    Image.new("RGB", (8_000, 6_000), "grey").save(out, "JPEG")

    assert looked_at(out.getvalue()).type.label == "JPEG picture"


# --- what ordinary programs make ------------------------------------------------------------------

PAGE = """<h1 id="a">Elm</h1><p><a href="#a">Up</a> <a href="https://example.org">Out</a></p>
<form><input name="agreed" value="Yes"></form>"""


def test_ordinary_files_of_our_own_libraries_pass():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["=1+1", "-2", "@a"])
    book.save(out)
    made = [
        HTML(string=PAGE).write_pdf(),
        HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1", pdf_forms=True),
        out.getvalue(),
        word(),
        b"=cmd|' /C calc'!A0,1\r\n",
    ]

    assert [looked_at(data).holds for data in made] == [()] * 5


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium")
def test_ordinary_pdf_of_a_browser_passes(tmp_path):
    page, out = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(PAGE, "utf-8")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    subprocess.run(
        [CHROMIUM, *quiet, f"--user-data-dir={tmp_path}", f"--print-to-pdf={out}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=60,
    )

    assert looked_at(out.read_bytes()).holds == ()


@pytest.mark.skipif(not SOFFICE.exists(), reason="there is no LibreOffice")
def test_ordinary_files_of_an_office_program_pass(tmp_path):
    (tmp_path / "report.docx").write_bytes(word())
    for form in ("pdf", "odt:writer8"):
        _converted(tmp_path, "report.docx", form)
    _converted(tmp_path, "report.odt", "docx:MS Word 2007 XML")

    made = [tmp_path / "report.pdf", tmp_path / "report.docx"]
    assert [looked_at(path.read_bytes()).holds for path in made] == [(), ()]


def _converted(folder, name, form):
    home = f"-env:UserInstallation=file://{folder}/home"
    command = [SOFFICE, home, "--headless", "--convert-to", form, "--outdir", folder, folder / name]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def test_every_reason_has_a_sentence():
    told = set(SENTENCES) | {Reason.WRONG_TYPE}

    assert told == set(Reason)
