"""Many actions changed at once with nothing but a keyboard, and the plan in the programs that others read it with."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from docx.enum.section import WD_ORIENT

from actionplans.models import Action
from actionplans.tests.factories import action_under, recommendation_in, update_of
from dhr_qa.tests.journeys.plan_files import CARDS, GUIDE, HELPLINE, MONEY, TRAIN
from dhr_qa.tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
SUMMER = dt.date(2027, 6, 30)
REASON = "The board moved the money to next year."
WORD_COLUMNS = [
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


@pytest.fixture
def plan(cast: Any) -> list[Action]:
    money = recommendation_in(cast.review, text=MONEY, by=cast.alice)
    helpline = recommendation_in(cast.review, text=HELPLINE, by=cast.alice)
    kept = [
        action_under(above, text=text, target_date=SUMMER, by=cast.alice)
        for above, text in ((money, TRAIN), (money, GUIDE), (helpline, CARDS))
    ]
    update_of(kept[0], rating="amber", reason=REASON, by=cast.alice)
    return kept


def test_several_actions_are_changed_by_keyboard_only(cast, visitor, plan):
    alice = visitor().keys_themself_in(cast.alice).keys("Elm").keys("Action plan")

    chooses_both_actions_on_money(alice)
    changes_rating_and_date(alice)
    checks_and_saves(alice)

    states = Action.unscoped.with_state().values_list("text", "rating", "target_date")
    autumn = dt.date(2027, 9, 30)
    assert list(states) == [(TRAIN, "red", autumn), (GUIDE, "red", autumn), (CARDS, None, SUMMER)]


def test_every_download_opens_where_it_is_read(cast, visitor, plan, tmp_path):
    alice = visitor().signs_in(cast.alice).presses("Elm").presses("Action plan")
    files = {
        ending: tmp_path / f"plan-{ending}.{ending}" for ending in ("pdf", "xlsx", "docx", "csv")
    }

    for words, file in zip(("PDF", "Excel", "Word", "CSV"), files.values(), strict=True):
        file.write_bytes(alice.downloads(words))

    opens_the_pdf(files["pdf"])
    opens_in_excel(files["xlsx"])
    opens_in_word(files["docx"])
    opens_as_a_list(files["csv"])
    prints_from_libreoffice(files["xlsx"], files["docx"])


def chooses_both_actions_on_money(alice: Visitor) -> None:
    for number in (1, 2):
        alice.ticks(f"Choose Action {number} of Recommendation 1")
    alice.keys("Change the chosen actions").is_at("Change several actions")
    alice.sees("2 actions are chosen")


def changes_rating_and_date(alice: Visitor) -> None:
    alice.arrows_to("Leave the ratings as they are", "Red: off track").keys("Check the changes")
    alice.sees("Enter the reason for the rating").keys_in("Reason for the rating", REASON)
    alice.keys_date("Target Date", "30", "9", "2027").keys("Check the changes")


def checks_and_saves(alice: Visitor) -> None:
    """What was there and what will be, of each action, before anything is done."""
    alice.is_at("Check the changes").sees("2 actions change when you save: all of them, or none.")
    alice.sees("Amber: at risk", "No rating", "Red: off track", "30 June 2027", "30 September 2027")
    assert set(Action.unscoped.values_list("target_date", flat=True)) == {SUMMER}
    alice.keys("Save the changes").sees("2 actions are changed.")


def opens_the_pdf(file: Path) -> None:
    """Tagged, so that it can be listened to; and across, because the table is wide."""
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert {wide(page.mediabox) for page in pdf.pages} == {True}


def wide(box: Any) -> bool:
    left, bottom, right, top = map(float, box)
    return right - left > top - bottom


def opens_in_excel(file: Path) -> None:
    """Dates are dates, each column has a filter, and the headings stay where they are."""
    sheet = openpyxl.load_workbook(file)["Action plan"]
    headings, *rows = sheet.iter_rows()
    at = [cell.value for cell in headings].index("Target Date")
    assert [row[at].value.date() for row in rows] == [SUMMER] * 3
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)


def opens_in_word(file: Path) -> None:
    document = docx.Document(str(file))
    headings, *rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert headings == WORD_COLUMNS
    assert [row[2] for row in rows] == [TRAIN, GUIDE, CARDS]
    rag = headings.index("RAG rating")
    assert [row[rag] for row in rows] == ["Amber: at risk", "No rating", "No rating"]


def opens_as_a_list(file: Path) -> None:
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert [row["Action to take"] for row in rows] == [TRAIN, GUIDE, CARDS]
    assert {row["Target Date"] for row in rows} == {"2027-06-30"}


def prints_from_libreoffice(*files: Path) -> None:
    folder = files[0].parent
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
    for file in files:
        with pikepdf.open(file.with_suffix(".pdf")) as printed:
            assert {wide(page.mediabox) for page in printed.pages} == {True}
