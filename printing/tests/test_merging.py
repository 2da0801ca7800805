"""Other people's files after ours: their tags kept, what could act by itself left out, and each said."""

from __future__ import annotations

import io

import pikepdf
import pytest

from printing.merging import DAMAGED, EMPTY, ENCRYPTED, Appended, UnfitFile, append
from printing.sections import compose
from printing.setting import set_html
from printing.tests import papers
from printing.tests.papers import a_report, actions, areas, page, saved
from printing.tests.vera import broken_rules


@pytest.fixture(scope="module")
def front():
    return compose(a_report(), title="Elm").pdf


@pytest.fixture(scope="module")
def tagged():
    """Somebody's accessible report, whose names and cell marks are those of our own."""
    return set_html(page(f"<h1>Report</h1>{areas(1, 30)}{actions(1, 40)}", "Report"))


def merged(front, *files, **given):
    return append(front, [Appended(*file) for file in files], title="Elm", **given)


def test_tagged_file_keeps_to_both_standards(tmp_path, front, tagged):
    made = merged(front, ("Report", tagged), ("Again", tagged), follows_standards=True)

    assert broken_rules(saved(tmp_path, made.pdf)) == {}
    assert [(part.tagged, part.removed) for part in made.parts] == [(True, ()), (True, ())]


def test_tags_stand_under_one_document(front, tagged):
    made = merged(front, ("Report", tagged))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        parts = [(str(e.T), str(e.K[0].S)) for e in document.K if pikepdf.Name.Part == e.S]
        keys = [int(page.obj.StructParents) for page in pdf.pages]
        marks = [str(o.ID) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ID" in o]

    assert (str(document.S), parts) == ("/Document", [("Report", "/H1")])
    assert len(keys) == len(set(keys))
    assert len(marks) == len(set(marks)) > 40


def test_outlines_are_nested_below_the_files_name(front, tagged):
    made = merged(front, ("Report", tagged), ("Scan", papers.untagged()))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf, pdf.open_outline() as outline:
        found = {mark.title: [child.title for child in mark.children] for mark in outline.root}
        (chapter,) = outline.root[-1].children
        page_of_chapter = pdf.pages.index(pikepdf.Page(chapter.destination[0])) + 1

    assert list(found)[-2:] == ["Report", "Scan"]
    assert found["Report"] == ["Report"]
    assert found["Scan"] == ["Chapter"]
    assert page_of_chapter == made.parts[1].page + 1


def test_links_of_each_file_lead_into_itself(front, tagged):
    made = merged(front, ("Report", tagged))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        (part,) = made.parts
        leads = {
            (number >= part.page, numbers[link.Dest[0].objgen] >= part.page)
            for number, page in enumerate(pdf.pages, 1)
            for link in page.obj.get("/Annots", ())
        }

    assert leads == {(False, False), (True, True)}


def test_untagged_file_is_said_and_breaks_nothing(front):
    made = merged(front, ("Scan", papers.untagged()))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        problems = pdf.check_pdf_syntax()
        claims = b"pdfuaid" in pdf.Root.Metadata.read_bytes()

    assert (made.untagged, problems, claims) == (("Scan",), [], False)


def test_what_could_act_is_left_out_and_said(front):
    made = merged(front, ("Form", papers.lively()))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        last = pdf.pages[-1]
        kinds = [str(annotation.Subtype) for annotation in last.obj.get("/Annots", ())]
        left = {"/AA", "/AcroForm", "/OpenAction", "/Names"} & {*last.obj.keys(), *pdf.Root.keys()}
        everything = b"".join(
            bytes(o.unparse(resolved=True)) for o in pdf.objects if not _is_stream(o)
        )
        drawn = last.get("/Resources", {}).get("/XObject", {})

    (part,) = made.parts
    assert part.removed == ("attachments", "forms", "media", "open action", "scripts")
    assert (kinds, left, everything.count(b"JavaScript")) == (["/Link"], set(), 0)
    assert len(drawn) == 1  # what was written in the form can still be read


def _is_stream(thing):
    return isinstance(thing, pikepdf.Stream)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (papers.encrypted(), ENCRYPTED),
        (papers.encrypted_for_its_owner(), ENCRYPTED),
        (b"%PDF-1.7 and then nothing", DAMAGED),
        (b"", DAMAGED),
        (b"words", DAMAGED),
    ],
    ids=["password", "owner's password", "cut off", "no bytes", "not a PDF"],
)
def test_unfit_file_is_named_with_its_reason(front, data, code):
    with pytest.raises(UnfitFile) as unfit:
        merged(front, ("Report", data))

    assert (unfit.value.code, unfit.value.name) == (code, "Report")
    assert "“Report”" in str(unfit.value)


def test_file_without_pages_is_named(front):
    with pikepdf.new() as pdf:
        empty = papers.as_bytes(pdf)

    with pytest.raises(UnfitFile) as unfit:
        merged(front, ("Report", empty))

    assert unfit.value.code == EMPTY


def test_tree_of_tags_that_bites_its_tail_ends(front, tagged):
    with pikepdf.open(io.BytesIO(tagged)) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K.append(document)
        circular = papers.as_bytes(pdf)

    assert merged(front, ("Report", circular)).parts[0].tagged


def test_file_with_odd_corners_is_taken_all_the_same(front):
    with pikepdf.open(io.BytesIO(papers.untagged())) as pdf:
        first = pdf.pages[0].obj
        pdf.Root.Pages.MediaBox = first.MediaBox  # inherited by every page
        del first["/MediaBox"]
        first.Annots = pikepdf.Array([None, pikepdf.Dictionary()])
        pdf.Root.Outlines.First.Next = pdf.Root.Outlines.First
        odd = papers.as_bytes(pdf)

    made = merged(front, ("Odd", odd))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf, pdf.open_outline() as outline:
        marks = [(mark.title, [child.title for child in mark.children]) for mark in outline.root]
    assert (made.parts[0].pages, marks[-1]) == (2, ("Odd", ["Chapter"]))


def test_names_that_mean_two_things_are_told_apart(front, tagged):
    def with_role(meaning):
        with pikepdf.open(io.BytesIO(tagged)) as pdf:
            pdf.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary(Title=pikepdf.Name(meaning))
            pdf.Root.StructTreeRoot.K[0].K[0].S = pikepdf.Name.Title
            return papers.as_bytes(pdf)

    made = merged(front, ("One", with_role("/H1")), ("Two", with_role("/P")))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        tree = pdf.Root.StructTreeRoot
        roles = {
            str(e.T): str(tree.RoleMap[e.K[0].S]) for e in tree.K[0].K if pikepdf.Name.Part == e.S
        }

    assert roles == {"One": "/H1", "Two": "/P"}


def test_hidden_layers_stay_hidden(front):
    def layered(name):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            layer = pdf.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(name))
            )
            hidden = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
            pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=hidden)
            return papers.as_bytes(pdf)

    made = merged(front, ("One", layered("draft")), ("Two", layered("notes")))

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        off = [str(layer.Name) for layer in pdf.Root.OCProperties.D.OFF]

    assert off == ["draft", "notes"]


def test_merging_the_same_is_the_same_bytes(front, tagged):
    assert merged(front, ("Report", tagged)).pdf == merged(front, ("Report", tagged)).pdf
