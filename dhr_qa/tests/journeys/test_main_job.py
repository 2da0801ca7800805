"""The main job, end to end, as the people who do it would: from the letter to the pack."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
import pytest

from dhr_qa.tests.journeys import letter, steps
from dhr_qa.tests.journeys.visitor import Visitor
from feedback.models import FeedbackItem
from packs.models import Pack

pytestmark = pytest.mark.journey
HALVES = pytest.mark.parametrize(
    ("script", "width"), [(True, "desktop"), (False, "desktop"), (True, "phone")]
)


@pytest.fixture
def letter_file(tmp_path: Path) -> Path:
    return letter.save(tmp_path / "Letter of 10 March.docx")


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    path = tmp_path / "Minutes.txt"
    path.write_text("Agreed on 3 March.", "utf-8")
    return path


@HALVES
def test_from_the_letter_to_the_pack(cast, visitor, letter_file, minutes, script, width):
    alice = visitor(script=script, width=width).signs_in(cast.alice)

    opens_a_review(alice)
    brings_in_the_letter(alice, letter_file)
    corrects_what_was_read(alice)
    confirms(alice, areas=5)
    answers_every_area(alice, minutes, areas=5)
    keeps_the_plan(alice)
    pdf = makes_the_pack(alice)

    words = " ".join((page.extract_text() or "") for page in pdf.pages)
    words = " ".join(words.split())
    assert "5 of 5 areas for development" in words
    assert "The pharmacist is now named as a missed opportunity." in words
    assert "The benefits team will train its staff." in words
    assert "OFFICIAL-SENSITIVE" in words
    assert "A draft for the board." in words


def opens_a_review(alice: Visitor) -> None:
    alice.presses("Open a review").presses("Northbrook CSP")
    alice.presses("Open the review").sees("Enter the name used for the review")
    alice.types("Name used for the review", "Rowan").types("Your reference", "DHR 14")
    alice.chooses("Domestic Homicide Review (DHR)").chooses("OFFICIAL-SENSITIVE")
    alice.presses("Open the review").is_at("Rowan").sees("It is your turn.")


def brings_in_the_letter(alice: Visitor, letter_file: Path) -> None:
    alice.presses("Bring in the feedback letter")
    alice.presses("Read the letter").sees("Choose the letter’s file, or paste its text")
    alice.uploads("Upload the letter", letter_file).presses("Read the letter")
    alice.is_at("Check what was read from the letter")


def corrects_what_was_read(alice: Visitor) -> None:
    """Four areas were read. The third holds two asks: it is split, after a visit elsewhere."""
    alice.types(
        "Places in the report, separated by semicolons", "3.4.2; page 12", within=alice.area(1)
    )
    alice.presses("Save draft").sees("Your draft is saved.")
    alice.goes_to("/").presses("Rowan").presses("Go on checking the letter")
    assert alice.area(1).get_by_label("Places in the report").input_value() == "3.4.2; page 12"
    alice.presses("Split", within=alice.area(3))
    alice.chooses("… It would also help to add a recommendation for the benefits team.")
    alice.presses("Split here")
    assert FeedbackItem.unscoped.count() == 0


def confirms(alice: Visitor, *, areas: int) -> None:
    alice.presses("Go on to confirm").is_at("Confirm what the letter says")
    alice.presses(f"Confirm {areas} areas for development").sees("The letter is recorded.")


def answers_every_area(alice: Visitor, minutes: Path, *, areas: int) -> None:
    alice.goes_to("/").presses("Rowan").presses("Answer area 1").presses("Record a revision")
    alice.chooses("Revised").presses("Save revision").sees("Enter what was done")
    alice.types("Where in the new version?", "3.4.2 to 3.4.5")
    alice.types("What was done?", "The pharmacist is now named as a missed opportunity.")
    alice.types("Wording before, if it helps", "She spoke to a pharmacist.")
    alice.types("Wording after", "She spoke to a pharmacist, who did not ask.")
    alice.uploads("Evidence, if there is any", minutes)
    alice.presses("Save revision").sees("Your revision of area 1 is recorded.", "Minutes.txt")
    for number in range(2, areas + 1):
        alice.presses(f"Area {number} (next)").presses("Record a revision")
        alice.chooses("Not revised")
        alice.types("Why it was not revised, or only in part", "The family asked for it to stay.")
        alice.presses("Save revision")


def keeps_the_plan(alice: Visitor) -> None:
    alice.goes_to("/").presses("Rowan").presses("Action plan").presses("Add a recommendation")
    alice.types("Number", "1").types("Recommendation", "Every service should ask about money.")
    alice.chooses("Local").chooses("Several agencies").presses("Save recommendation")
    alice.presses("Add an action")
    alice.selects("Recommendation", "1: Every service should ask about money.")
    alice.types("Action to take", "The benefits team will train its staff.")
    alice.types("Lead Agency", "Northbrook Council")
    alice.dates("Target Date", "1", "3", "2026").presses("Save action")
    alice.sees("Overdue").presses("The benefits team will train its staff.")
    alice.presses("Add an update").types("Update", "Two sessions were held in spring.")
    alice.chooses("Amber: at risk").presses("Save update").sees("Enter the reason for the rating")
    alice.types("Reason for the rating", "The third session has no date.")
    alice.presses("Save update").sees("Your update is in the plan.")


def makes_the_pack(alice: Visitor) -> pdfplumber.PDF:
    """As a draft: nobody has signed yet, and the documents are not here."""
    alice.goes_to("/").presses("Rowan").presses("Make the pack")
    steps.makes_it_all_the_same(alice, "A draft for the board.")
    alice.presses("Make the pack").sees("It was ready on")
    data = alice.downloads("Download it (PDF)")
    with Pack.unscoped.get().file.open() as kept:
        assert data == kept.read()
    return pdfplumber.open(io.BytesIO(data))
