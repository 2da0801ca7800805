"""The pack on paper: read back from the PDF, looked at in pixels, and judged by the reference validator."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
from dataclasses import replace

import pdfplumber
import pikepdf
import pytest
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from actionplans.models import Action, Recommendation
from actionplans.presenters import columns
from feedback.models import RevisionKind
from packs.pdf import FONTS, cut, sections, set_pack, to_html, to_pdf
from packs.tests.factories import ANSWERS, DOCUMENTS, PLAN, a_pack, an_empty_pack
from printing.setting import own_file
from printing.tests.vera import broken_rules

LETTERS = (
    "LlŷrMałgoztaZë£"  # of Llŷr, Małgorzata and Zoë, and the sign that wrong subsets put there
)
MM = 72 / 25.4


def many_actions(number):
    return tuple(
        dataclasses.replace(PLAN[0], number=str(n), recommendation=f"{n}: Share what is known.")
        for n in range(1, number + 1)
    )


@pytest.fixture(scope="module")
def pdf():
    return set_pack(a_pack(plan=many_actions(30))).pdf


@pytest.fixture(scope="module")
def pages(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        yield list(document.pages)


def band(page, top, bottom):
    """The words between two heights, in millimetres from the top of the page."""
    return page.crop((0, top * MM, page.width, bottom * MM)).extract_text()


def head(page):
    return band(page, 0, 24)


def foot(page):
    height = float(page.height) / MM
    return band(page, height - 21, height)


def bookmarks(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        return [(mark.title, [child.title for child in mark.children]) for mark in outline.root]


def test_every_page_carries_the_marking_and_its_number(pages):
    total = len(pages)

    assert [head(page) for page in pages] == ["OFFICIAL-SENSITIVE"] + [
        "Elm (NB 2024/3) OFFICIAL-SENSITIVE Round 1"
    ] * (total - 1)
    assert [foot(page) for page in pages] == [
        f"3 May 2026, 3:05pm OFFICIAL-SENSITIVE Page {n} of {total}" for n in range(1, total + 1)
    ]


def test_plan_lies_across_the_page_with_its_header_row_on_each(pages):
    landscape = [page for page in pages if page.width > page.height]

    headers = [
        "Recommendation" in (table := page.extract_text())
        and table.count("Lead Agency") == 1
        and table.count("Rating, reason and last update") == 1
        for page in landscape
    ]

    assert len(landscape) > 2
    assert headers == [True] * len(landscape)


def test_plan_headings_are_the_templates_words(settings):
    html = to_html(a_pack())
    shown = re.findall(
        r'<th scope="col" class="[a-z-]+">([^<]+)</th>', html.split('class="plan"')[1]
    )

    action = Action(pk=1, recommendation=Recommendation())
    action.ended_on = None  # it is in no database, where these would be looked up
    action._prefetched_objects_cache = {"supporting": Action.unscoped.none()}
    words = [label for label, _ in columns(action)]

    assert shown[:7] == [label for label in words if label != "Level"]


def test_bookmarks_lead_to_every_section_and_area(pdf):
    assert bookmarks(pdf) == [
        ("Cover", []),
        ("Contents", []),
        ("Answers at a glance", []),
        (
            "You said, we did",
            [
                "Area 1: Revised",
                "Area 2: Partly revised",
                "Area 3: Not revised",
                "Area 4: Not answered yet",
            ],
        ),
        ("Areas not revised, with reasons", []),
        ("Action plan", []),
        ("The review panel (local)", []),
        ("Closing duties", []),
        ("Documents", []),
        ("Sign-off", []),
    ]


def test_metadata_has_a_title_and_a_language_and_no_names(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as xmp:
        info = {key: str(value) for key, value in document.docinfo.items()}
        told = " ".join(str(value) for value in xmp.values())
        language = str(document.Root.Lang)
        shows_title = bool(document.Root.ViewerPreferences.DisplayDocTitle)

    assert info == {
        "/CreationDate": "D:20260503140500Z",
        "/Producer": "WeasyPrint 70.0",
        "/Title": "Resubmission pack, round 1: Elm (NB 2024/3)",
    }
    assert (language, shows_title) == ("en-GB", True)
    assert re.findall("Alice|Ferncastle|Chloe|Beaumont", told) == []


def a_long_pack():
    """As long as they come: everything is set in pieces."""
    plan = tuple(
        dataclasses.replace(row, number=str(n), position=at)
        for n in range(1, 51)
        for at, row in enumerate([PLAN[0], PLAN[1], PLAN[0]], 1)
    )
    answers = tuple(dataclasses.replace(ANSWERS[n % 4], number=n + 1) for n in range(60))
    documents = tuple(dataclasses.replace(DOCUMENTS[1], name=f"{n}.pdf") for n in range(300))
    return a_pack(answers=answers, plan=plan, documents=documents)


@pytest.mark.parametrize(
    "contents", [a_pack(), an_empty_pack(), a_long_pack()], ids=["full", "empty", "long"]
)
def test_pack_follows_both_standards_by_the_reference_validator(tmp_path, contents):
    file = tmp_path / "pack.pdf"
    file.write_bytes(set_pack(contents).pdf)

    assert broken_rules(file) == {}


def test_short_pack_is_cut_only_where_it_begins_a_page_anyway():
    names = [section.name for section in sections(a_pack())]

    assert names == ["cover", "contents", "you-said-we-did", "plan", "panel", "duties"]


def test_long_pack_is_in_pieces_that_hold_everything_once():
    pieces = list(sections(a_long_pack()))
    html = "".join(piece.html for piece in pieces if isinstance(piece.html, str))

    assert len(pieces) > 20
    assert [html.count(f'id="area-{n}"') for n in range(1, 61)] == [1] * 60
    assert [html.count(f'<th scope="row">\n              {n}.pdf') for n in (0, 299)] == [1, 1]
    assert html.count('class="opens-group') == 50
    assert re.findall(r'"piece">(.*?)<', html)[:2] == ["Areas 1 to 6", "Areas 7 to 12"]


def test_pieces_begin_at_fixed_places():
    assert cut("abc", 3, 2) == ["abc"]
    assert cut("abcde", 3, 2) == ["ab", "cd", "e"]
    assert cut("abcdefg", 3, 3) == ["abc", "defg"]


def test_change_of_one_answer_leaves_the_other_pieces_as_they_were():
    long = a_long_pack()
    changed = dataclasses.replace(long.answers[8], summary="We asked the pharmacy again.")

    before = [piece.html for piece in sections(long)]
    after = sections(
        dataclasses.replace(long, answers=(*long.answers[:8], changed, *long.answers[9:]))
    )

    names = [piece.name for html, piece in zip(before, after, strict=True) if piece.html != html]
    assert [name for name in names if name != "contents"] == ["you-said-we-did-2"]


def test_bookmarks_of_a_long_pack_lead_through_its_pieces():
    found = dict(bookmarks(set_pack(a_long_pack()).pdf))

    assert found["You said, we did"][:2] == ["Areas 1 to 6", "Areas 7 to 12"]
    assert found["Action plan"][:2] == ["Recommendations 1 to 4", "Recommendations 5 to 8"]
    assert len(found) == 10


def test_contents_page_says_the_right_pages():
    made = set_pack(a_pack(plan=many_actions(30)))

    with pdfplumber.open(io.BytesIO(made.pdf)) as document:
        told = document.pages[1].extract_text().splitlines()
        firsts = {
            page.page_number for page in document.pages if "Action plan" in page.extract_text()[:90]
        }

    assert f"Action plan {made.pages['plan']}" in told
    assert f"Sign-off {made.pages['sign-off']}" in told
    assert made.pages["plan"] in firsts


def test_html_of_a_whole_pack_can_be_set_at_once_too(tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(to_pdf(to_html(a_pack())))

    assert broken_rules(file) == {}


def test_cover_says_that_areas_are_not_answered(pages):
    cover = pages[0].extract_text()

    assert cover.count("3 of 4 areas for development answered") == 1
    assert cover.count("This pack is not complete") == 1
    assert cover.count("Area 4 is not answered yet.") == 1


def test_cover_of_a_complete_pack_says_nothing_of_gaps():
    html = to_html(a_pack(answers=ANSWERS[:3]))

    assert html.count("3 of 3 areas for development answered") == 1
    assert html.count("This pack is not complete") == 0


def test_review_panel_is_printed_as_a_table():
    with pdfplumber.open(io.BytesIO(set_pack(a_pack()).pdf)) as document:
        texts = [page.extract_text() for page in document.pages]

    (table,) = [text.split("in which capacity.\n")[1] for text in texts if "Who sits" in text]
    assert table.splitlines()[:5] == [
        "Organisation Person and job title Capacity Reason",
        "Northbrook Council Małgorzata Llŷr Full member",
        "Head of Housing",
        "Northbrook Health Trust Zoë Ó Briain Adviser Knows how pharmacies ask",
        "Named Doctor about abuse.",
    ]


def test_pack_without_a_review_panel_says_so():
    assert to_html(an_empty_pack()).count("local review panel are not recorded") == 1


def test_long_words_stay_between_the_margins():
    endless = dataclasses.replace(
        ANSWERS[0], text="w" * 900, summary="m" * 2000, before="word " * 2000, where="x" * 300
    )
    row = dataclasses.replace(PLAN[0], action="w" * 900, lead="m" * 200, reason="x" * 900)
    data = set_pack(a_pack(review="W" * 100, answers=(endless,), plan=(row,))).pdf

    with pdfplumber.open(io.BytesIO(data)) as document:
        outside = [
            (page.page_number, char["text"])
            for page in document.pages
            for char in page.chars
            if char["x0"] < 13 * MM or char["x1"] > float(page.width) - 13 * MM
        ]
        written = sum(char["text"] == "m" for page in document.pages for char in page.chars)

    assert outside == []
    assert written > 2200


def test_words_that_look_like_markup_are_printed_as_they_are():
    tricky = '<img src="file:///etc/hostname"> & <b>bold</b>'
    answer = dataclasses.replace(ANSWERS[3], text=tricky, kind=RevisionKind.REVISED)

    with pdfplumber.open(io.BytesIO(set_pack(a_pack(answers=(answer,))).pdf)) as document:
        text = " ".join(" ".join(page.extract_text() for page in document.pages).split())

    assert text.count(tricky) == 2


def test_html_asks_only_for_our_own_fonts():
    urls = re.findall(r"url\(\"(.*?)\"\)|(?:src|href)=\"([^#][^\"]*)\"", to_html(a_pack()))

    assert sorted(own_file(css).name for css, _ in urls) == [
        "QualitySans-Bold.woff2",
        "QualitySans-Regular.woff2",
    ]
    assert [attribute for _, attribute in urls if attribute] == []


def test_line_breaks_are_those_that_were_written():
    html = to_html(a_pack())

    assert html.count('<p class="written">') > 10
    assert re.findall(r'class="written[^"]*">\s', html) == []


def test_letters_are_drawn_as_they_are_written(tmp_path):
    """Text extraction and the validator cannot see a wrong glyph, so each is looked at."""
    face = plain_face(tmp_path)
    alphabet = {letter: ink(as_font_draws(letter, face)) for letter in LETTERS}

    seen = [
        min(LETTERS, key=lambda letter: unlike(picture, alphabet[letter]))
        for picture in map(ink, as_set(LETTERS, tmp_path))
    ]

    assert "".join(seen) == LETTERS


def as_set(letters, folder):
    """Each letter on a page of its own in the pack's style, as pictures; one font serves them all."""
    style = render_to_string("packs/pack.css", {"fonts": FONTS.as_uri()})
    alone = "p { font-size: 90pt; break-after: page }"
    lines = "".join(f"<p>{letter}</p>" for letter in letters)
    file = folder / "letters.pdf"
    file.write_bytes(to_pdf(f'<html lang="en-GB"><style>{style}{alone}</style>{lines}</html>'))
    command = ["pdftoppm", "-r", "72", "-gray", "-png", str(file), str(folder / "page")]
    subprocess.run(command, check=True)
    return [Image.open(page) for page in sorted(folder.glob("page-*.png"))]


def plain_face(folder):
    """The font file itself, for drawing without Pango and without subsetting."""
    font = TTFont(FONTS / "QualitySans-Regular.woff2")
    font.flavor = None
    font.save(folder / "plain.ttf")
    return ImageFont.truetype(folder / "plain.ttf", 90)


def as_font_draws(letter, face):
    picture = Image.new("L", (300, 300), "white")
    ImageDraw.Draw(picture).text((50, 50), letter, font=face, fill="black")
    return picture


def ink(picture):
    """The picture cut to what is drawn on it, at one size."""
    box = ImageOps.invert(picture.convert("L")).getbbox()
    return picture.convert("L").crop(box).resize((60, 100))


def unlike(one, other):
    """How far two pictures of one size differ."""
    return sum(n * count for n, count in enumerate(ImageChops.difference(one, other).histogram()))


def test_documents_are_listed_with_their_versions():
    report = replace(a_pack().documents[0], kind="Overview report", version="3")

    html = to_html(a_pack(documents=(report,)))

    assert "<td>Overview report, version 3</td>" in html
