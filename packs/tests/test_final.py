"""The final copy: its parts in their order, their tags kept, what was done to them said, and nothing half-made."""

from __future__ import annotations

import hashlib
import io
from hashlib import shake_128

import pdfplumber
import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from actionplans.tests.factories import action_under, recommendation_in
from audit.models import Event
from documents.actions import add_document
from documents.models import Document, DocumentKind
from documents.tests.factories import document_in
from feedback.drafts import Outcome
from feedback.tests.factories import areas_of
from packs import final
from packs.actions import keep_pack, record_handover
from packs.final import LETTER_ANNEX, PLAN_ANNEX, make_final
from packs.made import Stopped
from packs.models import Making, MakingState, Pack, PackKind, Preparation
from packs.policies import may_make_final
from packs.presenters import Link
from packs.tests.factories import overridden
from packs.tests.vera import broken_rules
from printing import merging
from printing.attaching import attached
from printing.manifests import MANIFEST, verify_pdf
from printing.setting import set_html
from printing.shrinking import shrink
from printing.tests import papers, pdfs
from publication.tests.factories import asked_for, done
from reviews.files import DOCX, PDF, ExaminedFile, FileType
from reviews.models import DutyKind, Review, StoredFile
from reviews.tests.factories import WAY_TO, round_at
from reviews.workflow import Stage

FINAL = PackKind.FINAL
QUERIES = 18
REPORT, SUMMARY = "Overview report", "Executive summary"
NOT_CLEARED = "The final copy is made once the review is cleared for publication."


def a_file(data: bytes, name: str = "report.pdf", form: FileType = PDF) -> ExaminedFile:
    return ExaminedFile(data, name, form, hashlib.sha256(data).hexdigest())


def tagged(title: str, pages: int = 2) -> bytes:
    """Somebody's accessible document, with a chapter on each page."""
    chapters = "".join(
        f'<h2 style="break-before: page">Chapter {n}</h2><p>{papers.SAID}</p>'
        for n in range(2, pages + 1)
    )
    return set_html(papers.page(f"<h1>{title}</h1><p>{papers.SAID}</p>{chapters}", title))


