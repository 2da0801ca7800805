"""The records of a review from their period to the certificate; and a disposal that is stopped."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import person, with_app
from dhr_qa.tests.journeys.test_main_job import HALVES
from dhr_qa.tests.journeys.visitor import PASSWORD, Visitor
from retention.models import DisposalCertificate
from retention.tests.factories import SCHEDULE, due, in_days
from reviews.models import Review

pytestmark = pytest.mark.journey
PROPOSE, AGREE, STOP = "Propose the disposal", "Agree to the disposal", "Stop the disposal"


@HALVES
def test_records_from_their_period_to_the_certificate(cast, visitor, settings, script, width):
    hazel = due(cast.northbrook, by=cast.alice)
    ada, alice, quinn = (
        visitor(script=script, width=width).signs_in(one)
        for one in (cast.ada, cast.alice, cast.quinn)
    )

    sets_a_period(ada)
    proposes(alice)
    quinn.goes_to("/").turns_to("Notices (1)")
    quinn.presses("A disposal of records was proposed, agreed or stopped Hazel")
    quinn.sees("Disposal proposed, a second person has to decide.").does_not_see(AGREE)
    agrees(ada)
    settings.DISPOSAL_WAIT_DAYS = 0
    removes(ada)

    assert not Review.unscoped.filter(pk=hazel.pk).exists()
    alice.goes_to("/").presses("Retention of records").presses("Records of Northbrook CSP")
    alice.presses("See the certificates of what was disposed of").presses("Hazel 1")
    assert alice.downloads("Download as PDF").startswith(b"%PDF")


@HALVES
def test_disposal_that_is_stopped(cast, visitor, script, width):
    due(cast.northbrook, by=cast.alice)
    bob = person("Bob", Role.CSP_MANAGER, cast.northbrook)
    with_app(bob)
    ada, alice, second, quinn = (
        visitor(script=script, width=width).signs_in(one)
        for one in (cast.ada, cast.alice, bob, cast.quinn)
    )

    sets_a_period(ada)
    proposes(alice)
    second.goes_to("/").presses("Hazel").presses("Retention and disposal")
    second.presses("See the proposal").presses("Decline the disposal")
    second.types("Reason", "A claim is coming.").presses("Decline the disposal").sees("Declined.")
    proposes(alice)
    quinn.goes_to("/").presses("Hazel").presses("Retention and disposal")
    quinn.presses("Hold them back from disposal").types(
        "Why must these records be kept?", "An inquiry has asked for them."
    )
    when = in_days(90)
    quinn.dates("When is this looked at again?", str(when.day), str(when.month), str(when.year))
    quinn.presses("Save").sees("The Home Office holds it back until it is looked at again on")
    alice.goes_to("/").presses("Hazel").presses("Retention and disposal")
    alice.sees("An inquiry has asked for them.", "The Home Office holds the disposal back until")
    alice.does_not_see("See the proposal")

    assert Review.unscoped.filter(name="Hazel").exists()
    assert not DisposalCertificate.unscoped.exists()


def sets_a_period(ada: Visitor) -> None:
    ada.goes_to("/").turns_to("Retention").presses("Records of Northbrook CSP")
    ada.sees("No period is set, so nothing is due.").presses("Set the retention period")
    ada.types("For how many years is a review kept after it was closed?", "7").presses("Save")
    ada.sees("Enter the reference of your retention schedule")
    ada.types("Reference of your retention schedule", SCHEDULE).presses("Save")
    ada.sees("The retention period is saved.", "Hazel 1", "Due for review")


def proposes(alice: Visitor) -> None:
    alice.goes_to("/").presses("Hazel").presses("Retention and disposal")
    alice.sees("14 March 2026").presses(PROPOSE)
    confirms(alice)
    alice.sees("1 round").presses(PROPOSE).sees("Enter why these records should be disposed of")
    alice.types("Why should these records be disposed of?", "The period has ended.")
    alice.presses(PROPOSE).sees("Disposal proposed, a second person has to decide.")


def agrees(ada: Visitor) -> None:
    ada.goes_to("/").turns_to("Retention").presses("Records of Northbrook CSP").presses("Hazel 1")
    ada.sees("The period has ended.").presses(AGREE)
    confirms(ada)
    ada.presses(AGREE).sees("Confirm that these records may be disposed of")
    ada.chooses("I have checked that these records may be disposed of").presses(AGREE)
    ada.sees("Disposal agreed, to be removed from", "The records can be removed from")


def removes(ada: Visitor) -> None:
    ada.goes_to("/").turns_to("Retention").presses("Records of Northbrook CSP").presses("Hazel 1")
    ada.presses("Remove these records now")
    ada.chooses("Remove these records for good").presses("Remove these records")
    ada.sees("The records are removed.", "Certificate of disposal", "Ada")


def confirms(who: Visitor) -> None:
    """Whoever signed in a moment ago is not asked again."""
    if who.page.get_by_role("heading", name="Confirm that it is you").count():
        who.types("Password", PASSWORD).presses("Confirm")
