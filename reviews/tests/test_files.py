"""What may be kept and what may not: told by the content, whatever the name says."""

import hashlib
import struct

import pikepdf
import pytest

from reviews.files import (
    CSV,
    DOCX,
    EVIDENCE_TYPES,
    JPEG,
    LETTER_TYPES,
    NAME_LENGTH,
    PDF,
    PNG,
    TEXT,
    XLSX,
    UnsafeFile,
    examine,
    safe_name,
)
from reviews.inside.look import type_of
from reviews.tests.file_builder import office, packed, pdf, picture, word

MB = 1024 * 1024
DAMAGED = "The file is damaged and cannot be opened. Save it again and upload the new copy."
LOCKED = "The file is protected by a password. Save a copy without a password and upload that."
OLD = (
    "The file is protected by a password, or from an old version of Office. "
    "Save it as .docx or .xlsx without a password and upload that."
)
UNPACKS = "The file unpacks to far more than its size. Save it again in Word or Excel."
MACROS = "The file holds macros or programs. Save it as .docx or .xlsx without macros."
ODD_XML = "The file holds XML that office files do not use. Save it again in Word or Excel."
NOT_A_TYPE = (
    "The file must be one of these types: PDF (.pdf), Word (.docx), Excel (.xlsx), "
    "PNG picture (.png), JPEG picture (.jpg), CSV (.csv) or text (.txt)."
)


def looked_at(data, name="report", allowed=EVIDENCE_TYPES, max_bytes=MB):
    return examine(data, name, allowed=allowed, max_bytes=max_bytes)


def refusal(data, name="report.pdf", **limits):
    with pytest.raises(UnsafeFile) as unsafe:
        looked_at(data, name, **limits)
    return str(unsafe.value)


CONTENTS = {
    PDF: pdf(),
    DOCX: word(),
    XLSX: office("xl/workbook.xml"),
    PNG: picture("PNG"),
    JPEG: picture("JPEG"),
    TEXT: "Zoë’s words\r\n\tstay.".encode(),
}


@pytest.mark.parametrize("kind", CONTENTS, ids=lambda kind: kind.suffix)
@pytest.mark.parametrize("name", ["report", "report.exe", "report.pdf", "report.docx", ""])
def test_type_is_told_by_content_whatever_the_name(kind, name):
    assert type_of(CONTENTS[kind], name) == kind


def test_name_tells_only_csv_from_other_text():
    rows = b"Recommendation,Lead Agency\r\n1,Police\r\n"

    assert [type_of(rows, name) for name in ("plan.CSV", "plan.txt", "")] == [CSV, TEXT, TEXT]
    assert type_of(CONTENTS[PNG], "plan.csv") == PNG


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_taken_in_any_usual_encoding(encoding):
    assert type_of("Zoë – “agreed”".encode(encoding)) == TEXT


@pytest.mark.parametrize("kind", CONTENTS, ids=lambda kind: kind.suffix)
def test_file_that_may_be_kept_is_described(kind):
    data = CONTENTS[kind]

    file = looked_at(data, "C:\\Reviews\\Elm.bin")

    assert (file.data, file.type, file.size) == (data, kind, len(data))
    assert file.name == f"Elm{kind.suffix}"
    assert file.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"GIF89a\x01\x00\x01\x00",
        packed(a="Just a zip file."),
        b"Agreed.\x00",
        b"a" * 100_000 + b"\x00",
        b"\x1b[31m red",
    ],
    ids=["exe", "elf", "gif", "zip", "nul", "late nul", "escape"],
)
def test_other_content_is_refused_under_a_right_name(data):
    assert refusal(data, "report.pdf") == NOT_A_TYPE


def test_letter_is_of_fewer_types():
    said = refusal(CONTENTS[XLSX], "letter.pdf", allowed=LETTER_TYPES)

    assert said == "The file must be one of these types: PDF (.pdf), Word (.docx) or text (.txt)."


def test_empty_file_is_refused():
    assert refusal(b"") == "The file is empty. Choose another file."