def scanned(pages: int = 1, grain: float = 0.1) -> bytes:
    """Pages that are pictures and nothing else, at 300 dots an inch; the more grain, the larger."""
    with pikepdf.new() as pdf:
        for at in range(pages):
            size = (2480 + at, 3508)
            noise = Image.frombytes("L", size, shake_128(b"grain").digest(size[0] * size[1]))
            picture = Image.blend(Image.linear_gradient("L").resize(size), noise, grain)
            pdfs.page(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q", Im0=pdfs.image(pdf, picture))
        return pdfs.saved(pdf)


def kept(review: Review, kind: DocumentKind, data: bytes, *, by: User, **file: object) -> Document:
    name = f"{kind.value.replace('_', '-')}.pdf"
    return add_document(
        review, a_file(data, **{"name": name, **file}), kind=kind, dated=None, by=by
    )


def report_of(review: Review, data: bytes, *, by: User, **file: object) -> Document:
    return kept(review, DocumentKind.OVERVIEW_REPORT, data, by=by, **file)


def spoiled(name: str) -> None:
    stored = StoredFile.unscoped.get(name=name)
    with stored.file.storage.open(stored.file.name, "wb") as file:
        file.write(b"Other words.")


def chosen(qa_round, **choices):
    return Preparation.unscoped.create(round=qa_round, kind=FINAL, **choices)


def words_of(pdf):
    """What the pages say, each page a text."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


@pytest.fixture(scope="module")
def report():
    return tagged("Report on Elm", pages=3)


@pytest.fixture(scope="module")
def summary():
    return tagged("Summary of Elm", pages=1)


@pytest.fixture
def letter():
    """How the letter is held; tests put another in its place."""
    return


@pytest.fixture
def cleared(cast, letter):
    items = areas_of(cast.review, outcome=Outcome.PUBLISH, file=letter, by=cast.alice)
    action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)
    return items[0].letter.round


@pytest.fixture
def both(cast, report, summary):
    report_of(cast.review, report, by=cast.alice)
    kept(cast.review, DocumentKind.EXECUTIVE_SUMMARY, summary, by=cast.alice)


@pytest.fixture
def made(cast, cleared, both):
    return make_final(cleared, cast.alice)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url_of(name, row):
    return reverse(f"packs:{name}", args=[row.pk])


def test_parts_are_bound_in_order_and_the_contents_say_where(made):
    words = words_of(made.pdf)

    assert made.sections == (REPORT, SUMMARY, PLAN_ANNEX, LETTER_ANNEX)
    assert made.pages == len(words) == 7
    front = " ".join(words[0].split())
    for name, page in zip(made.sections, (2, 5, 6, 7), strict=True):
        assert f"{name} {page}" in front
    assert [words[at].split("\n")[0] for at in (1, 4)] == ["Report on Elm", "Summary of Elm"]
    assert "live document" in front


def test_contents_lead_to_the_parts(made):
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        leads = [numbers[link.Dest[0].objgen] for link in pdf.pages[0].obj.Annots]

    assert leads == [2, 5, 6, 7]


def test_bookmarks_of_the_originals_stand_below_their_part(made):
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf, pdf.open_outline() as outline:
        marks = {mark.title: [child.title for child in mark.children] for mark in outline.root}
        below = outline.root[1].children[0].children

    assert list(marks)[1:] == [REPORT, SUMMARY, PLAN_ANNEX, LETTER_ANNEX]
    assert (marks[REPORT], [mark.title for mark in below]) == (
        ["Report on Elm"],
        ["Chapter 2", "Chapter 3"],
    )


def test_tags_of_the_originals_are_kept(made):
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        parts = {
            str(e.T): [str(kid.S) for kid in e.K] for e in document.K if pikepdf.Name.Part == e.S
        }

    assert list(parts) == list(made.sections)
    assert parts[REPORT] == ["/H1", "/P", "/H2", "/P", "/H2", "/P"]


def test_file_says_its_title_and_language_and_claims_no_standard(cast, made):
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        title, language = str(pdf.docinfo.Title), str(pdf.Root.Lang)
        claims = b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        shown = bool(pdf.Root.ViewerPreferences.DisplayDocTitle)

    kind = cast.review.get_kind_display()
    assert (title, language, shown, claims) == (f"{kind}: Elm", "en-GB", True, False)


def test_manifest_goes_along_and_holds(cast, made):
    verified = verify_pdf(made.pdf)

    assert verified.is_sound
    assert list(attached(made.pdf)) == [MANIFEST]
    assert [entry.name for entry in verified.manifest.files] == [
        "overview-report.pdf",
        "executive-summary.pdf",
    ]


def test_tagged_parts_meet_the_accessibility_standard(tmp_path, made):
    file = papers.saved(tmp_path, made.pdf)

    broken = broken_rules(file, ("ua1",))

    assert list(broken) == ["ua1 5-1"]  # it does not claim to, since nobody has checked the parts


def test_copy_has_no_marking_and_names_nobody(cast, made):
    words = "\n".join(words_of(made.pdf))

    assert [name for name in ("OFFICIAL", cast.alice.name, cast.chloe.name) if name in words] == []


def test_pasted_letter_is_set_in_its_own_words(made):
    last = words_of(made.pdf)[-1]

    assert "Add a rating to each action." in last
    assert "Area 1:" not in last
    assert f"{LETTER_ANNEX}: its words are set anew, because it is not held as a PDF." in made.notes


@pytest.mark.parametrize(
    "letter", [a_file(b"PK a Word file", "Letter.docx", DOCX)], ids=["held as Word"]
)
def test_letter_in_word_is_set_in_its_own_words(made):
    assert "Say who leads each action." in words_of(made.pdf)[-1]


@pytest.mark.parametrize("letter", [a_file(pdfs.plain(2), "Letter.pdf")], ids=["held as PDF"])
def test_letter_that_is_a_pdf_is_annexed_as_it_is(made):
    assert [text.strip() for text in words_of(made.pdf)[-2:]] == ["Elm was a kind neighbour."] * 2
    assert made.notes == (f"{LETTER_ANNEX}: has no tags, so a screen reader cannot follow it.",)
    assert "Letter.pdf" in [file["name"] for file in made.manifest["files"]]


@pytest.mark.parametrize(
    "letter", [a_file(papers.encrypted_for_its_owner(), "Letter.pdf")], ids=["protected"]
)
def test_letter_that_is_protected_is_set_in_its_own_words(made):
    assert made.notes == (f"{LETTER_ANNEX}: its words are set anew, because its PDF is protected.",)
    assert "Say who leads each action." in words_of(made.pdf)[-1]


def test_what_was_taken_out_and_what_has_no_tags_is_said(cast, cleared):
    report_of(cast.review, papers.lively(), by=cast.alice)

    notes = make_final(cleared, cast.alice).notes

    removed = "attachments, form fields (what was filled in can still be read), sound and film, what it did when it was opened, scripts"
    assert notes[-2:] == (
        f"{REPORT}: taken out, because it cannot travel in one file: {removed}.",
        f"{REPORT}: has no tags, so a screen reader cannot follow it.",
    )


def test_appendix_is_not_bound_in_and_that_is_said(cast, cleared, both):
    document_in(cast.review, DocumentKind.APPENDIX, title="Appendix B", by=cast.alice)

    made = make_final(cleared, cast.alice)

    assert made.sections == (REPORT, SUMMARY, PLAN_ANNEX, LETTER_ANNEX)
    assert made.notes[-1].startswith("Not bound in, to be sent beside it if the letter asks")
    assert made.notes[-1].count("Appendix B") == 1


def test_every_kind_of_thing_that_is_taken_out_has_words():
    assert set(final.REMOVED) == {
        merging.FORMS,
        merging.SCRIPTS,
        merging.ATTACHMENTS,
        merging.OPEN_ACTION,
        merging.MEDIA,
    }


def test_pictures_are_made_smaller_only_when_that_was_asked_for(cast, cleared):
    data = scanned()
    report_of(cast.review, data, by=cast.alice)
    as_it_is = make_final(cleared, cast.alice)
    chosen(cleared, shrink=True)

    smaller = make_final(cleared, cast.alice)

    assert len(as_it_is.pdf) > len(data) > 2 * len(smaller.pdf)
    assert [note for note in as_it_is.notes if "smaller" in note] == []
    (said,) = [note for note in smaller.notes if "smaller" in note]
    assert said.startswith(f"{REPORT}: 1 picture made smaller, to 200 dots an inch; ")


def test_pictures_get_coarser_until_the_copy_fits(cast, cleared, settings):
    data = scanned(grain=1)
    report_of(cast.review, data, by=cast.alice)
    chosen(cleared, shrink=True)
    sizes = [len(shrink(data, dpi=dpi, quality=final.QUALITY).data) for dpi in final.RESOLUTIONS]
    settings.PACK_LIMIT_MB = sizes[0] / 1024**2

    said = make_final(cleared, cast.alice).notes[0]

    assert sizes == sorted(sizes, reverse=True)
    assert said.startswith(f"{REPORT}: 1 picture made smaller, to 150 dots an inch; ")


def test_copy_that_fits_no_message_is_refused_with_what_can_be_done(cast, cleared, both, settings):
    settings.PACK_LIMIT_MB = 0
    sentences = []
    for shrinking in (False, True):
        Preparation.unscoped.update_or_create(
            round=cleared, kind=FINAL, defaults={"shrink": shrinking}
        )
        with pytest.raises(final.Refused) as refusal:
            make_final(cleared, cast.alice)
        sentences.append(str(refusal.value))

    assert [sentence.split("Nothing was kept. ")[1] for sentence in sentences] == [
        final.SHRINK,
        final.SEND_APART,
    ]


def test_copy_without_a_report_is_refused(cast, cleared, summary):
    kept(cast.review, DocumentKind.EXECUTIVE_SUMMARY, summary, by=cast.alice)

    with pytest.raises(final.Refused, match=r"^Add the overview report as a PDF first"):
        make_final(cleared, cast.alice)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            {"data": b"PK", "name": "Report.docx", "form": DOCX},
            "Only PDFs can be bound together. Save these as PDFs and add them as newer versions: “Report.docx”.",
        ),
        (
            {"data": papers.encrypted()},
            "“Overview report” is protected with a password. Save a copy without one.",
        ),
        (
            {"data": b"%PDF-1.7 torn"},
            "“Overview report” is damaged or not a PDF. Save it again, or print it to PDF.",
        ),
    ],
    ids=["Word", "password", "damaged"],
)
def test_report_that_cannot_be_bound_is_named(cast, cleared, file, sentence):
    report_of(cast.review, by=cast.alice, **file)

    with pytest.raises(final.Refused) as refusal:
        make_final(cleared, cast.alice)

    assert str(refusal.value) == sentence


def test_file_that_was_changed_on_the_disk_is_refused_and_nothing_is_kept(
    cast, alice, cleared, both, django_capture_on_commit_callbacks
):
    overridden(cleared, kind=FINAL, by=cast.alice)
    spoiled("executive-summary.pdf")

    with django_capture_on_commit_callbacks(execute=True):
        alice.post(url_of("make_final", cleared))

    row = Making.unscoped.get()
    assert (row.state, Pack.unscoped.exists()) == (MakingState.FAILED, False)
    assert "byte for byte: “executive-summary.pdf”" in row.failure


def test_long_report_keeps_its_pages(cast, cleared):
    report_of(cast.review, tagged("Report on Elm", pages=300), by=cast.alice)

    made = make_final(cleared, cast.alice)

    assert made.pages == 303
    assert f"{PLAN_ANNEX} 302" in " ".join(words_of(made.pdf)[0].split())


def test_making_tells_its_steps_and_stops_when_asked(cast, cleared, both):
    told = []

    def watch(step, done, total):
        told.append((step, done, total))
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        make_final(cleared, cast.alice, watch)

    assert told == [(final.READING, 0, 4), (final.ANNEXES, 1, 4), (final.BINDING, 2, 4)]


@pytest.mark.parametrize("stage", WAY_TO)
def test_final_copy_is_made_once_the_review_is_cleared(cast, stage):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    verdict = may_make_final(cast.alice, qa_round)

    may = stage in (Stage.CLEARED, Stage.MONITORING, Stage.CLOSED)
    assert (bool(verdict), verdict.reason) == (may, "" if may else NOT_CLEARED)


@pytest.mark.parametrize(
    ("who", "page", "prepare", "make"),
    [
        ("alice", 200, 200, 200),
        ("chloe", 200, 200, 200),
        ("vic", 200, 403, 403),
        ("kim", 404, 404, 404),
        ("quinn", 404, 403, 403),
    ],
)
def test_pages_open_to_who_may_make_it(cast, client, cleared, who, page, prepare, make):
    client.force_login(getattr(cast, who))

    found = [
        client.get(url_of(name, cleared)).status_code
        for name in ("final", "prepare_final", "make_final")
    ]

    assert found == [page, prepare, make]


def test_choice_about_pictures_is_kept(alice, cleared):
    url = url_of("prepare_final", cleared)
    form = alice.get(url).context["form"]

    response = alice.post(url, {"shrink": "on", "version": form["version"].value()})

    assert response.url == url_of("final", cleared)
    assert Preparation.of(cleared, FINAL).shrink is True


def test_copy_is_made_shown_with_its_notes_and_downloaded(
    cast, alice, cleared, both, django_capture_on_commit_callbacks
):
    overridden(cleared, kind=FINAL, by=cast.alice)

    with django_capture_on_commit_callbacks(execute=True):
        alice.post(url_of("make_final", cleared))
    pack = Pack.unscoped.get()

    page = alice.get(url_of("final", cleared)).content.decode()
    data = alice.get(url_of("download", pack)).getvalue()
    assert (pack.kind, pack.pages, hashlib.sha256(data).hexdigest()) == (FINAL, 7, pack.sha256)
    assert "its words are set anew" in page
    assert Event.objects.get(verb="packs.pack_made").changes["kind"] == FINAL


def test_what_it_was_made_in_spite_of_is_on_the_page_and_not_in_the_copy(cast, cleared, both):
    overridden(cleared, kind=FINAL, by=cast.alice)

    made = make_final(cleared, cast.alice)

    assert {note.rsplit(": ", 1)[1] for note in made.notes if "Made although" in note} == {
        "A draft."
    }
    assert "A draft." not in "\n".join(words_of(made.pdf))


def test_copy_that_was_sent_leads_to_its_closing_duty_until_that_is_done(
    cast, client, cleared, both
):
    pack = keep_pack(cleared, kind=FINAL, made=make_final(cleared, cast.alice), by=cast.alice)
    (duty,) = asked_for(cast.review, DutyKind.DIGITAL_COPY, by=cast.alice)
    shown = []
    for step in (
        lambda: None,
        lambda: record_handover(pack, sent_on=timezone.localdate(), to="QA", by=cast.alice),
        lambda: done(duty, by=cast.alice),
    ):
        step()
        for user in (cast.alice, cast.vic):
            client.force_login(user)
            shown.append(client.get(url_of("final", cleared)).context["duty"])

    link = Link(str(duty), reverse("publication:record", args=[duty.pk]))
    assert shown == [None, None, link, None, None, None]


def test_page_query_count_does_not_grow(cast, alice, cleared, both, django_assert_num_queries):
    made = make_final(cleared, cast.alice)
    alice.get(url_of("final", cleared))  # has the documents looked at
    for number in range(1, 31):
        pack = keep_pack(cleared, kind=FINAL, made=made, by=cast.alice)
        record_handover(pack, sent_on=timezone.localdate(), to="QA", by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(QUERIES):
                alice.get(url_of("final", cleared))
