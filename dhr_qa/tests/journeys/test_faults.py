"""What goes wrong between people: one is quicker, another is still writing, a third loses the role."""

from __future__ import annotations

import pytest

from accounts.actions import end_role
from dhr_qa.tests.journeys import steps
from documents.models import Submission
from documents.tests.factories import ready_to_submit
from feedback.drafts import Outcome
from feedback.tests.factories import areas_of, revision_of
from reviews.models import StageChange
from reviews.tests.factories import round_at
from reviews.workflow import Stage

pytestmark = pytest.mark.journey
RETURNED = "Record that it was returned as incomplete"
RESUBMIT = "Resubmit to the Home Office"
KEPT = "Appendix B did not come with it."


@pytest.fixture
def items(cast):
    """Two areas of a letter that asks for a second look; both are answered and all is signed off."""
    items = areas_of(cast.review, by=cast.alice, outcome=Outcome.RESUBMIT)
    for item in items:
        revision_of(item, by=cast.alice)
    ready_to_submit(cast.review, by=cast.alice)
    return items


def test_two_people_make_the_same_move(cast, visitor):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    alice, quinn = (visitor().signs_in(one) for one in (cast.alice, cast.quinn))
    for who in (alice, quinn):
        who.presses("Elm").presses(RETURNED).types("What is missing?", KEPT)

    quinn.presses("Record this step").sees("Returned as incomplete")
    alice.presses("Record this step").is_at("This is not possible now")

    alice.sees("Somebody may have moved the review on since you opened the page.", KEPT)
    assert StageChange.unscoped.filter(target=Stage.INCOMPLETE).get().by == cast.quinn


def test_submitting_while_a_colleague_edits_an_answer(cast, visitor, items):
    """What would go is no longer what was signed off."""
    alice, chloe = (visitor().signs_in(one) for one in (cast.alice, cast.chloe))
    alice.presses("Elm").presses(RESUBMIT).chooses(steps.ANONYMISED).types("Note", KEPT)
    chloe.goes_to(items[0].get_absolute_url()).presses("Record a revision").chooses("Not revised")
    chloe.types("Why it was not revised, or only in part", "The family asked for it to stay.")
    chloe.presses("Save revision").sees("Your revision of area 1 is recorded.")

    alice.presses(RESUBMIT).sees("sign-off has lapsed")

    assert Submission.unscoped.count() == 0
    alice.sees(KEPT)


def test_answering_while_a_colleague_submits(cast, visitor, items):
    alice, chloe = (visitor().signs_in(one) for one in (cast.alice, cast.chloe))
    chloe.goes_to(items[0].get_absolute_url()).presses("Record a revision").chooses("Revised")
    chloe.types("Where in the new version?", "4.4").types("What was done?", "Chloé’s words.")
    alice.presses("Elm").presses(RESUBMIT).chooses(steps.ANONYMISED).presses(RESUBMIT)

    chloe.presses("Save revision").is_at("This is not possible now").sees("Chloé’s words.")

    assert items[0].revisions.get().by == cast.alice


def test_a_person_loses_the_role_in_mid_form(cast, visitor, items):
    alice = visitor().signs_in(cast.alice).goes_to(items[0].get_absolute_url())
    alice.presses("Record a revision").chooses("Revised")
    alice.types("Where in the new version?", "4.4").types("What was done?", "Alice’s last words.")

    end_role(cast.alice.memberships.get(organisation=cast.northbrook), by=None)
    alice.presses("Save revision").is_at("Page not found")

    alice.sees("What you typed was not saved.", "Alice’s last words.")
