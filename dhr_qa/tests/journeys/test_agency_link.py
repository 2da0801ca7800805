"""An agency's contact without an account answers by a link; the CSP takes it in, returns it, ends the link."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from actionplans.models import Action
from actionplans.tests.factories import action_under, recommendation_in, update_of
from dhr_qa.tests.journeys.plan_files import CARDS, GUIDE, TRAIN
from dhr_qa.tests.journeys.visitor import Visitor
from govuk.words import day

pytestmark = pytest.mark.journey
PROBATION, SAM = "Probation Service", "sam@probation.example.org"
NOT_SHOWN = (CARDS, "Library service", "Off track", "Nobody is trained yet.", "Sign in")
HALF = "Half of the staff are trained."
TWENTY = "Twenty of the forty staff are trained."
HOW = "How is the action going?"
SEND = "Send an update Action {} of recommendation 1"
Post = Callable[[], str]


@pytest.fixture
def actions(cast: Any) -> list[Action]:
    """Two of the Probation Service, one of them rated; and one that is not theirs."""
    above = recommendation_in(cast.review, by=cast.alice)
    whose = {TRAIN: PROBATION, GUIDE: PROBATION, CARDS: "Library service"}
    kept = [
        action_under(above, text=text, lead_agency=lead, by=cast.alice)
        for text, lead in whose.items()
    ]
    update_of(kept[0], rating="red", reason="Nobody is trained yet.", by=cast.alice)
    return kept


@pytest.fixture
def post(mailoutbox: list[EmailMessage], settings: Any, live_server: Any) -> Post:
    """The address in the latest e-mail that Sam got."""
    settings.SITE_URL = live_server.url

    def latest() -> str:
        body = next(one.body for one in reversed(mailoutbox) if one.to == [SAM])
        return re.search(r"^http\S+$", str(body), re.MULTILINE)[0]

    return latest


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    path = tmp_path / "Minutes.txt"
    path.write_text("Twenty of forty.", "utf-8")
    return path


@pytest.mark.parametrize(("script", "width"), [(True, "phone"), (False, "desktop")])
def test_update_by_link_is_taken_in(cast, visitor, actions, post, minutes, script, width):
    alice = visitor().signs_in(cast.alice)
    asks_probation(alice)

    sam = visitor(script=script, width=width).goes_to(post())
    sees_only_their_own(sam)
    sends_an_update(sam, minutes)
    is_told_and_takes_it_in(alice)

    sam.goes_to(post()).sees("In the plan", "Taken into the plan on")
    update = actions[0].updates.get(rating="amber")
    assert (update.text, update.by, update.evidence.get().name) == (HALF, cast.alice, "Minutes.txt")


def test_returned_update_is_sent_again(cast, visitor, actions, post, minutes):
    alice = visitor().signs_in(cast.alice)
    asks_probation(alice)
    first = post()
    sam = visitor().goes_to(first)
    sends_an_update(sam, minutes)

    returns_it(alice)
    sam.goes_to(first).is_at("This link has ended").sees("replaced by a newer one")
    reads_why_and_answers_again(sam, post())
    opens_the_agencies(alice).sees("2 updates, 1 waiting", TWENTY).presses(PROBATION)
    alice.sees("Returned", "Waiting", "Tried by an address that was replaced")

    assert list(actions[0].updates.values_list("rating", flat=True)) == ["red"]


def test_link_ends_and_nothing_typed_is_lost(cast, visitor, actions, post):
    alice = visitor().signs_in(cast.alice)
    asks_probation(alice)
    first = post()
    sam = visitor().goes_to(first).presses(SEND.format(1)).types(HOW, HALF)

    alice.presses("Send it again").presses("Send the link again").sees("The link was sent to")
    sam.presses("Send update").is_at("This link has ended").sees("replaced by a newer one", HALF)
    sam.goes_to(post()).presses(SEND.format(2)).types(HOW, TWENTY)
    opens_the_agencies(alice).presses(PROBATION).presses("Withdraw the link")
    alice.presses("Withdraw the link").sees("The link does not work any more.")
    sam.presses("Send update").is_at("This link has ended")
    sam.sees("This link was withdrawn on", "It was not sent. Copy it before you leave", TWENTY)
    sam.does_not_see("Elm", PROBATION, GUIDE)

    opens_the_agencies(alice).sees("Withdrawn", "None yet")


def opens_the_agencies(alice: Visitor) -> Visitor:
    alice.goes_to("/").presses("Elm").presses("Action plan").presses("Ask agencies for updates")
    return alice.is_at("Agencies")


def asks_probation(alice: Visitor) -> None:
    """The link stands in the e-mail and nowhere else."""
    opens_the_agencies(alice).presses("Ask an agency").presses("Send the link")
    alice.sees("Select the agency", "Enter the name of the contact")
    alice.selects("Agency", f"{PROBATION} (2 actions)").types("Name of the contact", "Sam Roe")
    alice.types("E-mail address of the contact", SAM)
    alice.types("Message, if you want to add one", "The board meets on the 12th.")
    alice.presses("Send the link").sees(f"The link was sent to {SAM}.").is_at("Link for Probation")


def sees_only_their_own(sam: Visitor) -> None:
    """No account, no rating, and no other agency."""
    sam.is_at("Tell us how your actions are going").sees("The board meets on the 12th.")
    sam.sees(TRAIN, GUIDE).does_not_see(*NOT_SHOWN)


def sends_an_update(sam: Visitor, file: Path) -> None:
    sam.presses(SEND.format(1)).presses("Send update").sees("Enter how the action is going")
    sam.types(HOW, HALF).uploads("Files, if there are any", file).presses("Send update")
    sam.sees("Action 1 of recommendation 1: your update was sent to Northbrook CSP.")


def is_told_and_takes_it_in(alice: Visitor) -> None:
    """It says that it came from the agency, and who took it in."""
    alice.turns_to("Notices").presses("An agency sent an update Elm")
    alice.is_at("Update from Probation Service").sees(HALF, "Minutes.txt", "Red: off track")
    alice.chooses("Amber: at risk").presses("Take it into the plan")
    alice.sees("Enter the reason for the rating")
    alice.types("Reason for the rating", "The other half follows in June.")
    alice.presses("Take it into the plan").sees("The update is in the plan.")
    alice.presses("Read it as it stands in the plan").sees(HALF, "Minutes.txt", "Amber: at risk")
    alice.sees("From Probation Service, sent by Sam Roe")


def returns_it(alice: Visitor) -> None:
    opens_the_agencies(alice).presses(f"{PROBATION}, {day(timezone.localdate())}")
    alice.presses("return it to Sam Roe").presses("Return the update")
    alice.sees("Enter what should be changed, and why")
    alice.types("What should be changed, and why", "Please say how many staff.")
    alice.presses("Return the update").sees("The update was returned.")


def reads_why_and_answers_again(sam: Visitor, address: str) -> None:
    """With nothing but a keyboard."""
    sam.goes_to(address).sees("Returned to you on")
    sam.keys("See what you sent or send another update Action 1 of recommendation 1")
    sam.sees("Please say how many staff.", HALF, "Minutes.txt").keys_in(HOW, TWENTY)
    sam.keys("Send update").sees("your update was sent to Northbrook CSP.")
