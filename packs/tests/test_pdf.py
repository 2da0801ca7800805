"""The pack on paper: read back from the PDF, looked at in pixels, and judged by the reference validator."""

from __future__ import annotations

import dataclasses
import gc
import io
import re
import subprocess

import pdfplumber
import pikepdf
import pytest
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from actionplans.models import Action, Recommendation
from actionplans.presenters import columns
from feedback.models import RevisionKind
from packs.pdf import FONTS, ForeignFile, own_file, to_html, to_pdf
from packs.tests.factories import ANSWERS, PLAN, a_pack, an_empty_pack
from packs.tests.vera import broken_rules

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
    return to_pdf(to_html(a_pack(plan=many_actions(30))))


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

    action = Action(recommendation=Recommendation())
    action.ended_on = None  # it is in no database, where this would be looked up
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
        "/Producer": "WeasyPrint 70.0",
        "/Title": "Resubmission pack, round 1: Elm (NB 2024/3)",
    }
    assert (language, shows_title) == ("en-GB", True)
    assert re.findall("Alice|Ferncastle|Chloe|Beaumont", told) == []


@pytest.mark.parametrize("contents", [a_pack(), an_empty_pack()], ids=["full", "empty"])
def test_pack_is_accessible_by_the_reference_validator(tmp_path, contents):
    file = tmp_path / "pack.pdf"
    file.write_bytes(to_pdf(to_html(contents)))

    assert broken_rules(file) == {}


def test_validator_finds_fault_with_an_untagged_file(tmp_path):
    file = tmp_path / "plain.pdf"
    with pikepdf.new() as plain:
        plain.add_blank_page()
        plain.save(file)

    assert "7.1-8" in broken_rules(file)


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
    with pdfplumber.open(io.BytesIO(to_pdf(to_html(a_pack())))) as document:
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
    data = to_pdf(to_html(a_pack(review="W" * 100, answers=(endless,), plan=(row,))))

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

    with pdfplumber.open(io.BytesIO(to_pdf(to_html(a_pack(answers=(answer,)))))) as document:
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


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.woff2",
        "file:///etc/passwd",
        f"{FONTS.as_uri()}/../govuk/govuk.css",
        f"{FONTS.as_uri()}/%2e%2e/%2e%2e/manage.py",
        "file://elsewhere" + str(FONTS / "QualitySans-Bold.woff2"),
        "data:text/css,p{}",
        "QualitySans-Bold.woff2",
    ],
)
def test_foreign_files_are_refused(url):
    with pytest.raises(ForeignFile):
        own_file(url)


def test_setting_a_pack_leaves_the_collector_as_it_was():
    to_pdf("<p>Short.</p>")

    assert gc.isenabled()


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
    alone = "@page { @bottom-right { content: none } } p { font-size: 90pt; break-after: page }"
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
