"""Publish after changes, in one round: from the first document to the end note, as both sides go."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from actionplans.tests.factories import action_under, recommendation_in
from dhr_qa.tests.journeys import letter, steps
from dhr_qa.tests.journeys.steps import opens_rowan
from dhr_qa.tests.journeys.test_main_job import HALVES
from dhr_qa.tests.journeys.visitor import Visitor
from reviews.models import Review

pytestmark = pytest.mark.journey
DIGITAL_COPY = "Send a digital copy of the final version"
WEBLINK = "Send the weblink"
WITH_THE_REPORT = "Publish the feedback letter with the report"
COMMISSIONER = "Send a copy to the Domestic Abuse Commissioner"
FAMILY = "Tell the family"
DONE = "Record that this is done"
CLOSE = "Close the review"


@HALVES
def test_publish_after_changes(cast, visitor, tmp_path, script, width):
    alice, chloe, quinn = (
        visitor(script=script, width=width).signs_in(one)
        for one in (cast.alice, cast.chloe, cast.quinn)
    )

    steps.opens_a_review(alice, chair=cast.chloe.email)
    names_the_review_panel(alice)
    submits_when_all_is_there(alice, chloe, tmp_path)
    takes_lists_and_considers(quinn)
    records_the_letter(quinn)
    answers_and_confirms(alice)
    does_the_closing_duties(alice)
    monitors_and_closes(alice, cast)

    opens_rowan(alice).presses("Timeline")
    alice.sees("Closed", "Monitoring the action plan", "Cleared for publication", "Revising")
    alice.sees("Considered, letter awaited", "Listed for the QA Panel", "Submitted")
    alice.sees("0 days with the CSP", "0 days with the Home Office", "Round 1")
    quinn.goes_to("/").presses("Rowan").sees("Closed").does_not_see("Action plan", FAMILY)


def names_the_review_panel(alice: Visitor) -> None:
    alice.presses("People").presses("Add a panel member")
    alice.types("Name", "Ángel Ferncastle").types("Organisation", "Northbrook Council")
    alice.chooses("Adviser").presses("Save").sees("Enter the reason why this person was asked")
    alice.types("Reason", "Knows the housing services.").presses("Save")
    alice.sees("Ángel Ferncastle is on the list.")


def submits_when_all_is_there(alice: Visitor, chloe: Visitor, folder: Path) -> None:
    """What lacks is said first, each with the page where it is done."""
    opens_rowan(alice).sees("The overview report is not here yet.")
    alice.presses("See all that is left to do")
    alice.sees("The CSP has not signed off yet.", "It can be submitted once all of this is done.")
    steps.adds_the_documents(alice, folder)
    steps.signs_off(alice, "Sign off for the CSP")
    opens_rowan(alice).sees("The independent chair has not signed off yet.")
    steps.signs_off(chloe, "Sign off as the independent chair")
    opens_rowan(alice).presses("Submit to the Home Office")
    alice.presses("Submit to the Home Office").sees("Confirm that the documents are anonymised")
    steps.submits(alice)


def takes_lists_and_considers(quinn: Visitor) -> None:
    quinn.turns_to("Queue").presses("Take the next").is_at("Rowan")
    quinn.presses("Documents").sees("Exactly as they were submitted.", "Overview report, version 1")
    opens_rowan(quinn).presses("Record that it is listed for the QA Panel")
    quinn.dates("Date of the QA Panel", *steps.today()).chooses("Meeting")
    quinn.presses("Record this step").sees("Listed for the QA Panel")
    quinn.turns_to("QA Panel").sees("1 review is listed for this month.")
    quinn.chooses("Rowan, round 1").presses("Record that the QA Panel considered these")
    quinn.presses("Record for those ticked").sees("Recorded as considered: 1 review.")


def records_the_letter(quinn: Visitor) -> None:
    """Three areas were read; nothing moves before they are confirmed."""
    text = letter.text(letter.CONTENT, *letter.AREAS[:3], on=timezone.localdate())
    steps.brings_in(quinn, "Record the feedback letter", text)
    quinn.presses("Go on to confirm").sees("May be published after changes")
    quinn.presses("Confirm 3 areas for development").sees("The letter is recorded.")


def answers_and_confirms(alice: Visitor) -> None:
    alice.goes_to("/").turns_to("Notices").sees("Not read yet")
    alice.presses("A feedback letter was recorded Rowan")
    opens_rowan(alice).sees("3 areas for development have no revision yet.")
    steps.answers(alice, areas=3)
    opens_rowan(alice).presses("Record that the changes are complete")
    alice.presses("Record this step").sees("Cleared for publication")


def does_the_closing_duties(alice: Visitor) -> None:
    alice.presses("Record the closing duties")
    for duty in (COMMISSIONER, FAMILY):
        alice.presses("Add a duty to your own list").chooses(duty).presses("Add").sees(duty)
    alice.presses(DONE, within=alice.part(WEBLINK)).types("Weblink", "our website")
    alice.presses("Save").sees("Enter the weblink, starting with https:// or http://")
    alice.types("Weblink", "https://www.example.org/reviews/rowan").presses("Save")
    alice.presses(DONE, within=alice.part(DIGITAL_COPY)).presses("Save")
    alice.sees("Enter to whom it was sent").types("To whom was it sent?", "The secretariat")
    alice.presses("Save")
    for duty in (WITH_THE_REPORT, COMMISSIONER, FAMILY):
        alice.presses(DONE, within=alice.part(duty)).presses("Save")
        alice.sees(f"Your record of “{duty}” is saved.")


def monitors_and_closes(alice: Visitor, cast) -> None:
    review = Review.unscoped.get(name="Rowan")
    action_under(recommendation_in(review, by=cast.alice), by=cast.alice)
    opens_rowan(alice).presses("Go on to monitoring the action plan").presses("Record this step")
    alice.sees("1 action of the action plan has not ended yet.")
    alice.presses("Action plan").presses("Write a joint protocol.").presses("Change the action")
    alice.dates("Date of completion", *steps.today()).presses("Save action")
    opens_rowan(alice).presses(CLOSE).presses("Record this step").sees("Enter an end note")
    alice.types("End note", "All agencies now work to the protocol.").presses("Record this step")
    alice.sees("This review was closed on")
