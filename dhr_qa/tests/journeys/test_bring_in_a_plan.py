"""A plan that lived in Word or in another system: from the file to the actions, with a person in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from actionplans.models import Action
from dhr_qa.tests.journeys import plan_files
from dhr_qa.tests.journeys.plan_files import CARDS, ELSEWHERE, GUIDE, HELD, TRAIN
from dhr_qa.tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
HALVES = pytest.mark.parametrize(
    ("script", "width"), [(True, "desktop"), (False, "desktop"), (True, "phone")]
)
TO_FIX = "Date of completion must be today or in the past."


@HALVES
def test_word_plan_is_checked_and_confirmed(cast, visitor, tmp_path, script, width):
    alice = visitor(script=script, width=width).signs_in(cast.alice)

    brings_in(alice, plan_files.in_word(tmp_path / "Plan of the panel.docx"))
    sees_what_was_read(alice)
    fixes_the_date(alice)
    skips_what_is_elsewhere(alice)
    confirms(alice)
    finds_it_in_the_plan(alice)

    assert list(Action.unscoped.values_list("text", flat=True)) == [TRAIN, GUIDE, CARDS]
    train = Action.unscoped.get(text=TRAIN)
    assert (train.recommendation.number, train.updates.get().text) == ("1", HELD)


def test_csv_of_another_system_has_its_columns_named_by_hand(cast, visitor, tmp_path):
    alice = visitor().signs_in(cast.alice)

    brings_in(alice, plan_files.in_csv(tmp_path / "Ledger.csv"))
    names_the_columns(alice)
    confirms(alice)

    rows = Action.unscoped.values_list("text", "lead_agency", "target_date__month")
    assert list(rows) == [(TRAIN, "Cyngor Siân – benefits", 3), (CARDS, "Library service", 6)]


def brings_in(alice: Visitor, file: Path) -> None:
    alice.goes_to("/").presses("Elm").presses("Action plan").presses("Bring in a plan")
    alice.presses("Read the plan").sees("Choose the file of the action plan")
    alice.uploads("Upload the action plan", file).presses("Read the plan")


def sees_what_was_read(alice: Visitor) -> None:
    """Nine columns, a row with a doubt and one with a problem; nothing is in the plan yet."""
    alice.is_at("Check the plan that you bring in").sees(
        "9 columns of 9 recognised", "Amber: at risk"
    )
    alice.sees("“Sept 2027” is not a full date. The words were kept.")
    alice.sees("1 row has to be fixed or skipped before you can confirm.")
    assert Action.unscoped.count() == 0


def fixes_the_date(alice: Visitor) -> None:
    """The link leads to the row; what is still wrong after saving is said at once."""
    alice.presses(f"Row 5 of table 1: {TO_FIX}").presses("Fix row 5 of table 1")
    alice.is_at("Fix row 5 of table 1").sees(TO_FIX, "What the file says")
    alice.dates("Date of completion", "12", "5", "2098").presses("Save row")
    alice.sees("Date of completion must be today or in the past")
    alice.dates("Date of completion", "12", "5", "2026").types("Outcome", "All branches have them.")
    alice.presses("Save row").sees("Row 5 of table 1 is saved.").does_not_see(TO_FIX)


def skips_what_is_elsewhere(alice: Visitor) -> None:
    """It stays in the list, and can be taken back."""
    alice.presses("All rows").presses("Skip row 6 of table 1").sees("Skipped (1)")
    alice.presses("Take back row 6 of table 1").sees("Skipped (0)")
    alice.presses("Skip row 6 of table 1").sees("Skipped (1)")


def names_the_columns(alice: Visitor) -> None:
    alice.is_at("What do the columns mean?")
    alice.sees("No table in this file was recognised", "For example “Cyngor Siân – benefits”")
    alice.presses("Read the rows again")
    alice.sees("Say which column holds the actions, or which holds the recommendations.")
    for label, meaning in plan_files.COLUMNS.items():
        alice.selects(label, meaning)
    alice.presses("Read the rows again").is_at("Check the plan that you bring in")
    alice.sees("5 columns of 5 recognised", "Amber: at risk", "Green: on track")


def confirms(alice: Visitor) -> None:
    alice.presses("Go on to confirm").is_at("Confirm what goes into the plan")
    alice.presses("Confirm").sees("The rows are in the action plan.")


def finds_it_in_the_plan(alice: Visitor) -> None:
    alice.presses("See the action plan").is_at("Action plan").does_not_see(ELSEWHERE)
    alice.sees("3 actions shown.", "Sept 2027", "12 May 2026", "All branches have them.")
    alice.presses(TRAIN).sees("Amber: at risk", HELD, "Course is written")
