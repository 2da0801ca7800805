from __future__ import annotations

import io
import time
import zipfile
import zlib
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.letters import read_letter
from feedback.paragraphs import LetterText, UnreadableLetter, read_paragraphs
from feedback.tests.letter_builder import text_of

LETTERS = Path(__file__).parent / "letters"
DRAWN = (LETTERS / "drawn-bullets.pdf").read_bytes()


def texts(found: LetterText) -> list[str]:
    return [paragraph.text for paragraph in found.paragraphs]


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_letter() -> docx.document.Document:
    document = docx.Document()
    for line in text_of(areas="Areas for development:").split("\n\n"):
        document.add_paragraph(line)
    return document


# --- plain text -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_every_encoding(encoding: str) -> None:
    found = read_paragraphs("Dear Siân,\n\nThe ‘voice’ – hers – is clear.".encode(encoding))

    assert texts(found) == ["Dear Siân,", "The ‘voice’ – hers – is clear."]


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = (
        "Dear Ann,\r\n\r\nThe Panel would like the report to say more about the work that the\r\n"
        "helpline did in the spring.\r\n\r\nYours sincerely\r\nOsric Fanshawe\r\nChair of the Panel"
    )

    assert texts(read_paragraphs(wrapped.encode())) == [
        "Dear Ann,",
        "The Panel would like the report to say more about the work that the helpline did in the spring.",
        "Yours sincerely",
        "Osric Fanshawe",
        "Chair of the Panel",
    ]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("on 19<sup>th</sup> August", "on 19th August"),
        ("see <u>the plan</u> &amp; more", "see the plan & more"),
        ("**really** __bold__", "really bold"),
        ("respect\u00adful of\u00a0her", "respectful of her"),
        ("e\ufb03cient \ufb01nd\u200bing", "efficient finding"),
        ("[the page](https://example.org/x)", "the page"),
    ],
)
def test_what_a_file_left_over_is_taken_out(raw: str, clean: str) -> None:
    assert texts(read_paragraphs(f"Dear Ann,\n\n{raw}".encode()))[-1] == clean


def test_pasted_html_is_read_as_its_words() -> None:
    pasted = b"<html><style>p {}</style><p>Dear Ann,</p><ul><li>One &ldquo;two&rdquo;</li><li>Three</li></ul>"

    found = read_paragraphs(pasted)

    assert [(p.marker, p.text) for p in found.paragraphs] == [
        ("", "Dear Ann,"),
        ("•", "One “two”"),
        ("•", "Three"),
    ]


def test_saved_mail_is_read_as_its_body() -> None:
    mail = (
        b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nDear Si=C3=A2n,\n\nA long =\nline.\n"
    )

    assert texts(read_paragraphs(mail)) == ["Dear Siân,", "A long line."]


def test_page_numbers_and_running_lines_are_left_out() -> None:
    paged = "Dear Ann,\n\nThe Panel asks that\n\nPage 1 of 2\n\nOFFICIAL-SENSITIVE\n\nthe plan is dated.\n\n- 2 -\n"

    assert texts(read_paragraphs(paged.encode())) == [
        "Dear Ann,",
        "The Panel asks that the plan is dated.",
    ]


def test_levels_follow_marks_and_indents() -> None:
    listed = "Dear Ann,\n\n1. One\n   a) Two\n      - Three\n2. Four\n(a) Five\n3. Six"

    found = read_paragraphs(listed.encode())

    assert [(p.marker, p.level) for p in found.paragraphs[1:]] == [
        ("1.", 0), ("a)", 1), ("-", 2), ("2.", 0), ("(a)", 1), ("3.", 0),
    ]  # fmt: skip


def test_number_in_a_running_sentence_is_no_mark() -> None:
    wrapped = (
        "Dear Ann,\n\nThe Panel would like the chair to look again at what is said in section\n"
        "9. It repeats the agencies.\n\nYours sincerely"
    )

    assert texts(read_paragraphs(wrapped.encode()))[1].endswith(
        "in section 9. It repeats the agencies."
    )


# --- Word and PDF -----------------------------------------------------------------------------


def test_word_lists_carry_the_marks_that_word_prints() -> None:
    document = word_letter()
    for style, words in (
        ("List Number", "One"),
        ("List Number", "Two"),
        ("List Bullet", "Three"),
        ("List Bullet 2", "Four"),
    ):
        document.add_paragraph(words, style=style)

    found = read_paragraphs(saved(document))

    assert [(p.marker, p.level, p.text) for p in found.paragraphs[-4:]] == [
        ("1.", 0, "One"),
        ("2.", 0, "Two"),
        ("•", 0, "Three"),
        ("•", 1, "Four"),
    ]


def test_word_tables_and_line_breaks_are_lines_of_their_own() -> None:
    document = docx.Document()
    document.add_table(1, 2).rows[0].cells[1].text = "Home Office\n6 May 2022"
    document.add_paragraph("Alba Pennycross\nThistlemoor Council")

    assert texts(read_paragraphs(saved(document))) == [
        "Home Office",
        "6 May 2022",
        "Alba Pennycross",
        "Thistlemoor Council",
    ]


def test_word_table_that_numbers_its_rows_has_one_area_a_row() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, words in zip(
        table.rows,
        [("No.", "Comment", "Place"), ("1", "Define stalking.", "4.12"), ("2", "Say who led.", "")],
        strict=True,
    ):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text

    found = read_paragraphs(saved(document))

    assert [(p.marker, p.heading, p.text) for p in found.paragraphs] == [
        ("", True, "No. Comment Place"),
        ("1", False, "Define stalking. 4.12"),
        ("2", False, "Say who led."),
    ]


