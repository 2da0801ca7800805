"""From submitting to the answered letter with nothing but a keyboard."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dhr_qa.tests.journeys import letter, steps
from dhr_qa.tests.journeys.visitor import Visitor
from documents.tests.factories import ready_to_submit
from feedback.models import FeedbackItem

pytestmark = pytest.mark.journey
SUBMIT = "Submit to the Home Office"
HOME = "DHR quality assurance"
RECORD = "Record this step"


def test_by_keyboard_only(cast, visitor):
    ready_to_submit(cast.review, by=cast.alice)
    alice, quinn = (visitor().keys_themself_in(one) for one in (cast.alice, cast.quinn))

    alice.keys("Elm").keys(SUBMIT).ticks(steps.ANONYMISED).keys(SUBMIT)
    alice.sees("The submission is recorded. It stays as it is.")
    takes_it_to_the_panel(quinn)
    records_the_letter(quinn)
    answers(alice)

    item = FeedbackItem.unscoped.get()
    assert item.revisions.get().summary == "The pharmacist is named."
    assert item.letter.round.stage == "cleared"


def takes_it_to_the_panel(quinn: Visitor) -> None:
    quinn.keys("Queue").keys("Take the next").is_at("Elm")
    quinn.keys("Record that it is listed for the QA Panel")
    quinn.keys_date("Date of the QA Panel", *steps.today()).arrows_to("Not known yet", "Meeting")
    quinn.keys(RECORD).keys("Record that the QA Panel considered it").keys(RECORD)
    quinn.sees("Considered, letter awaited")


def records_the_letter(quinn: Visitor) -> None:
    text = letter.text(letter.CONTENT, letter.AREAS[0], on=timezone.localdate())
    quinn.keys("Record the feedback letter").keys_in("Or paste its text", text)
    quinn.keys("Read the letter").keys("Go on to confirm")
    quinn.keys("Confirm 1 area for development").sees("The letter is recorded.")


def answers(alice: Visitor) -> None:
    alice.keys(HOME).keys("Elm").keys("Answer area 1").keys("Record a revision")
    alice.arrows_to("Revised", "Revised").keys_in("Where in the new version?", "3.4.2")
    alice.keys_in("What was done?", "The pharmacist is named.").keys("Save revision")
    alice.sees("Your revision of area 1 is recorded.").keys(HOME).keys("Elm")
    alice.keys("Record that the changes are complete").keys(RECORD).sees("Cleared for publication")
