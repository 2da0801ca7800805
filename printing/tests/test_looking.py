"""What a look at a PDF finds, and that no file can make it fail, or take long."""

from __future__ import annotations

import time

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from printing import looking
from printing.looking import Comments, Lock, Named, PdfFacts, look_at_pdf
from printing.opening import Budget, opened, pages_of
from printing.tests import pdfs
from printing.tests.hostile import hostile


def facts_of(make, **how):
    with pikepdf.new() as pdf:
        make(pdf)
        return look_at_pdf(pdfs.saved(pdf, **how))


def test_plain_page_has_text_and_nothing_to_say():
    data = pdfs.plain(3)

    assert look_at_pdf(data) == PdfFacts(
        size=len(data),
        pages=3,
        pages_read=3,
        pages_with_text=3,
        software=look_at_pdf(data).software,
        fonts_not_embedded=("Helvetica",),
    )


def test_tags_language_and_title_are_found():
    def make(pdf):
        pdfs.page(pdf)
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = pikepdf.String("en-GB")
        pdf.docinfo.Title = pikepdf.String("Elm: overview report")

    facts = facts_of(make)

    assert (facts.tagged, facts.language, facts.title) == (True, "en-GB", "Elm: overview report")


@pytest.mark.parametrize(("marked", "tree"), [(True, False), (False, True), (False, False)])
def test_tags_without_both_signs_are_none(marked, tree):
    def make(pdf):
        pdfs.page(pdf)
        pdf.Root.MarkInfo = Dictionary(Marked=marked)
        if tree:
            pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    assert facts_of(make).tagged is False


def test_title_is_read_from_the_packet_when_the_properties_have_none():
    def make(pdf):
        pdfs.page(pdf)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
            xmp["dc:title"] = "Elm: executive summary"

    assert facts_of(make).title == "Elm: executive summary"


def test_scanned_pages_are_pictures_without_text():
    def make(pdf):
        scan = pdfs.image(pdf, pdfs.a_photograph(60, 80))
        pdfs.page(pdf)
        pdfs.page(pdf, pdfs.SHOWN, Im0=scan)
        pdfs.page(pdf, pdfs.SHOWN, Im0=scan)
        pdfs.page(pdf, pdfs.SHOWN + pdfs.SAID, Im0=scan)
        pdfs.page(pdf, b"")

    facts = facts_of(make)

    assert (facts.pages, facts.pages_with_text, facts.pages_scanned) == (5, 2, 2)
    assert (facts.pictures, facts.is_scanned) == (1, False)
    assert facts.picture_bytes == len(pdfs.as_jpeg(pdfs.a_photograph(60, 80)))


@pytest.mark.parametrize(
    ("content", "has_text"),
    [
        (b"BT [(E) -20 (lm)] TJ ET", True),
        (b"BT <00030004> Tj ET", True),
        (b"BT (Elm) ' ET", True),
        (b"BT ( ) Tj ET", False),
        (b"BT () Tj ET", False),
        (b"0 0 9 9 re f", False),
        (b"/Form Do", True),
        (b"/F#6frm Do", True),
        (b"/Other Do", False),
    ],
)
def test_text_is_found_however_it_is_shown(content, has_text):
    def make(pdf):
        form = pdf.make_stream(
            pdfs.SAID, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842])
        )
        pdfs.page(pdf, content, Form=form)

    assert facts_of(make).pages_with_text == has_text


def test_form_that_draws_itself_ends():
    def make(pdf):
        form = pdf.make_stream(
            b"/Form Do /Form Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])
        )
        form.Resources = Dictionary(XObject=Dictionary(Form=form))
        pdfs.page(pdf, b"/Form Do", Form=form)

    assert facts_of(make).pages_with_text == 0


def test_long_files_are_read_evenly():
    def make(pdf):
        for number in range(700):
            pdfs.page(pdf, pdfs.SAID if number % 2 else b"")

    facts = facts_of(make)

    assert (facts.pages, facts.pages_read) == (700, looking.PAGES_READ)
    assert 0.4 < facts.pages_with_text / facts.pages_read < 0.6


def test_forms_and_signatures_are_counted():
    def make(pdf):
        pdfs.page(pdf)
        name = pdf.make_indirect(Dictionary(FT=Name.Tx, T=pikepdf.String("name")))
        signed = pdf.make_indirect(
            Dictionary(FT=Name.Sig, T=pikepdf.String("signed"), V=Dictionary(Type=Name.Sig))
        )
        parts = pdf.make_indirect(Dictionary(T=pikepdf.String("parts"), Kids=Array([name])))
        pdf.Root.AcroForm = Dictionary(Fields=Array([parts, signed]), XFA=Array([]))

    facts = facts_of(make)

    assert (facts.form_fields, facts.signatures, facts.has_xfa) == (2, 1, True)


