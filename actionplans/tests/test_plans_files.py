from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest

from actionplans.plans import UnreadablePlan, read_plan
from actionplans.tables import read_tables
from actionplans.tests.plan_builder import (
    HEADER,
    ROW,
    csv_of,
    plan_in,
    saved,
    word,
    workbook,
)

TRICKY = ["1", "Libraries’ staff should say “call us”; all of them.", "Print, then\nsend", "Council – £5", "1 May 2024", "Green"]  # fmt: skip


def refusal_of(data: bytes) -> str:
    with pytest.raises(UnreadablePlan) as refused:
        read_tables(data, "plan.xlsx")
    return refused.value.code


def archive_of(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_with_every_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    found = plan_in(csv_of([HEADER, TRICKY], delimiter, encoding)).rows[0]

    assert [found.number, found.recommendation, found.action, found.lead_agency, found.target_date_text] == TRICKY[:5]  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_is_read_with_every_line_ending(ending: str) -> None:
    assert len(plan_in(csv_of([HEADER, ROW], lineterminator=ending)).rows) == 1


def test_csv_may_name_its_own_delimiter() -> None:
    found = plan_in(b"sep=;\r\n" + csv_of([HEADER, ROW], ";")).rows[0]

    assert (found.action, found.place.line) == ("Print cards", 3)


@pytest.mark.parametrize(
    "payload", ["=cmd|' /C calc'!A0", "+44 helpline", "-1 post", "@SUM(1)", '=HYPERLINK("http://a.example")']
)  # fmt: skip
def test_what_looks_like_a_formula_is_kept_as_words(payload: str) -> None:
    assert plan_in(csv_of([HEADER, [*ROW[:2], payload, *ROW[3:]]])).rows[0].action == payload


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"Only words on one line.", "no_table"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG....", "pdf"),
        (b"{\\rtf1 plan}", "wrong_type"),
        (b"\xd0\xcf\x11\xe0 old", "wrong_type"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (bytes(range(256)) * 4, "wrong_type"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive_of(content=b"<a/>"), "wrong_type"),
        (archive_of(word__document=b"not XML"), "damaged"),
        (archive_of(word__document=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
        (archive_of(xl__workbook=b"<a/>"), "damaged"),
        (archive_of(word__document=b"<a/>", bomb=b"0" * 61_000_000), "too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal_of(data) == code


def test_a_refusal_says_what_to_do_next() -> None:
    with pytest.raises(UnreadablePlan, match="Ask for the Word or Excel file that it was made from"):  # fmt: skip
        read_tables(b"%PDF-1.7")


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_damaged_file_is_read_or_refused_whatever_its_bytes(form: str) -> None:
    sound = saved(word([HEADER, ROW]) if form == "docx" else workbook([HEADER, ROW]))

    codes = set()
    for at in range(0, len(sound), len(sound) // 60):
        try:
            read_plan(read_tables(sound[:at] + b"\xff\x00" + sound[at + 2 :]))
        except UnreadablePlan as refused:
            codes.add(refused.code)

    assert "damaged" in codes
    assert codes <= {"damaged", "wrong_type", "no_table", "not_a_plan", "password"}


def long_plan(form: str, count: int) -> bytes:
    rows = [HEADER, *([str(at), f"Body {at} should show the helpline.", *ROW[2:]] for at in range(1, count + 1))]  # fmt: skip
    if form == "csv":
        return csv_of(rows)
    if form == "xlsx":
        return saved(workbook(rows))
    return _long_word(rows)


def _long_word(rows: list[list[str]]) -> bytes:
    """python-docx takes minutes for thousands of rows, so the text is written as Word would."""
    text = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(word()))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body><w:tbl>" + text.encode() + b"</w:tbl>")  # fmt: skip
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
def test_five_thousand_rows_are_read_in_seconds(form: str) -> None:
    data = long_plan(form, 5_000)

    begun = time.process_time()
    plan = plan_in(data)
    taken = time.process_time() - begun

    assert (len(plan.rows), plan.rows[-1].place.line) == (5_000, 5_001)
    assert taken < 5


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
def test_ten_thousand_rows_are_refused_before_they_fill_the_memory(form: str) -> None:
    data = long_plan(form, 10_000)

    tracemalloc.start()
    code = refusal_of(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert code == "too_long"
    assert peak < 60_000_000
