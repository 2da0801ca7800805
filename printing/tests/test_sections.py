"""A document of sections: in several processes, with some kept, joined into one file that a screen reader can follow."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal

import pdfplumber
import pikepdf
import pytest

from printing import sections as room
from printing.sections import Cancelled, Section, SectionFailed, compose, key_of
from printing.tests.papers import EDGES, a_report, areas, page, saved, section, with_number_of
from printing.tests.vera import broken_rules
from printing.workers import WORKERS

MADE = dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.UTC)


class InMemory(dict):
    """Sections that were set before."""

    def put(self, key, data):
        self[key] = data


def composed(sections, **given):
    return compose(sections, title="Elm", made=MADE, **given)


def texts(data):
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_text() for page in pdf.pages]


def bookmarks(data):
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [(mark.title, [child.title for child in mark.children]) for mark in outline.root]


@pytest.mark.parametrize(
    ("number_of_areas", "number_of_actions"),
    [(60, 150), (2, 3), (0, 0)],
    ids=["large", "small", "empty"],
)
def test_document_follows_both_standards(tmp_path, number_of_areas, number_of_actions):
    report = a_report(max(1, number_of_areas), number_of_actions)

    file = saved(tmp_path, composed(with_number_of(report, "plan")).pdf)

    assert broken_rules(file) == {}


def test_kept_and_new_sections_together_follow_both_standards(tmp_path):
    kept = InMemory()
    composed(a_report(20, 12), kept=kept)
    report = a_report(20, 12)
    report[2] = section("areas-1", areas(11, 19), continues=True)

    again = composed(report, kept=kept)

    assert again.set == ("areas-1",)
    assert broken_rules(saved(tmp_path, again.pdf)) == {}


def test_same_sections_are_the_same_bytes_whether_kept_or_not():
    kept = InMemory()

    fresh = composed(a_report(), kept=kept)
    looked_up = composed(a_report(), kept=kept)

    assert (set(fresh.set), looked_up.set) == ({"front", "areas-0", "plan"}, ())
    assert fresh.pdf == looked_up.pdf


def test_key_is_of_all_that_decides_how_a_section_looks(monkeypatch):
    key = key_of("front", "<p>")

    others = {key_of("front", "<b>"), key_of("back", "<p>")}
    monkeypatch.setattr(room, "_recipe", lambda: "another engine")
    others.add(key_of("front", "<p>"))

    assert len({key, *others}) == 4


def test_damaged_section_is_set_again():
    kept = InMemory()
    fresh = composed(a_report(), kept=kept)
    kept[next(iter(kept))] = b"not a PDF"

    again = composed(a_report(), kept=kept)

    assert (len(again.set), again.pdf) == (1, fresh.pdf)


def test_memory_that_is_full_spoils_no_document(caplog):
    class Full(InMemory):
        def put(self, key, data):
            raise OSError("No space left on device")

    made = composed(a_report(), kept=Full())

    assert made.pdf == composed(a_report()).pdf
    assert {record.getMessage() for record in caplog.records} == {
        f"The section {name} could not be kept." for name in ("front", "areas-0", "plan")
    }


def test_sections_stand_in_their_order_with_one_outline():
    report = a_report(4, 3, in_pieces=2)

    made = composed(report, processes=2)

    assert bookmarks(made.pdf) == [
        ("Elm", []),
        ("You said, we did", ["Area 1", "Area 2", "Area 3", "Area 4"]),
        ("Action plan", []),
    ]
    assert {name: made.pages[name] for name in ("front", "areas-0", "areas-1", "plan")} == {
        "front": 1,
        "areas-0": 2,
        "areas-1": 3,
        "plan": 4,
    }


def test_tags_are_one_document_in_the_order_of_the_pages():
    with pikepdf.open(io.BytesIO(composed(a_report(2, 3)).pdf)) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        keys = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]
        kinds = [str(element.S) for element in document.K]
        used = [int(page.obj.StructParents) for page in pdf.pages]

    assert str(document.S) == "/Document"
    assert kinds == ["/H1", "/L", "/H1", *["/H2", "/P", "/L"] * 2, "/Div"]
    assert keys == sorted(set(keys))
    assert set(used) <= {int(key) for key in keys}


def test_links_lead_to_other_sections_and_say_so():
    with pikepdf.open(io.BytesIO(composed(a_report(2, 1)).pdf)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        links = [
            (number, str(link.Contents), numbers[link.Dest[0].objgen])
            for number, page in enumerate(pdf.pages, 1)
            for link in page.obj.get("/Annots", ())
        ]

    assert links == [(1, "Page 2", 2), (1, "Page 3", 3), (3, "Page 2", 2)]


def test_link_to_nowhere_leads_to_the_front(tmp_path):
    made = composed([section("front", '<h1>Elm</h1><p><a href="#gone">gone</a></p>')])

    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        (link,) = pdf.pages[0].Annots
        where = pdf.pages.index(pikepdf.Page(link.Dest[0]))

    assert where == 0
    assert broken_rules(saved(tmp_path, made.pdf)) == {}


def test_pages_keep_their_orientation_and_are_numbered_through():
    made = composed(a_report(2, 30))

    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        across = [page.width > page.height for page in pdf.pages]
        feet = [page.extract_text().splitlines()[-1] for page in pdf.pages]

    assert across == [False, False, *[True] * (len(across) - 2)]
    assert feet == [f"3 May 2026 OFFICIAL Page {n} of {len(feet)}" for n in range(1, len(feet) + 1)]


def test_page_numbers_in_a_section_are_the_right_ones():
    report = with_number_of(a_report(30, 3), "area-29")

    made = composed(report)

    where = [number for number, text in enumerate(texts(made.pdf), 1) if "Area 29" in text]
    assert texts(made.pdf)[0].splitlines()[1:3] == ["Elm", f"See page {where[0]}."]
    assert made.pages["area-29"] == where[0] > 5


def test_section_with_page_numbers_may_be_longer_than_a_page():
    def long(pages):
        return page("<h1>Contents</h1>" + f"<p>See page {pages['plan']}.</p>" * 90)

    made = composed([Section("contents", long, EDGES), *a_report()[1:]])

    said = texts(made.pdf)
    assert made.pages["plan"] == len(said) > 4
    assert said[0].count(f"See page {len(said)}.") > 20


def test_section_may_say_on_which_page_it_goes_on():
    def front(pages):
        breaks = "<h2 id='more' style='break-before: page'>More</h2>"
        return page(f"<h1>Elm</h1><p>More on page {pages['more']}.</p>{breaks}")

    made = composed([section("cover", "<h1>Cover</h1>"), Section("front", front), *a_report()[1:]])

    assert texts(made.pdf)[1].splitlines() == ["Elm", "More on page 3."]
    assert made.pages["more"] == 3


def test_section_whose_page_numbers_never_come_right_fails():
    def restless(pages):
        return page("<h1>Contents</h1>" + "<p>x</p>" * (100 if pages["plan"] == 3 else 1))

    with pytest.raises(SectionFailed) as failed:
        composed([Section("contents", restless), *a_report()[1:]])

    assert failed.value.name == "contents"


def test_words_that_move_a_page_leave_the_others_kept():
    kept = InMemory()
    report = with_number_of(a_report(2, 3), "plan")
    composed(report, kept=kept)
    report[1] = section("areas-0", "<h1>You said, we did</h1>" + areas(1, 20))

    made = composed(report, kept=kept)

    assert made.set == ("areas-0", "front")
    assert made.pages["plan"] > 3


def test_two_sections_of_one_name_are_refused():
    with pytest.raises(ValueError, match="the same name"):
        composed([*a_report(), a_report()[0]])


@pytest.mark.parametrize("html", ["<b>" * 5000, "half \ud800"], ids=["deep", "not a character"])
def test_section_that_cannot_be_set_is_named_and_the_next_document_is_set(html):
    with pytest.raises(SectionFailed) as failed:
        composed([*a_report(), Section("broken", html)])

    assert failed.value.name == "broken"
    assert len(texts(composed(a_report()).pdf)) == 3


def test_process_that_is_killed_names_its_section():
    def kill(done, total, name):
        for worker in WORKERS.busy:
            os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(SectionFailed) as failed:
        composed(a_report(60, 150), processes=2, progress=kill)

    assert failed.value.why == "the process ended"
    assert failed.value.name in {"front", "plan", *(f"areas-{n}" for n in range(6))}


def test_process_that_died_while_it_was_idle_is_replaced():
    composed(a_report())
    for worker in WORKERS.idle:
        os.kill(worker.pid, signal.SIGKILL)
        os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)

    assert len(texts(composed(a_report()).pdf)) == 3


def test_calling_off_stops_between_sections_and_keeps_what_was_ready():
    kept, told = InMemory(), []

    with pytest.raises(Cancelled):
        composed(
            a_report(60, 3),
            kept=kept,
            processes=1,
            progress=lambda *step: told.append(step),
            cancelled=lambda: len(told) == 2,
        )

    assert (len(told), len(kept)) == (2, 2)
    assert WORKERS.busy == ()


def test_progress_is_told_after_each_section():
    told, kept = [], InMemory()
    composed(
        with_number_of(a_report(), "plan"), kept=kept, progress=lambda *step: told.append(step)
    )

    assert [step[:2] for step in told] == [(1, 3), (2, 3), (3, 3)]
    assert {step[2] for step in told} == {"front", "areas-0", "plan"}


def test_metadata_is_the_whole_documents():
    with pikepdf.open(io.BytesIO(composed(a_report()).pdf)) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        language, shows = str(pdf.Root.Lang), bool(pdf.Root.ViewerPreferences.DisplayDocTitle)

    assert info == {
        "/CreationDate": "D:20260503140500Z",
        "/Producer": "WeasyPrint 70.0",
        "/Title": "Elm",
    }
    assert (language, shows) == ("en-GB", True)


def test_typeface_is_in_the_file_once():
    with pikepdf.open(io.BytesIO(composed(a_report(30, 30)).pdf)) as pdf:
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Length1" in o]

    assert len(files) == 2


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_number_of_processes_makes_no_difference(processes):
    assert composed(a_report(), processes=processes).pdf == composed(a_report(), processes=1).pdf