def test_file_may_be_as_large_as_the_limit_and_no_larger():
    assert looked_at(b"a" * MB).size == MB
    assert refusal(b"a" * (MB + 1)) == "The file must be smaller than 1 MB."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\n" + b"nothing of a PDF" * 20, DAMAGED),
        (b"%PDF-", DAMAGED),
        (b"%PDF-1.7\n" + office(), DAMAGED),
        (pdf(pages=0), "The PDF has no pages. Choose another file."),
        (pdf(encryption=pikepdf.Encryption(owner="boss", user="secret")), LOCKED),
    ],
    ids=["garbage", "only a header", "a zip behind a header", "no pages", "password"],
)
def test_pdf_that_cannot_be_read_is_refused(data, sentence):
    assert refusal(data) == sentence


def test_pdf_that_only_forbids_changes_may_be_kept():
    data = pdf(encryption=pikepdf.Encryption(owner="boss", user=""))

    assert looked_at(data).type == PDF


def _torn(data):
    """The bytes of a zip file whose first part was damaged on the way."""
    start = data.index(b"\x78") if b"\x78" in data[:64] else 60
    return data[:start] + b"\xff" * 40 + data[start + 40 :]


def _newer(data):
    """A zip file that says it needs a version nobody has."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 6] + struct.pack("<H", 99) + data[at + 8 :]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (_torn(word()), DAMAGED),
        (word()[: len(word()) // 2], DAMAGED),
        (_newer(word()), DAMAGED),
        (b"PK\x03\x04 and nothing more", DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, OLD),
    ],
    ids=["torn", "half", "of the future", "broken zip", "password or old"],
)
def test_office_file_that_cannot_be_read_is_refused(data, sentence):
    assert refusal(data, "report.docx") == sentence


@pytest.mark.parametrize(
    "part",
    [
        "word__vbaProject.bin",
        "xl__VBAPROJECT.BIN",
        "word__activeX__activeX1.bin",
        "word__embeddings__setup.exe",
    ],
)
def test_office_file_with_macros_or_programs_is_refused(part):
    assert refusal(office(**{part: b"Sub AutoOpen()"}), "report.docx") == MACROS


def test_office_file_that_unpacks_without_end_is_refused():
    bomb = office(word__media__a="0" * 60 * MB)

    assert len(bomb) < MB
    assert refusal(bomb, "report.docx") == UNPACKS


def test_office_file_of_very_many_parts_is_refused():
    bomb = office(**{f"word__{number}": "" for number in range(5_001)})

    assert refusal(bomb, "report.docx", max_bytes=10 * MB) == UNPACKS


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>',
        '<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/passwd"><w/>',
        f"<!--{' ' * 10_000}--><!DOCTYPE w><w/>",
        "\ufeff<!DOCTYPE w><w/>".encode("utf-16-le"),
    ],
    ids=["entities", "external", "behind a comment", "utf-16"],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels"])
def test_office_file_with_a_document_type_is_refused(part, xml):
    assert refusal(office(**{part: xml}), "report.docx") == ODD_XML


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Elm report.pdf", "Elm report.pdf"),
        ("Protokół – Zoë.PDF", "Protokół – Zoë.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system.ini", "system.pdf"),
        ("report\u202efdp.exe", "reportfdp.pdf"),
        ("a\x00b\r\nc\x1b.pdf", "abc.pdf"),
        ("report", "report.pdf"),
        ("report.pdf.exe", "report.pdf.pdf"),
        ("report.tar.gz", "report.tar.pdf"),
        ("para 4.2 rewritten", "para 4.2 rewritten.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("a/", "file.pdf"),
        ("\u200b\u202e", "file.pdf"),
    ],
)
def test_name_is_safe_to_show_and_ends_truly(given, shown):
    assert safe_name(given, PDF) == shown


def test_long_name_is_cut_and_keeps_its_ending():
    name = safe_name("é" * 300 + ".docx", DOCX)

    assert name == "é" * (NAME_LENGTH - 5) + ".docx"