def test_tracked_changes_are_read_as_accepted_with_a_warning() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The plan ")
    for tag, text_tag, words in (("w:del", "w:delText", "is fine"), ("w:ins", "w:t", "is old")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)

    found = read_paragraphs(saved(document))

    assert texts(found) == ["The plan is old"]
    assert found.tracked is True
    assert read_letter(found).warnings[0].text == (
        "The letter has tracked changes. They were read as accepted; check the wording."
    )


def test_hidden_words_in_word_are_not_read() -> None:
    document = docx.Document()
    run = document.add_paragraph("Seen").add_run(" hidden")
    run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))

    assert texts(read_paragraphs(saved(document))) == ["Seen"]
    assert run._r.find(qn("w:t")).text == " hidden"


def test_pdf_bullets_that_are_drawn_are_marks() -> None:
    found = read_paragraphs(DRAWN)

    marked = [(p.marker, p.level) for p in found.paragraphs if p.marker]
    assert marked == [("•", 0), ("•", 0), ("•", 1), ("•", 1), *[("•", 0)] * 5]


def test_pdf_letter_is_read_whole() -> None:
    found = read_letter(read_paragraphs(DRAWN))

    assert found.csp == "Oxmoor and Lye Community Safety Partnership"
    assert [len(item.children) for item in found.items] == [0, 2, 0, 0, 0, 0, 0]
    assert len(found.requests) == 7


# --- what cannot be read ----------------------------------------------------------------------


def blank_pdf(**options: object) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    buffer = io.BytesIO()
    pdf.save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def pdf_bomb() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.Contents = pdf.make_stream(b"q Q " * 30_000_000)
    buffer = io.BytesIO()
    pdf.save(buffer, compress_streams=True)
    return buffer.getvalue()


def nested_forms() -> bytes:
    """A page that draws a form, which draws a form …, ten times each: 10 ** 5 drawings."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    inner = pdf.make_stream(
        b"BT ET " * 20, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
    )
    for _ in range(5):
        outer = pdf.make_stream(
            b"/F Do " * 10, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
        )
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        inner = outer
    page.obj.Contents = pdf.make_stream(b"/F Do")
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
UNREADABLE = {
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b" \n\t ", "empty"),
    "marks only": (lambda: b"-----\n\n***", "empty"),
    "scan": (blank_pdf, "no_text"),
    "truncated PDF": (lambda: DRAWN[:3000], "unreadable"),
    "locked PDF": (
        lambda: blank_pdf(encryption=pikepdf.Encryption(user="x", owner="y")),
        "unreadable",
    ),
    "PDF bomb": (pdf_bomb, "unreadable"),
    "nested forms": (nested_forms, "unreadable"),
    "PDF in name only": (lambda: b"%PDF-1.7 nothing more", "unreadable"),
    "truncated DOCX": (lambda: saved(word_letter())[:9000], "unreadable"),
    "other zip": (lambda: zipped(a_xml=b"<a/>"), "unreadable"),
    "zip bomb": (lambda: zipped(word__document_xml=b"\0" * 80_000_000), "unreadable"),
    "XML entities": (lambda: zipped(word__document_xml=ENTITIES), "unreadable"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "unreadable"),
    "locked Word": (
        lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "unreadable",
    ),
    "RTF": (lambda: b"{\\rtf1 Dear Ann}", "unreadable"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "unreadable"),
    "binary": (lambda: zlib.compress(bytes(range(256)) * 99), "unreadable"),
    "ten megabytes": (lambda: b"word " * 2_000_000, "unreadable"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_gets_a_code_and_a_sentence(name: str) -> None:
    make, code = UNREADABLE[name]
    data = make()

    started = time.process_time()
    with pytest.raises(UnreadableLetter) as refused:
        read_paragraphs(data)
    seconds = time.process_time() - started

    assert refused.value.code == code
    assert str(refused.value).endswith(".")
    assert seconds < 4


def reading(data: bytes) -> str:
    """ "read", or the code with which the bytes are refused."""
    try:
        read_letter(read_paragraphs(data))
    except UnreadableLetter as refused:
        return refused.code
    return "read"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 130_000,
        "word " * 25_000,
        "Dear A\n" * 2_500,
        "<a " * 40_000,
        "**" * 65_000,
        "1.1." * 30_000,
        "- x\n" * 3_000,
    ],
    ids=["one word", "one line", "salutations", "tags", "stars", "numbers", "items"],
)
def test_odd_long_text_is_read_in_seconds(text: str) -> None:
    started = time.process_time()
    result = reading(text_of(areas=f"Areas for development:\n\n{text}").encode())
    seconds = time.process_time() - started

    assert result == "read"
    assert seconds < 10


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=3_000),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"Dear A,\n\n"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, front: bytes) -> None:
    assert reading(front + data) in {"read", "no_text", "empty", "unreadable"}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(DRAWN) - 1), st.binary(min_size=1, max_size=40))
def test_damaged_pdf_is_read_or_refused(at: int, noise: bytes) -> None:
    damaged = DRAWN[:at] + noise + DRAWN[at + len(noise) :]

    assert reading(damaged) in {"read", "no_text", "unreadable"}


def _pdf_that_draws(words: bytes) -> bytes:
    """One page that runs through these drawing words."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(words)
        pdf.save(out := io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + b"%\nstream\n" * 300_000,
        _pdf_that_draws(b"BT (" + b"A" * 800_000 + b") Tj ET"),
        _pdf_that_draws(b"BT " + b"(A) Tj " * 200_000 + b"ET"),
    ],
    ids=["streams", "one long text", "many short texts"],
)
def test_small_file_that_would_take_long_is_refused_at_once(data: bytes) -> None:
    started = time.process_time()

    assert reading(data) == "unreadable"
    assert time.process_time() - started < 6
