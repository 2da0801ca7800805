"""One document as a PDF: what it fetches, what it declares, and that it is the same each time."""

from __future__ import annotations

import datetime as dt
import gc
import io
import subprocess
import sys

import pikepdf
import pytest

from printing.fonts import FOLDER
from printing.setting import ForeignFile, own_file, set_html, title_of, with_links_elsewhere
from printing.tests.papers import a_report, actions, page, saved
from printing.tests.vera import broken_rules

MADE = dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.UTC)


def test_document_follows_both_standards(tmp_path):
    html = page(
        f"<h1>Elm &amp; Oak</h1>{actions(1, 30)}<h2 id='area-1'>Area 1</h2>", "Elm &amp; Oak"
    )

    file = saved(tmp_path, set_html(html, made=MADE))

    assert broken_rules(file) == {}


def test_validator_finds_fault_with_a_plain_file(tmp_path):
    with pikepdf.new() as plain:
        plain.add_blank_page()
        plain.save(file := tmp_path / "plain.pdf")

    broken = broken_rules(file)

    assert {"ua1 7.1-8", "3a 6.6.2.1-1"} <= set(broken)


def test_same_words_are_the_same_bytes_in_another_process():
    html = page(f"<h1>Elm</h1>{actions(1, 3)}<h2 id='area-1'>Area 1</h2>")
    told = "import sys; from printing.setting import set_html; sys.stdout.buffer.write(set_html(sys.stdin.read()))"

    other = subprocess.run(
        [sys.executable, "-c", told], input=html.encode(), capture_output=True, check=True
    )

    assert set_html(html) == other.stdout


def test_metadata_has_a_title_a_language_and_the_given_date_alone():
    with pikepdf.open(io.BytesIO(set_html(page("<h1>Elm</h1>"), made=MADE))) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        told = bytes(pdf.Root.Metadata.read_bytes()).decode()
        language, shows = str(pdf.Root.Lang), bool(pdf.Root.ViewerPreferences.DisplayDocTitle)

    assert info == {
        "/CreationDate": "D:20260503140500Z",
        "/Producer": "WeasyPrint 70.0",
        "/Title": "Elm",
    }
    assert (language, shows) == ("en-GB", True)
    assert told.count("2026-05-03T14:05:00Z") == 1


def test_header_cells_of_every_page_have_marks_of_their_own():
    with pikepdf.open(io.BytesIO(set_html(page(actions(1, 40))))) as pdf:
        marks = [str(o.ID) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ID" in o]
        pages = len(pdf.pages)

    assert pages > 2
    assert len(marks) == len(set(marks)) == 40 + 3 * pages


def test_title_is_read_as_it_is_shown():
    assert title_of("<title>Elm\n &amp; Oak</title>") == "Elm & Oak"
    assert title_of("<p>None</p>") == ""


def test_links_to_other_sections_are_told_apart():
    html = '<a href="#here">1</a><a href="#there">2</a><p id="here"></p>'

    assert with_links_elsewhere(html) == (
        '<a href="#here">1</a><a href="elsewhere:there">2</a><p id="here"></p>'
    )


def test_setting_leaves_the_collector_as_it_was():
    set_html(a_report()[0].html)

    assert gc.isenabled()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.woff2",
        "file:///etc/passwd",
        f"{FOLDER.as_uri()}/../govuk/govuk.css",
        f"{FOLDER.as_uri()}/%2e%2e/%2e%2e/manage.py",
        "file://elsewhere" + str(FOLDER / "QualitySans-Bold.woff2"),
        "data:text/css,p{}",
        "QualitySans-Bold.woff2",
    ],
)
def test_foreign_files_are_refused(url):
    with pytest.raises(ForeignFile):
        own_file(url)
