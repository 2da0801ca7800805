"""From submitting to the answered letter with nothing but a keyboard."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dhr_qa.tests.journeys import letter, steps
from dhr_qa.tests.journeys.visitor import Visitor
from documents.tests.factories import everything_to_submit
from feedback.models import FeedbackItem

pytestmark = pytest.mark.journey
SUBMIT = "Submit to the Home Office"


def test_by_keyboard_only(cast, visitor):
    everything_to_submit(cast.review, by=cast.alice)
    alice, quinn = (signs_in(visitor(), one) for one in (cast.alice, cast.quinn))

    alice.keys("Elm").keys(SUBMIT).ticks(steps.ANONYMISED).keys(SUBMIT)
    alice.sees("The submission is recorded. It stays as it is.")
    takes_it_to_the_panel(quinn)
    records_the_letter(quinn)
    answers(alice)

    item = FeedbackItem.unscoped.get()
    assert item.revisions.get().summary == "The pharmacist is named."
    assert item.letter.round.stage == "cleared"
