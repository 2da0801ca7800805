"""What runs along the edges of pages, looked at in pixels: neither text extraction nor the validator sees a wrong glyph."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from PIL import Image, ImageChops

from printing.sections import Section, compose
from printing.stamping import Edges, Line
from printing.tests.papers import page

IMAGES = Path(__file__).with_name("images")
NAMES = ("Llŷr", "Małgorzata", "Zoë")
DOTS = 300  # an inch
MM = DOTS / 25.4
BODY, TOP = (20, 26, 90, 40), (20, 15, 90, 23)  # left, upper, right, lower, in millimetres
HALF = 96  # how much darker or lighter a dot must be to count
TOLERANCE = 4  # dots, by which two versions of the renderer may differ


def printed(name: str, folder: Path) -> Image.Image:
    """The name in the text, and above it, as a picture."""
    html = page(f'<p style="margin: 0; font-size: 20pt">{name}</p>')
    section = Section("front", html, Edges(Line(left=name), Line()))
    (folder / "name.pdf").write_bytes(compose([section], title="Elm", processes=1).pdf)
    command = ["pdftoppm", "-r", str(DOTS), "-gray", "-png", "-singlefile"]
    subprocess.run([*command, str(folder / "name.pdf"), str(folder / "name")], check=True)
    return Image.open(folder / "name.png").convert("L")


def cropped(picture: Image.Image, box: tuple[int, ...]) -> Image.Image:
    return picture.crop(tuple(round(side * MM) for side in box))


def unlike(one: Image.Image, other: Image.Image) -> int:
    """How many dots of two pictures of one size are not nearly the same."""
    return sum(ImageChops.difference(one, other).histogram()[HALF:])


def kept(name: str, where: str) -> Image.Image:
    return Image.open(IMAGES / f"{where}-{NAMES.index(name)}.png")


@pytest.mark.parametrize("name", NAMES)
def test_names_are_drawn_as_they_are_written(tmp_path, name):
    picture = printed(name, tmp_path)

    assert unlike(cropped(picture, BODY), kept(name, "body")) <= TOLERANCE
    assert unlike(cropped(picture, TOP), kept(name, "top")) <= TOLERANCE


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("Llŷr", "Ll£r"), ("Llŷr", "Llyr"), ("Małgorzata", "Malgorzata"), ("Zoë", "Zoe")],
)
def test_wrong_letter_would_be_seen(tmp_path, name, wrong):
    picture = printed(wrong, tmp_path)

    assert unlike(cropped(picture, BODY), kept(name, "body")) > 2 * TOLERANCE
    assert unlike(cropped(picture, TOP), kept(name, "top")) > 2 * TOLERANCE


def test_letter_with_a_separate_mark_is_drawn_as_one(tmp_path):
    picture = printed("Lly\u0302r", tmp_path)

    assert unlike(cropped(picture, TOP), kept("Llŷr", "top")) == 0


def test_long_words_never_reach_the_middle():
    edges = Edges(Line("W" * 200, "OFFICIAL-SENSITIVE", "M" * 200), Line())

    data = compose([Section("front", page("<h1>Elm</h1>"), edges)], title="Elm").pdf

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        (line,) = (line for line in pdf.pages[0].extract_text_lines() if "OFFICIAL" in line["text"])
    words = line["text"].split(" ")
    assert [word[-1] for word in words] == ["…", "E", "…"]
    assert (line["x0"], line["x1"]) == (pytest.approx(62.4, abs=1), pytest.approx(532.9, abs=1))


def test_edges_are_artifacts_and_leave_the_text_where_it_was():
    bare = compose([Section("front", page("<h1>Elm</h1>"))], title="Elm").pdf
    edges = Edges(Line("Elm", "OFFICIAL", "Round 1"), Line("3 May"))

    data = compose([Section("front", page("<h1>Elm</h1>"), edges)], title="Elm").pdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = b"\n".join(part.read_bytes() for part in pdf.pages[0].Contents)
    assert content.count(b"/Artifact <</Type /Pagination") == 2
    with pdfplumber.open(io.BytesIO(data)) as pdf, pdfplumber.open(io.BytesIO(bare)) as without:
        (text,) = (
            line
            for line in pdf.pages[0].extract_text_lines()
            if line["top"] > 70 and line["top"] < 300
        )
        (alone,) = without.pages[0].extract_text_lines()
    assert (text["text"], text["x0"], text["top"]) == (alone["text"], alone["x0"], alone["top"])


def test_section_without_edges_has_none():
    data = compose([Section("front", page("<h1>Elm</h1>"))], title="Elm").pdf

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].extract_text() == "Elm"