def everywhere(pdf, action):
    """The same kind of action wherever one can hang: eight places."""
    added = pdfs.page(pdf)
    added.AA = Dictionary(O=action())
    link = pdfs.note("Link")
    link.A = Dictionary(S=Name.URI, URI=pikepdf.String("https://example.org"), Next=action())
    link.AA = Dictionary(E=action())
    added.Annots = Array([link])
    pdf.Root.OpenAction = action()
    pdf.Root.AA = Dictionary(WC=action())
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=pikepdf.String("a")))
    field.AA = Dictionary(K=action())
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    mark = pdf.make_indirect(Dictionary(Title=pikepdf.String("Start"), A=action()))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=mark, Last=mark, Count=1))
    names = Array([pikepdf.String("run"), action()])
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Kids=Array([Dictionary(Names=names)])))


def test_scripts_are_found_wherever_they_hang():
    facts = facts_of(lambda pdf: everywhere(pdf, pdfs.script))

    assert (facts.scripts, facts.launches, facts.unsure) == (8, 0, ())


def test_launches_are_found_wherever_they_hang():
    facts = facts_of(
        lambda pdf: everywhere(pdf, lambda: Dictionary(S=Name.Launch, F=pikepdf.String("a.exe")))
    )

    assert (facts.scripts, facts.launches) == (0, 8)


def test_attachments_are_named():
    def make(pdf):
        pdf.attachments["plan.xlsx"] = pikepdf.AttachedFileSpec(pdf, b"1", filename="plan.xlsx")
        pinned = pdfs.note("FileAttachment", "Vic")
        pinned.FS = pikepdf.AttachedFileSpec(pdf, b"2", filename="notes.txt").obj
        pdfs.page(pdf).Annots = Array([pinned])

    assert facts_of(make).attachments == ("plan.xlsx", "notes.txt")


def test_people_and_software_are_told_apart():
    def make(pdf):
        pdfs.page(pdf)
        info = {
            "Author": "Ida Fernhollow",
            "Creator": "Rowan Ashdown",
            "Producer": "Scan Station 4",
            "Manager": "Kit\u202e\r\nMarlow",
        }
        for key, value in info.items():
            pdf.docinfo[f"/{key}"] = pikepdf.String(value)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:creator"] = ["Ida Fernhollow", "Bo Larch"]

    facts = facts_of(make)

    assert facts.people == (
        Named("Author", "Ida Fernhollow"),
        Named("Manager", "Kit Marlow"),
        Named("Creator", "Rowan Ashdown"),
        Named("xmp:creator", "Ida Fernhollow"),
        Named("xmp:creator", "Bo Larch"),
    )
    assert facts.software == ("Scan Station 4",)


@pytest.mark.parametrize(
    ("creator", "person"),
    [
        ("Microsoft® Word 2016", False),
        ("Microsoft Word", False),
        ("Writer", False),
        ("PScript5.dll Version 5.2", False),
        ("WeasyPrint 70.0", False),
        ("Adobe InDesign CC (Macintosh)", False),
        ("Ida Fernhollow", True),
        ("Fernhollow, Ida", True),
        ("I. M. Fernhollow-Ó Briain", True),
        ("Ida", False),
    ],
)
def test_creator_that_is_a_person_is_told_from_software(creator, person):
    def make(pdf):
        pdfs.page(pdf)
        pdf.docinfo.Creator = pikepdf.String(creator)

    assert facts_of(make).people == ((Named("Creator", creator),) if person else ())


def test_comments_are_counted_with_their_authors():
    def make(pdf):
        pdfs.page(pdf).Annots = Array(
            [
                pdfs.note("Text", "Vic"),
                pdfs.note("Popup", "Vic"),
                pdfs.note("Link"),
                pdfs.note("Highlight", "Bo"),
            ]
        )
        pdfs.page(pdf).Annots = Array([pdfs.note("Text", "Vic"), pdfs.note("Redact")])

    facts = facts_of(make)

    assert facts.comments == (Comments("Highlight", 1), Comments("Redact", 1), Comments("Text", 2))
    assert (facts.number_of_comments, facts.comment_authors) == (4, ("Vic", "Bo"))


def test_embedded_fonts_are_not_missing():
    def make(pdf):
        fonts = pdfs.page(pdf).Resources.Font
        file = pdf.make_stream(b"")
        inside = Dictionary(BaseFont=Name.Inside, FontDescriptor=Dictionary(FontFile2=file))
        fonts.F2 = Dictionary(Subtype=Name.Type0, DescendantFonts=Array([inside]))
        fonts.F3 = Dictionary(Subtype=Name.Type3)
        bare = Dictionary(BaseFont=Name.Bare, FontDescriptor=Dictionary())
        fonts.F4 = Dictionary(Subtype=Name.Type0, BaseFont=Name.Bare, DescendantFonts=Array([bare]))

    assert facts_of(make).fonts_not_embedded == ("Bare", "Helvetica")


