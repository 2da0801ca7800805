"""What a look at a Word file finds, and that no file can make it fail."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.properties import Named
from printing.word import DocxFacts, look_at_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">%s</cp:coreProperties>'
)


def word(body="", **parts):
    """A Word file of the paragraphs `body`; `parts` are its other parts by their names without folder and ending."""
    files = {"word/document.xml": f"<w:body>{body}</w:body>"}
    files |= {f"word/{name}.xml": xml for name, xml in parts.items() if name not in ("core", "app")}
    written = {
        name: f'<w:part xmlns:w="{W}">{xml}</w:part>'.replace("part", name[5:-4])
        for name, xml in files.items()
    }
    written |= {
        f"docProps/{name}.xml": xml for name, xml in parts.items() if name in ("core", "app")
    }
    return zipped(written)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def run(text="Elm", properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_plain_file_has_nothing_to_say():
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Elm was a kind neighbour.")
    document.core_properties.author = ""
    document.save(out)

    facts = look_at_docx(out.getvalue())

    assert facts == DocxFacts(size=len(out.getvalue()))


def test_tracked_changes_are_counted_with_their_authors():
    change = 'w:id="1" w:author="{}" w:date="2026-03-01T09:00:00Z"'
    ida, bo = change.format("Ida Fernhollow"), change.format("Bo Larch")
    body = (
        f"<w:p><w:ins {ida}>{run()}</w:ins><w:del {bo}><w:r><w:delText>Oak</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:moveFrom {ida}>{run()}</w:moveFrom><w:moveTo {ida}>{run()}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:pPrChange {ida}/></w:pPr></w:p>"
    )

    facts = look_at_docx(word(body, header1=f"<w:p><w:ins {bo}>{run()}</w:ins></w:p>"))

    assert (facts.insertions, facts.deletions, facts.moves, facts.format_changes) == (2, 1, 1, 1)
    assert (facts.tracked_changes, facts.change_authors) == (5, ("Ida Fernhollow", "Bo Larch"))


def test_comments_are_counted_with_their_authors():
    comments = '<w:comment w:author="Vic"/><w:comment w:author="Bo"/><w:comment w:author="Vic"/>'

    facts = look_at_docx(word(comments=comments))

    assert (facts.comments, facts.comment_authors) == (3, ("Vic", "Bo"))


def test_people_are_named_by_the_properties():
    core = CORE % "<dc:creator>Ida Fernhollow</dc:creator><cp:lastModifiedBy>Bo</cp:lastModifiedBy>"

    facts = look_at_docx(
        word(core=core, app="<Properties><Manager>Kit Marlow</Manager></Properties>")
    )

    assert facts.people == (
        Named("Author", "Ida Fernhollow"),
        Named("Last modified by", "Bo"),
        Named("Manager", "Kit Marlow"),
    )


def test_people_whose_changes_are_gone_are_still_listed():
    ours = "http://schemas.microsoft.com/office/word/2012/wordml"
    person = f'<w15:person xmlns:w15="{ours}" w15:author="Ida Fernhollow"/>'

    assert look_at_docx(word(people=person)).people == (Named("People", "Ida Fernhollow"),)


@pytest.mark.parametrize(
    ("paragraph", "number"),
    [
        (run(), 0),
        (run(properties="<w:vanish/>"), 1),
        (run(properties='<w:vanish w:val="true"/>'), 1),
        (run(properties='<w:vanish w:val="0"/>'), 0),
        (run(text=" ", properties="<w:vanish/>"), 0),
        (run(properties='<w:rStyle w:val="Secret"/>'), 1),
        (run(properties='<w:rStyle w:val="Secret"/><w:vanish w:val="false"/>'), 0),
        (run(properties='<w:rStyle w:val="Open"/>'), 0),
        ('<w:pPr><w:pStyle w:val="Secret"/></w:pPr>' + run() + run(), 2),
        ("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" + run(), 0),  # the paragraph's mark alone
    ],
)
def test_hidden_text_is_found(paragraph, number):
    styles = '<w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Open"/>'

    facts = look_at_docx(word(f"<w:p>{paragraph}</w:p><w:p>{run()}</w:p>", styles=styles))

    assert facts.hidden_runs == number


@pytest.mark.parametrize(("xml", "on"), [("<w:trackRevisions/>", True), ("<w:zoom/>", False)])
def test_tracking_that_is_on_is_said(xml, on):
    assert look_at_docx(word(settings=xml)).is_tracking is on


def test_locked_file_is_told_from_an_old_one():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    locked = ole + "EncryptedPackage".encode("utf-16-le")

    assert look_at_docx(locked) == DocxFacts(size=len(locked), encrypted=True)
    assert look_at_docx(ole) == DocxFacts(size=len(ole), unreadable=True)


def endless():
    """A text of 320 million blanks, written without holding them."""
    out = io.BytesIO()
    how = (out, "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(*how) as archive, archive.open("word/document.xml", "w") as part:
        part.write(f'<w:document xmlns:w="{W}">'.encode())
        for _ in range(320):
            part.write(b" " * 1_000_000)
        part.write(b"</w:document>")
    return out.getvalue()


def bombs():
    whole = word("<w:p/>")
    doctype = f'<!DOCTYPE d [<!ENTITY a "ha">]><w:document xmlns:w="{W}">&a;</w:document>'
    yield b""
    yield b"PK\x03\x04"
    yield whole[:-30]
    yield whole[:200]
    yield zipped({"xl/workbook.xml": "<a/>"})
    yield zipped({"word/document.xml": "<w:document>"})
    yield zipped({"word/document.xml": doctype})
    yield endless()
    yield zipped({"word/document.xml": "<a/>"} | {f"{n}": "" for n in range(5_001)})


@pytest.mark.parametrize("data", list(bombs()), ids=range(9))
def test_what_cannot_be_read_is_unreadable(data):
    started = time.process_time()

    assert look_at_docx(data) == DocxFacts(size=len(data), unreadable=True)
    assert time.process_time() - started < 3


def test_torn_part_beside_the_text_is_said():
    facts = look_at_docx(word(run(), comments="<w:comment"))

    assert facts.unsure == ("word/comments.xml",)


def test_deep_file_is_read():
    facts = look_at_docx(word("<w:sdt>" * 100_000 + run() + "</w:sdt>" * 100_000))

    assert facts == DocxFacts(size=facts.size)


WHOLE = word(run(), comments="<w:comment/>", core=CORE % "")


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3)), max_size=20))
def test_no_damage_makes_it_fail(changes):
    data = bytearray(WHOLE)
    for at, new in changes:
        data[at : at + len(new)] = new

    assert look_at_docx(bytes(data)).size == len(data)
