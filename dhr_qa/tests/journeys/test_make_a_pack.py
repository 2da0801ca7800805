"""Making the resubmission pack: from what is to be put right to the record that it was sent."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from actionplans.models import Rag
from actionplans.tests.factories import action_under, recommendation_in, update_of
from dhr_qa.tests.journeys import steps
from dhr_qa.tests.journeys.test_main_job import HALVES
from dhr_qa.tests.journeys.visitor import Visitor
from documents.tests.factories import ready_to_submit
from feedback.tests.factories import areas_of, revision_of
from packs.models import Handover, Making, Pack
from printing.manifests import verify_pdf, verify_zip
from reviews.tests.factories import Cast

pytestmark = pytest.mark.journey
GOES_LATER = "Area 2 goes to the board in June."
FROM_HER = "With thanks for the time that the QA Panel has given to Elm."
NO_NAMES = "Names are left out of this note."
PREPARE = "Choose the sections and change the covering letter"
PREVIEW = "Read what the pack will say"
MAKE = "Make the pack"
SENT = "Record that it was sent"
HOME_OFFICE = "reviews@homeoffice.example"


@pytest.fixture
def elm(cast: Cast) -> Cast:
    """A review with everything but the answers to its two areas."""
    action = action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)
    update_of(action, by=cast.alice, rating=Rag.GREEN)
    areas_of(cast.review, by=cast.alice, return_address=HOME_OFFICE)
    ready_to_submit(cast.review, by=cast.alice)
    return cast


@HALVES
def test_a_manager_makes_a_pack_and_records_that_it_was_sent(elm, visitor, tmp_path, script, width):
    alice = visitor(script=script, width=width).signs_in(elm.alice)

    opens_the_packs(alice).sees("2 areas for development are not answered")
    mends_one(alice)
    opens_the_packs(alice).sees("1 area for development is not answered")
    steps.makes_it_all_the_same(alice, GOES_LATER)
    gets_it_ready(alice)
    reads_it_first(alice)
    alice.presses(MAKE).is_at("Resubmission pack: made").sees("It was ready on")
    pdf = alice.downloads("Download it (PDF)")
    alice.presses("See all that were made").is_at("Resubmission packs")
    zipped = alice.downloads("With its files (ZIP)")
    message = alice.downloads("Message to send")
    records_that_it_was_sent(alice)

    assert_reads(pdf, GOES_LATER, FROM_HER, "1 of 2 areas for development")
    assert_leaves_out(pdf, "Answers at a glance")
    assert_is_whole(pdf, zipped, tmp_path / "pack.zip")
    assert_is_ready_to_send(message, pdf)
    assert Handover.unscoped.get().to == HOME_OFFICE


def test_a_pack_is_made_by_keyboard_only(elm, visitor):
    for item in elm.review.rounds.get().letters.get().items.all():
        revision_of(item, by=elm.alice)
    alice = visitor().keys_themself_in(elm.alice)

    alice.keys("Elm").keys(MAKE).keys("Make it all the same")
    tick_every_check(alice)
    alice.keys_in("Reason", GOES_LATER).keys("Record the reason").keys(PREPARE)
    alice.ticks("Answers at a glance").keys("Save").keys(PREVIEW)
    alice.keys("Back to the packs of this round").keys(MAKE).sees("It was ready on")
    alice.keys("See all that were made").keys(f"{SENT}, Resubmission pack 1, Elm, round 1")
    alice.keys_in("Sent to", HOME_OFFICE).keys("Save")

    assert "glance" not in Pack.unscoped.get().sections
    assert Handover.unscoped.get().pack == Pack.unscoped.get()


def test_a_colleague_is_led_to_what_is_being_made_and_can_stop_it(elm, visitor):
    qa_round = elm.review.rounds.get()
    making = Making.unscoped.create(round=qa_round, kind="resubmission", by=elm.alice)
    chloe = visitor().signs_in(elm.chloe)

    opens_the_packs(chloe).presses("It is being made now: see how far it is")
    chloe.sees("Waiting to begin").presses("Stop making it").presses("Stop")
    chloe.is_at("Resubmission pack").sees("Somebody stopped it. Nothing was kept.")

    making.refresh_from_db()
    assert (making.state, Pack.unscoped.count()) == ("stopped", 0)


def opens_the_packs(who: Visitor) -> Visitor:
    who.goes_to("/").presses("Elm").presses("Resubmission packs")
    return who.is_at("Resubmission packs")


def mends_one(alice: Visitor) -> None:
    """From the sentence to the page where it is put right."""
    alice.page.get_by_role("link", name="Area 1:").click()
    alice.presses("Record a revision").chooses("Revised")
    alice.types("Where in the new version?", "Paragraph 3.4")
    alice.types("What was done?", "The paragraph is written anew.").presses("Save revision")
    alice.sees("Your revision of area 1 is recorded.")


def gets_it_ready(alice: Visitor) -> None:
    """What she writes stays when somebody looks at the page again."""
    alice.presses(PREPARE).is_at("Get the pack ready")
    alice.page.get_by_label("Answers at a glance", exact=True).uncheck()
    letter = alice.page.get_by_label("Covering letter", exact=True).last
    letter.fill(f"{letter.input_value()}\n\n{FROM_HER}")
    alice.presses("Save").sees("Your choices are saved.")


def reads_it_first(alice: Visitor) -> None:
    alice.presses(PREVIEW).sees(FROM_HER, GOES_LATER)
    alice.does_not_see("Answers at a glance")
    wide = alice.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    back = alice.page.get_by_role("banner")
    alice.presses("Back to the packs of this round", within=back)


def records_that_it_was_sent(alice: Visitor) -> None:
    alice.page.get_by_role("link", name=SENT).click()
    alice.is_at(SENT).types("Sent to", "").presses("Save")
    alice.sees("Enter to whom it was sent")
    alice.types("Sent to", HOME_OFFICE)
    alice.types("Note, if there is anything to add", NO_NAMES).presses("Save")
    alice.sees("It is on record that this was sent.", f"to {HOME_OFFICE}")


def tick_every_check(alice: Visitor) -> None:
    for check in alice.form.get_by_role("checkbox").all():
        alice.ticks(str(check.evaluate("box => box.labels[0].textContent.trim()")))


def words_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        pages = [page.extract_text() or "" for page in opened.pages]
    return " ".join(" ".join(pages).split())


def assert_reads(pdf: bytes, *sentences: str) -> None:
    words = words_of(pdf)
    assert [sentence for sentence in sentences if sentence not in words] == []


def assert_leaves_out(pdf: bytes, *sentences: str) -> None:
    words = words_of(pdf)
    assert [sentence for sentence in sentences if sentence in words] == []


def assert_is_whole(pdf: bytes, zipped: bytes, path: Path) -> None:
    """The ZIP file holds the very pack, and nothing else than its manifest says."""
    path.write_bytes(zipped)
    verified = verify_zip(path)
    name = Pack.unscoped.get().name
    with zipfile.ZipFile(path) as archive, pikepdf.open(io.BytesIO(pdf)) as opened:
        assert archive.read(name) == pdf
        assert list(opened.attachments) == ["manifest.json"]
    assert (verified.is_sound, verify_pdf(pdf).is_sound) == (True, True)


def assert_is_ready_to_send(message: bytes, pdf: bytes) -> None:
    """To the letter's address, with a subject that names nobody, and the very pack."""
    opened = email.message_from_bytes(message, _class=EmailMessage, policy=email.policy.default)
    attached = [part.get_content() for part in opened.iter_attachments()]
    assert opened["To"] == HOME_OFFICE
    assert opened["Subject"] == "Resubmission of a review, round 1"
    assert attached == [pdf]