@pytest.mark.parametrize(
    ("password", "lock"), [("secret", Lock.PASSWORD), ("", Lock.RESTRICTED)], ids=str
)
def test_locks_are_told_apart(password, lock):
    how = pikepdf.Encryption(owner="owner", user=password, R=6)

    facts = facts_of(pdfs.page, encryption=how)

    assert (facts.lock, facts.encrypted, facts.unreadable) == (lock, True, False)
    assert facts.pages == (0 if password else 1)


def test_damage_that_could_be_repaired_is_said():
    data = pdfs.plain()
    torn = data[: data.rindex(b"startxref")]

    facts = look_at_pdf(torn)

    assert (facts.damaged, facts.pages) == (True, 1)
    assert look_at_pdf(data).damaged is False


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\x03\x04", bytes(5000), b"%PDF-1.4\n" * 900]
)
def test_what_is_no_pdf_is_unreadable(data):
    assert look_at_pdf(data) == PdfFacts(size=len(data), unreadable=True)


@pytest.mark.parametrize(("what", "data"), hostile(), ids=lambda v: v if isinstance(v, str) else "")
def test_hostile_files_end_soon_and_without_an_error(what, data):
    started = time.process_time()

    facts = look_at_pdf(data)

    assert facts.size == len(data)
    assert facts.pages <= looking.MAX_PAGES
    assert time.process_time() - started < 5


def test_pages_are_found_at_every_level_in_their_order():
    data = pdfs.raw(
        {
            1: pdfs.CATALOGUE,
            2: b"<</Type/Pages/Count 3/Kids[3 0 R 4 0 R 5 0 R]/Resources<</Font<<>>>>>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 9]>>",
            4: b"<</Type/Pages/Count 1/Kids[6 0 R]/Parent 2 0 R/Resources<</XObject<<>>>>>>",
            5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 3 9]/Resources<</Pattern<<>>>>>>",
            6: b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 2 9]>>",
        }
    )

    with opened(data) as pdf:
        found = [
            (int(leaf.page.MediaBox[2]), *leaf.resources.keys())
            for leaf in pages_of(pdf, Budget(9))
        ]

    assert found == [(1, "/Font"), (2, "/XObject"), (3, "/Pattern")]


def test_more_pages_than_are_counted_is_said():
    number = looking.MAX_PAGES + 1
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 3 + number))
    top = {1: pdfs.CATALOGUE, 2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids)}

    facts = look_at_pdf(pdfs.raw(top | dict.fromkeys(range(3, 3 + number), pdfs.EMPTY_PAGE)))

    assert facts.unsure == ("pages",)
    assert facts.pages_read == looking.PAGES_READ


def test_what_was_seen_before_it_was_too_much_is_kept():
    notes = b"<</Subtype/Text/T(Vic)/A<</S/JavaScript>>>>" * (looking.MAX_STEPS + 1)
    page = b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Resources<<>>/Annots[%s]>>" % notes
    data = pdfs.raw({1: pdfs.CATALOGUE, 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>", 3: page})

    facts = look_at_pdf(data)

    assert facts.unsure == ("actions", "attachments", "comments")
    assert (facts.comment_authors, facts.scripts > 0) == (("Vic",), True)


def test_bombs_of_objects_are_unreadable():
    bombs = [data for what, data in hostile() if what.startswith(("bomb of", "bomb in"))]

    assert [look_at_pdf(data).unreadable for data in bombs] == [True] * 4


def test_text_of_a_bomb_is_left_and_the_rest_is_known():
    facts = look_at_pdf(dict(hostile())["bomb on a page"])

    assert (facts.pages, facts.pages_with_text, facts.unreadable) == (1, 0, False)


def rich():
    with pikepdf.new() as pdf:
        everywhere(pdf, pdfs.script)
        pdfs.page(pdf, pdfs.SHOWN, Im0=pdfs.image(pdf, pdfs.a_photograph(20, 20)))
        return pdfs.saved(pdf)


RICH = rich()


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(RICH) - 1), st.binary(max_size=4)), max_size=30))
def test_no_damage_makes_it_fail(changes):
    data = bytearray(RICH)
    for at, new in changes:
        data[at : at + len(new)] = new

    assert look_at_pdf(bytes(data)).size == len(data)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, len(RICH)))
def test_no_cut_makes_it_fail(length):
    assert look_at_pdf(RICH[:length]).size == length


def test_a_report_of_300_pages_and_20_mb_takes_two_seconds_at_most():
    with pikepdf.new() as pdf:
        for _ in range(300):
            noise = pdfs.a_photograph(260, 260)
            lines = b"".join(
                b"BT /F1 10 Tf 72 %d Td (%d Elm was a kind neighbour.) Tj ET\n" % (n, n * n)
                for n in range(700)
            )
            pdfs.page(pdf, lines + pdfs.SHOWN, Im0=pdfs.image(pdf, noise, jpeg=False))
        data = pdfs.saved(pdf)

    started = time.process_time()
    facts = look_at_pdf(data)

    assert time.process_time() - started < 2
    assert (facts.pages_with_text, facts.pictures) == (300, 300)
    assert facts.size > 20_000_000
