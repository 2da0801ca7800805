"""Resubmit, over three rounds: what was met, what was not, and what is carried forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from dhr_qa.tests.journeys import letter, papers, steps
from dhr_qa.tests.journeys.steps import opens_rowan
from dhr_qa.tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
FIRST, SECOND, THIRD, _ = letter.AREAS
RESTATED = "The pharmacist is named now, but not what was asked of Rowan (3.4.2)."
NEW = "Please say how the learning will reach the services."
CARRIES_ON = "Does it carry on an area of the round before?"
CSP_SIGNS, CHAIR_SIGNED = "Sign off for the CSP", "Record the independent chair’s sign-off"


def test_resubmit_over_three_rounds(cast, visitor, tmp_path):
    alice, quinn = (visitor().signs_in(one) for one in (cast.alice, cast.quinn))
    steps.opens_a_review(alice, chair="")
    steps.adds_the_documents(alice, tmp_path)
    signs_off_and_submits(alice, "Submit to the Home Office")

    records(quinn, letter.AGAIN, FIRST, SECOND, THIRD)
    steps.answers(alice, areas=3)
    adds_a_version(alice, tmp_path)
    signs_off_and_submits(alice, "Resubmit to the Home Office")
    sees_what_was_submitted(quinn)
    marks(quinn)
    records_the_second_letter(quinn)
    steps.answers(alice, areas=3)
    signs_off_and_submits(alice, "Resubmit to the Home Office")
    marks_all_as_met(quinn)
    records(quinn, letter.READY, again=True)

    opens_rowan(alice).sees("Cleared for publication", "Round 1: resubmitted")
    reads_the_whole_history(alice)


def records(quinn: Visitor, outcome: str, *areas: str, again: bool = False) -> None:
    text = letter.text(outcome, *areas, on=timezone.localdate(), again=again)
    opens_rowan(quinn).presses("Record that the QA Panel considered it")
    quinn.presses("Record this step")
    steps.brings_in(quinn, "Record the feedback letter", text)
    confirms(quinn, areas=len(areas))


def confirms(quinn: Visitor, *, areas: int) -> None:
    quinn.presses("Go on to confirm")
    quinn.presses(f"Confirm {areas} areas for development" if areas else "Confirm the letter")
    quinn.sees("The letter is recorded.")


def signs_off_and_submits(alice: Visitor, words: str) -> None:
    for capacity in (CHAIR_SIGNED, CSP_SIGNS):
        steps.signs_off(alice, capacity)
    steps.submits(alice, words)


def adds_a_version(alice: Visitor, folder: Path) -> None:
    """A sign-off that was given before it lapses, and everybody can see why."""
    steps.signs_off(alice, CSP_SIGNS)
    alice.presses("Add a newer version the overview report")
    alice.dates("Date of the document", *steps.today())
    alice.types("What has changed since the version before?", "The pharmacist is named.")
    alice.uploads("File", papers.report(folder / "Report 2.docx", "The pharmacist was asked."))
    alice.presses("Add the version").sees("Lapsed", "What it covers has changed:")
    alice.sees("Overview report, version 2 (signed off: Overview report, version 1)")


def sees_what_was_submitted(quinn: Visitor) -> None:
    """The second version and the answers; the draft of a third version would not be here."""
    opens_rowan(quinn).sees("Round 2").presses("Documents")
    quinn.sees("Overview report, version 2", "Executive summary, version 1")
    quinn.does_not_see("Overview report, version 1").presses("Round 1, submission 1")
    quinn.sees("Overview report, version 1").does_not_see("Overview report, version 2")


def marks(quinn: Visitor) -> None:
    """Half of it is a draft that waits; nothing is issued before all of it was checked."""
    opens_rowan(quinn).presses("Consider the revision of area 1")
    quinn.sees("Point 1 is written anew.")
    quinn.chooses("Not met").types("Note", "It does not say what was asked.")
    quinn.presses("Save and go to the next").is_at("Area 2").presses("Save draft")
    opens_rowan(quinn).presses("Consider the revision of area 2")
    quinn.chooses("Met").presses("Save and go to the next").is_at("Area 3").chooses("Not met")
    quinn.presses("Save draft").presses("Read all marks and notes on one page")
    quinn.sees("Not ready yet").presses("Area 3")
    quinn.types("Note", "Economic abuse is still not named.").presses("Save draft")
    quinn.presses("Check and issue 3 marks").sees("It does not say what was asked.")
    quinn.presses("Issue 3 marks").sees("3 marks are issued. Both sides can read them now.")


def records_the_second_letter(quinn: Visitor) -> None:
    """It restates area 1 and has a new point; area 3, which was not met, goes on in its old words."""
    text = letter.text(letter.AGAIN, RESTATED, NEW, on=timezone.localdate(), again=True)
    opens_rowan(quinn).presses("Record that the QA Panel considered it")
    quinn.presses("Record this step")
    steps.brings_in(quinn, "Record the feedback letter", text)
    carries_on = quinn.area(1).get_by_label(CARRIES_ON)
    carries_on.select_option(index=1)
    quinn.presses("Go on to confirm").sees("Carries on area 1 of the round before.")
    quinn.presses("Confirm 2 areas for development").sees("The letter is recorded.")
    opens_rowan(quinn).sees("3 in the letter")


def marks_all_as_met(quinn: Visitor) -> None:
    opens_rowan(quinn).presses("Consider the revision of area 1")
    for number in range(1, 4):
        quinn.is_at(f"Area {number}").chooses("Met")
        quinn.presses("Save and go to the next" if number < 3 else "Save draft")
    quinn.presses("Check and issue 3 marks").presses("Issue 3 marks")


def reads_the_whole_history(alice: Visitor) -> None:
    alice.presses("Round 1: resubmitted").presses("Areas for development").presses("Area 1")
    alice.sees(FIRST, RESTATED, "It does not say what was asked.", "Round 2, area 1")
    alice.presses("Round 2, area 1").sees("Round 1, area 1", "Not met", "Met")
    alice.presses("Area 2 (next)").presses("Area 3 (next)")
    alice.sees("Carried forward from the round before", "Economic abuse is still not named.")
