"""A plan as a file, opened by the programs' own readers: Excel's, Word's, CSV's, and LibreOffice itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from actionplans.exports.columns import COLUMNS
from actionplans.exports.formats import FORMATS
from actionplans.exports.rows import PlanCopy, Row, copy_of, plain
from actionplans.exports.word import COLUMNS as WORD_COLUMNS
from actionplans.formulas import guarded, may_run, unguarded
from actionplans.naming import names_in
from actionplans.plans import read_plan
from actionplans.presenters import Rating
from actionplans.reading.headers import OURS
from actionplans.tables import read_tables
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event

ROOT = Path(__file__).resolve().parents[2]
ON = dt.date(2026, 5, 3)
MEGABYTE = 1024 * 1024
PAYLOADS = [
    "=1+1",
    "+44 1632 960000",
    "-2",
    "@SUM(A1)",
    "=cmd|'/c calc'!A0",
    "\tTab",
    "\rReturn",
    "  =1+1",
    "\n-2",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "'=1+1",
    "''\t=1",
]
HARMLESS = ["", "Share.", "2 - 3", "'Quoted'", "a=b", "•\tOne", "' '=1"]


def row_of(**changes) -> Row:
    usual = {
        "number": "3a",
        "recommendation": "Agencies should share what they know.",
        "scope": "Local",
        "action": "Write a joint protocol.",
        "lead": "Northbrook Council",
        "supporting": ("Police", "Northbrook Health Board"),
        "milestones": "- Met twice\n- Agreed the terms",
        "target": dt.date(2026, 3, 31),
        "rating": Rating.of("amber"),
        "reason": "Eight pharmacies have no date yet.",
        "rated_on": dt.date(2026, 4, 20),
        "update": "Two more were trained.",
        "updated_on": dt.date(2026, 4, 21),
        "overdue": True,
    }
    return Row(**usual | changes)


DONE = row_of(
    action="Add the question to the contract.",
    target="Spring 2026",
    completed=dt.date(2026, 1, 14),
    outcome="The contract was signed.",
    rating=Rating.of("blue"),
    overdue=False,
)
WAITING = Row("4", "The benefits office should have a named lead.", "Regional")


def a_copy(*rows: Row) -> PlanCopy:
    return PlanCopy("Elm", "NB 2024/3", "Northbrook CSP", "OFFICIAL-SENSITIVE", ON, rows)


PLAN = a_copy(row_of(), DONE, WAITING)


def workbook(plan):
    return openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(plan)))


def document(plan):
    return docx.Document(io.BytesIO(FORMATS["docx"].make(plan)))


def csv_rows(plan):
    text = FORMATS["csv"].make(plan).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def texts(row):
    return [cell.text for cell in row.cells]


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_could_run_is_made_words(text):
    assert (may_run(text), guarded(text)) == (True, f"'{text}")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_stay_as_they_are(text):
    assert (may_run(text), guarded(text)) == (False, text)


@given(st.text(alphabet="'=+-@ \t\r\n＝a"))
def test_guarded_words_come_back_unchanged(text):
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_plain_words_can_be_written_to_every_file(text):
    row = row_of(action=f"A{plain(text)}", update=text)

    assert [len(document(a_copy(row)).tables), len(csv_rows(a_copy(row)))] == [1, 1]


def test_copy_holds_every_recommendation_and_how_each_action_stands(cast, recommendation):
    action = action_under(
        recommendation,
        by=cast.alice,
        target_date=dt.date(2026, 3, 31),
        milestones="Begun.",
        supporting=["Police", "Probation"],
    )
    recommendation_in(cast.review, by=cast.alice, text="Name a lead.")
    update_of(action, by=cast.alice, rating="amber", dated=dt.date(2026, 4, 20))
    update_of(action, by=cast.alice, text="Nearly.", dated=dt.date(2026, 4, 21))

    copy = copy_of(cast.review, on=ON)

    assert copy.rows == (
        Row(
            number="1",
            recommendation=recommendation.text,
            scope="Local",
            action="Write a joint protocol.",
            lead="Northbrook Council",
            supporting=("Police", "Probation"),
            milestones="Begun.",
            target=dt.date(2026, 3, 31),
            overdue=True,
            rating=Rating.of("amber"),
            reason="The draft is out.",
            rated_on=dt.date(2026, 4, 20),
            update="Nearly.",
            updated_on=dt.date(2026, 4, 21),
        ),
        Row("2", "Name a lead.", "Local"),
    )
    assert (copy.title, copy.summary) == (
        f"Action plan: Elm ({cast.review.reference})",
        "1 action, 1 overdue",
    )


def test_copy_query_count_does_not_grow(cast, recommendation, django_assert_num_queries):
    for number in range(1, 31):
        action = action_under(recommendation, supporting=["Police"], by=cast.alice)
        update_of(action, by=cast.alice, rating="green")
        if number in (1, 30):
            with django_assert_num_queries(4):
                copy_of(cast.review, on=ON)


def test_excel_shows_every_row_with_real_dates():
    sheet = workbook(PLAN)["Action plan"]

    headings, first, second, third = sheet.iter_rows(values_only=True)

    assert headings == tuple(column.heading for column in COLUMNS)
    assert first == (
        "3a",
        "Agencies should share what they know.",
        "Local",
        "Write a joint protocol.",
        "Northbrook Council",
        "Police; Northbrook Health Board",
        "- Met twice\n- Agreed the terms",
        dt.datetime(2026, 3, 31),  # noqa: DTZ001 -- openpyxl gives days as naive midnights
        None,
        None,
        "Amber: at risk",
        "Eight pharmacies have no date yet.",
        "Overdue",
        None,
        dt.datetime(2026, 4, 21),  # noqa: DTZ001 -- as above
        "Two more were trained.",
    )
    assert second[7:10] == (
        "Spring 2026",
        dt.datetime(2026, 1, 14),  # noqa: DTZ001 -- as above
        "The contract was signed.",
    )
    assert third == ("4", WAITING.recommendation, "Regional", *[None] * 13)
    assert sheet["H2"].number_format == "dd/mm/yyyy"


def test_excel_can_be_filtered_scrolled_and_printed():
    sheet = workbook(PLAN)["Action plan"]

    page = sheet.page_setup

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:P4")
    assert sheet.print_title_rows == "$1:$1"
    assert (page.orientation, page.fitToWidth, page.fitToHeight) == ("landscape", 1, 0)
    assert (sheet.oddHeader.center.text, sheet.oddFooter.right.text) == (
        "OFFICIAL-SENSITIVE",
        "Page &P of &N",
    )


def test_excel_rates_with_a_fill_and_in_words():
    book = workbook(PLAN)

    plan = [(cell.value, cell.fill.fgColor.rgb) for cell in book["Action plan"]["K"][1:]]
    legend = list(book["Legend"].iter_rows(max_row=6, values_only=True))

    assert plan == [
        ("Amber: at risk", "00FFD9A0"),
        ("Blue: complete", "00C9DEF5"),
        (None, "00000000"),
    ]
    assert legend == [
        ("Rating", "What it means", "Actions"),
        ("Red", "Off track", 0),
        ("Amber", "At risk", 1),
        ("Green", "On track", 0),
        ("Blue", "Complete", 1),
        ("None", "No rating", 0),
    ]


def test_excel_names_nobody_as_its_author():
    """Looked at as it is in the file: openpyxl names itself where nobody is named."""
    with ZipFile(io.BytesIO(FORMATS["xlsx"].make(PLAN))) as archive:
        told = archive.read("docProps/core.xml").decode()
    about = workbook(PLAN).properties

    assert re.findall("creator|lastModifiedBy", told) == []
    assert (about.title, about.language) == ("Action plan: Elm (NB 2024/3)", "en-GB")


@pytest.mark.parametrize("text", PAYLOADS)
def test_excel_never_takes_words_for_a_formula(text):
    cell = workbook(a_copy(row_of(action=text)))["Action plan"]["D2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (plain(text), "s", True)


def test_word_has_the_templates_columns_in_its_words_and_order():
    (table,) = document(PLAN).tables

    headings = texts(table.rows[0])

    assert headings == [
        "Recommendation",
        "Scope of recommendation (i.e. local or regional)",
        "Action to take",
        "Lead Agency",
        "Key milestones achieved in enacting recommendation",
        "Target Date",
        "Date of completion and outcome",
        "RAG rating",
        "Last update",
    ]


def test_word_shows_every_row():
    (table,) = document(PLAN).tables

    first, second, third = (texts(row) for row in table.rows[1:])

    assert first == [
        "3a: Agencies should share what they know.",
        "Local",
        "Write a joint protocol.",
        "Northbrook Council\nSupporting: Police; Northbrook Health Board",
        "- Met twice\n- Agreed the terms",
        "31 March 2026",
        "",
        "Amber: at risk",
        (
            "Overdue\n21 April 2026: Two more were trained.\n"
            "Reason for the rating (20 April 2026): Eight pharmacies have no date yet."
        ),
    ]
    assert second[5:8] == [
        "Spring 2026",
        "14 January 2026\nThe contract was signed.",
        "Blue: complete",
    ]
    assert third == [f"4: {WAITING.recommendation}", "Regional", *[""] * 7]


def test_files_say_what_is_not_taken_forward():
    words = "Not taken forward, 2 March 2026. Agreed by the board. Another law does it."
    plan = a_copy(row_of(ended=words, overdue=False))
    (table,) = document(plan).tables

    told = texts(table.rows[1])[8].splitlines()[0]

    assert (told, workbook(plan)["Action plan"]["N2"].value) == (words, words)
    assert csv_rows(plan)[0]["Not taken forward"] == words


def test_word_says_what_it_is_before_the_table():
    paragraphs = [paragraph.text for paragraph in document(PLAN).paragraphs]

    assert paragraphs == [
        "Action plan: Elm (NB 2024/3)",
        (
            "2 actions, 1 complete, 1 overdue. "
            "This is a live document: it is shown as it stood on 3 May 2026."
        ),
        "What the ratings mean",
        "Red: off track · 0 actions",
        "Amber: at risk · 1 action",
        "Green: on track · 0 actions",
        "Blue: complete · 1 action",
        "No rating · 0 actions",
    ]


def test_word_can_be_listened_to_and_printed():
    opened = document(PLAN)
    (table,), (section,) = opened.tables, opened.sections

    look = table._tbl.tblPr.find(qn("w:tblLook"))
    headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    language = opened.styles["Normal"].element.rPr.find(qn("w:lang"))
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]

    assert headers == [True, False, False, False]
    assert look.get(qn("w:firstRow")) == "1"
    assert language.get(qn("w:val")) == "en-GB"
    assert section.page_width > section.page_height
    assert (section.header.paragraphs[0].text, fields) == (
        "OFFICIAL-SENSITIVE",
        ["PAGE", "NUMPAGES"],
    )


def test_word_names_nobody_as_its_author():
    about = document(PLAN).core_properties

    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert (about.title, about.language) == ("Action plan: Elm (NB 2024/3)", "en-GB")


def test_word_takes_markup_and_formulas_for_words():
    text = '=1+1 <w:t>&amp;"bold"</w:t>'
    (table,) = document(a_copy(row_of(action=text))).tables

    assert texts(table.rows[1])[2] == text


def test_csv_has_words_for_excel_and_dates_for_everybody():
    data = FORMATS["csv"].make(PLAN)

    first, second, third = csv_rows(PLAN)

    assert data.startswith(b"\xef\xbb\xbf")
    assert list(first) == [column.heading for column in COLUMNS]
    assert first["Target Date"] == "2026-03-31"
    assert first["Key milestones achieved in enacting recommendation"] == (
        "'- Met twice\n- Agreed the terms"
    )
    assert (second["Target Date"], second["Date of completion"]) == ("Spring 2026", "2026-01-14")
    assert third["Action to take"] == ""


@pytest.mark.parametrize("text", PAYLOADS)
def test_csv_never_holds_what_could_run(text):
    (row,) = csv_rows(a_copy(row_of(action=text)))

    assert row["Action to take"] == f"'{plain(text)}"


def test_libreoffice_opens_excel_and_runs_nothing(tmp_path):
    rows = [row_of(action=text) for text in PAYLOADS]

    told = converted(FORMATS["xlsx"].make(a_copy(*rows)), "plan.xlsx", "csv", tmp_path)

    cells = [row["Action to take"] for row in csv.DictReader(io.StringIO(told, newline=""))]
    assert [cell.strip() for cell in cells] == [plain(text).strip() for text in PAYLOADS]


def test_libreoffice_opens_word(tmp_path):
    told = converted(FORMATS["docx"].make(PLAN), "plan.docx", "txt", tmp_path)

    assert [told.count(words) for words in ("Lead Agency", "Amber: at risk", "31 March 2026")] == [
        1,
        2,
        1,
    ]


def converted(data: bytes, name: str, form: str, folder: Path) -> str:
    file = folder / name
    file.write_bytes(data)
    kind = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76", "txt": "txt:Text (encoded):UTF8"}
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", kind[form], "--outdir", str(folder)]
    subprocess.run([*command, str(file)], check=True, capture_output=True)
    return file.with_suffix(f".{form}").read_text("utf-8-sig")


WAYS = (
    row_of(),
    row_of(
        number="3b", action="=1+1 is “two”: Siân", milestones="+44 1632\n@noon\n-2", overdue=False
    ),
    row_of(number="10", target="Ongoing", lead="", overdue=False, rating=Rating.of("red", "Late")),
    row_of(
        number="11",
        target="",
        completed=dt.date(2026, 1, 14),
        overdue=False,
        supporting=("Heddlu Gogledd Cymru, Llandudno",),
    ),
    row_of(number="12", supporting=(), rating=Rating.of(""), reason="", update="", overdue=False),
    WAITING,
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_comes_back_in_unchanged(form):
    rows = (*WAYS, DONE)
    data = FORMATS[form].make(a_copy(*rows))

    plan = read_plan(read_tables(data))

    assert [came_back(row) for row in plan.rows] == [went_out(row) for row in rows]


def went_out(row: Row) -> dict[str, object]:
    day = row.target if isinstance(row.target, dt.date) else None
    return {
        "number": row.number,
        "recommendation": row.recommendation,
        "scope": row.scope,
        "action": row.action,
        "lead": row.lead,
        "supporting": list(row.supporting),
        "milestones": row.milestones,
        "target": day or row.target,
        "completed": row.completed,
        "outcome": row.outcome,
        "rating": row.rating.value,
    }


def test_reader_knows_our_own_headings():
    assert [{column.heading for column in COLUMNS}, {heading for heading, *_ in WORD_COLUMNS}] == [
        *OURS
    ]


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv"])
def test_action_that_is_a_list_comes_back_as_one(form):
    action = "1. Write to every surgery.\n2. Ask each for a named lead."
    plan = a_copy(row_of(action=action))

    (back,) = read_plan(read_tables(FORMATS[form].make(plan), f"plan.{form}")).rows

    assert (back.action, back.doubts) == (action, ())


def came_back(row) -> dict[str, object]:
    return {
        "number": row.number,
        "recommendation": row.recommendation,
        "scope": row.scope,
        "action": row.action,
        "lead": row.lead_agency,
        "supporting": names_in(row.supporting),
        "milestones": row.milestones,
        "target": row.target_date or row.target_date_text,
        "completed": row.completed_on,
        "outcome": row.outcome,
        "rating": row.rag,
    }


LONG = """
import sys
from pathlib import Path
import django
django.setup()
from actionplans.exports.formats import FORMATS
from actionplans.tests.test_exports import a_copy, row_of
plan = a_copy(*[row_of(number=str(n), action=f"{n} " + "word " * 80) for n in range(5_000)])
FORMATS[sys.argv[1]].make(plan)
told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(told["VmHWM"].split()[0]) * 1024)
"""


@pytest.mark.parametrize("form", FORMATS)
def test_five_thousand_actions_stay_under_200_megabytes(form):
    """By the peak of the process's own memory: the usual figure of a child begins with its parent's."""
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "dhr_qa.tests.settings"}
    command = [sys.executable, "-c", LONG, form]

    told = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, check=True
    )

    assert int(told.stdout) < 200 * MEGABYTE


@pytest.mark.parametrize("form", FORMATS)
def test_plan_is_downloaded_with_a_trace_and_without_names(cast, client, action, form):
    client.force_login(cast.vic)

    response = client.get(f"/reviews/{cast.review.pk}/plan/export/{form}/")

    event = Event.objects.last()
    disposition = response["Content-Disposition"]
    start = f'attachment; filename="action-plan-{cast.review.pk}-'
    assert (disposition.startswith(start), disposition.endswith(f'.{form}"')) == (True, True)
    assert response["Content-Type"] == FORMATS[form].type.content_type
    assert "no-store" in response["Cache-Control"]
    assert (event.verb, event.actor, event.changes) == (
        "actionplans.plan_exported",
        cast.vic,
        {"form": form},
    )


def test_unknown_kind_of_file_is_not_found(cast, client):
    client.force_login(cast.alice)
    before = Event.objects.count()

    response = client.get(f"/reviews/{cast.review.pk}/plan/export/ods/")

    assert (response.status_code, Event.objects.count()) == (404, before)
