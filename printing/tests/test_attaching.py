"""Files inside a PDF come out as they went in, and the PDF stays what it was."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.attaching import Attachment, Relationship, attach, attached
from printing.opening import Locked, TooMuch, Unreadable
from printing.setting import set_html
from printing.tests import pdfs
from printing.tests.hostile import hostile
from printing.tests.vera import broken_rules

NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
PLAN = Attachment(
    "plan.xlsx",
    bytes(range(256)) * 40,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "The action plan",
    Relationship.DATA,
)
MANIFEST = Attachment("manifest.json", b"{}", "application/json", "", Relationship.SUPPLEMENT)


def specs(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for spec in pdf.Root.AF:
            file = spec.EF.F
            yield (
                str(spec.UF),
                str(spec.Desc),
                str(spec.AFRelationship),
                str(file.Subtype),
                str(file.Params.ModDate),
                int(file.Params.Size),
            )


def test_files_come_out_as_they_went_in():
    data = attach(pdfs.plain(), [PLAN, MANIFEST])

    assert attached(data) == {"manifest.json": b"{}", "plan.xlsx": PLAN.data}


def test_each_file_says_what_it_is_to_the_document():
    data = attach(pdfs.plain(), [PLAN, MANIFEST], at=NOON)

    date = "D:20260310110000Z"
    assert list(specs(data)) == [
        ("plan.xlsx", "The action plan", "/Data", f"/{PLAN.content_type}", date, 10240),
        ("manifest.json", "manifest.json", "/Supplement", "/application/json", date, 2),
    ]


def test_same_files_give_the_same_bytes():
    assert attach(pdfs.plain(), [PLAN, MANIFEST]) == attach(pdfs.plain(), [PLAN, MANIFEST])


def test_names_are_safe_and_nobody_elses():
    before = attach(pdfs.plain(), [PLAN])

    data = attach(before, [Attachment("../PLAN.xlsx", b"2"), Attachment("a:b\u202e.txt", b"3")])

    assert attached(data) == {"plan.xlsx": PLAN.data, "PLAN (2).xlsx": b"2", "a_b.txt": b"3"}


def test_nothing_attached_is_nothing_found():
    assert attached(pdfs.plain()) == {}


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.text(max_size=30), st.binary(max_size=50), max_size=5))
def test_every_file_comes_out_whatever_its_name(files):
    data = attach(pdfs.plain(), [Attachment(name, content) for name, content in files.items()])

    assert sorted(attached(data).values()) == sorted(files.values())


@pytest.mark.parametrize("data", [b"", b"no PDF", pdfs.deep_pages(3000)])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(Unreadable):
        attach(data, [PLAN])
    with pytest.raises(Unreadable):
        attached(data)


@pytest.mark.parametrize(("what", "data"), hostile(), ids=[what for what, _ in hostile()])
def test_hostile_files_are_refused_or_carry_ours(what, data):
    with suppress(TooMuch, Unreadable):
        assert attached(attach(data, [MANIFEST]))["manifest.json"] == MANIFEST.data


def test_locked_pdf_is_refused():
    with pikepdf.new() as pdf:
        pdfs.page(pdf)
        data = pdfs.saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="secret"))

    with pytest.raises(Locked):
        attach(data, [PLAN])


def test_file_that_unpacks_without_end_is_refused():
    bomb = pdfs.zeros(320_000_000)
    tree = (
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 4 0 R>>>>]>>>>>>"
    )
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    data = pdfs.raw({1: tree, 2: pages, 3: pdfs.EMPTY_PAGE, 4: pdfs.stream(bomb)})

    with pytest.raises(TooMuch):
        attached(data)


def test_large_file_comes_out_whole():
    """More than the library unpacks of one stream for us."""
    large = Attachment("scan.pdf", bytes(130 * 1024 * 1024))

    assert attached(attach(pdfs.plain(), [large])) == {"scan.pdf": large.data}


def test_torn_file_comes_out_empty():
    names = b"<</Names[(a)<</EF<</F 4 0 R>>>>(b)<</EF 7>>(c) 9]>>"
    tree = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles %s>>>>" % names
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    data = pdfs.raw({1: tree, 2: pages, 3: pdfs.EMPTY_PAGE, 4: pdfs.stream(b"not packed")})

    assert attached(data) == {"a": b"", "b": b"", "c": b""}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the engine's own
def test_accessible_and_archival_pdf_stays_both(tmp_path):
    html = "<html lang='en-GB'><title>Elm</title><h1>Elm</h1><p>A kind neighbour.</p></html>"
    file = tmp_path / "pack.pdf"
    file.write_bytes(attach(set_html(html), [PLAN, MANIFEST], at=NOON))

    assert broken_rules(file) == {}
