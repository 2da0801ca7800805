"""The CSP alone: with nobody of the Home Office here, its whole record is still kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actions import end_role
from accounts.models import User
from dhr_qa.tests.journeys import letter, steps
from dhr_qa.tests.journeys.steps import opens_rowan
from dhr_qa.tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
CSP_SIGNS, CHAIR_SIGNED = "Sign off for the CSP", "Record the independent chair’s sign-off"
FOR_THEM = "Recorded by Alice for the Home Office"


@pytest.fixture
def alice(cast, visitor) -> Visitor:
    """Nobody at all is a QA officer."""
    end_role(cast.quinn.memberships.get(), by=None)
    assert [user for user in User.objects.all() if user.is_qa_officer] == []
    return visitor().signs_in(cast.alice)


def test_csp_alone(alice, tmp_path):
    steps.opens_a_review(alice, chair="")
    steps.adds_the_documents(alice, tmp_path)
    signs_off_and_submits(alice, "Submit to the Home Office")
    is_sent_back_and_submits_again(alice)
    is_listed_and_considered(alice)
    corrects_the_day_of_the_panel(alice)
    records_the_letter(alice)
    waits_on_hold(alice)
    corrects_the_outcome(alice)
    steps.answers(alice, areas=2)
    signs_off_and_submits(alice, "Resubmit to the Home Office")
    marks_for_the_home_office(alice)

    opens_rowan(alice).presses("Timeline")
    alice.sees("Returned as incomplete", "Put on hold", "Taken off hold", "Corrected", FOR_THEM)


def signs_off_and_submits(alice: Visitor, words: str) -> None:
    for capacity in (CHAIR_SIGNED, CSP_SIGNS):
        steps.signs_off(alice, capacity)
    steps.submits(alice, words)


def is_sent_back_and_submits_again(alice: Visitor) -> None:
    opens_rowan(alice).presses("Record that it was returned as incomplete")
    alice.presses("Record this step").sees("Enter what is missing")
    alice.types("What is missing?", "Appendix B.").presses("Record this step")
    alice.sees("Returned as incomplete", FOR_THEM)
    steps.submits(alice)
    alice.is_at("Submission 2")


def is_listed_and_considered(alice: Visitor) -> None:
    opens_rowan(alice).presses("Record that it is listed for the QA Panel")
    alice.dates("Date of the QA Panel", *steps.today()).chooses("Virtual panel process")
    alice.presses("Record this step").presses("Record that the QA Panel considered it")
    alice.presses("Record this step").sees("Considered, letter awaited", FOR_THEM)


def corrects_the_day_of_the_panel(alice: Visitor) -> None:
    """A day that is out of order is asked about; the old one stays to be read."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    alice.presses("Timeline").presses("Correct this Round 1: Considered, letter awaited")
    alice.dates("On which day?", *steps.typed(yesterday)).presses("Save the correction")
    alice.sees("Enter a reason").types("Why is it corrected?", "The minutes say so.")
    alice.chooses("Yes, this is right").presses("Save the correction")
    opens_rowan(alice).presses("Timeline").sees("The minutes say so.")
    alice.sees("As it was recorded before:")


def records_the_letter(alice: Visitor) -> None:
    text = letter.text(letter.CONTENT, *letter.AREAS[:2], on=timezone.localdate())
    steps.brings_in(alice, "Bring in the feedback letter", text)
    alice.presses("Go on to confirm").presses("Confirm 2 areas for development")
    alice.sees("The letter is recorded.")


def waits_on_hold(alice: Visitor) -> None:
    opens_rowan(alice).presses("Put it on hold")
    alice.types("Why is it put on hold?", "A trial is going on.")
    alice.dates("When will you look at it again?", *steps.today()).presses("Put it on hold")
    alice.sees("On hold since", "A trial is going on.")
    alice.presses("Areas for development").sees("On hold since")
    opens_rowan(alice).presses("Take it off hold")
    alice.types("Why does it go on?", "The trial has ended.")
    alice.presses("Take it off hold", within=alice.form)
    alice.does_not_see("On hold since")


def corrects_the_outcome(alice: Visitor) -> None:
    """It had been read as content; the letter asks to see the review again."""
    alice.presses("Areas for development").presses("Read the feedback letter")
    alice.presses("Correct what is recorded of this letter")
    alice.chooses("To be resubmitted: the round goes to “Revising”")
    alice.presses("Save the correction").sees("Enter a reason")
    alice.types("Why?", "It asks to see the report again.").presses("Save the correction")
    alice.sees("To be resubmitted", "It asks to see the report again.")


def marks_for_the_home_office(alice: Visitor) -> None:
    opens_rowan(alice).presses("Record the QA Panel’s view for the Home Office")
    alice.sees("You record the QA Panel’s view for the Home Office, and every page says so.")
    alice.presses("Consider area 1").chooses("Met").presses("Save and go to the next")
    alice.chooses("Not met").types("Note", "The letter of May says so.").presses("Save draft")
    alice.presses("Check and issue 2 marks").presses("Issue 2 marks")
    alice.sees("2 marks are issued. Both sides can read them now.", FOR_THEM)
