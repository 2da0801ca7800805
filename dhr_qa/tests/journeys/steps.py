"""What people do again and again on the way of a review, each as they would do it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.utils import timezone

from dhr_qa.tests.journeys import papers
from dhr_qa.tests.journeys.visitor import Visitor

CHAIRS_ADDRESS = "The chair’s e-mail address, if the chair has an account here"
REPORT, SUMMARY, PLAN = "Overview report", "Executive summary", "Action plan"
ANONYMISED = (
    "I confirm that the documents are anonymised: pseudonyms only, "
    "no names or dates of birth of the family"
)


def typed(day: dt.date) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


def today() -> tuple[str, str, str]:
    return typed(timezone.localdate())


def opens_a_review(alice: Visitor, *, chair: str) -> None:
    alice.presses("Open a review").presses("Northbrook CSP")
    alice.types("Name used for the review", "Rowan").types("Your reference", "DHR 14")
    alice.types("Independent chair", "Chloé").types(CHAIRS_ADDRESS, chair)
    alice.presses("Open the review").is_at("Rowan")


def opens_rowan(who: Visitor) -> Visitor:
    return who.goes_to("/").presses("Rowan").is_at("Rowan")


def adds_the_documents(alice: Visitor, folder: Path) -> None:
    files = {
        REPORT: papers.report(folder / "Report.docx"),
        SUMMARY: papers.summary(folder / "Summary.pdf"),
        PLAN: papers.plan(folder / "Plan.xlsx"),
    }
    opens_rowan(alice).presses("Documents")
    for kind, file in files.items():
        alice.presses(f"Add the {kind.lower()}")
        alice.dates("Date of the document", *today()).uploads("File", file)
        alice.presses("Add the document").is_at("Documents").sees("Not submitted.")


def signs_off(who: Visitor, words: str) -> None:
    """From the documents, in one of the capacities; the name and the day are there already."""
    opens_rowan(who).presses("Documents").presses(words)
    who.presses("Sign off").is_at("Documents").sees("Signed by")


def submits(alice: Visitor, words: str = "Submit to the Home Office") -> None:
    opens_rowan(alice).presses(words).chooses(ANONYMISED)
    alice.presses(words).sees("The submission is recorded. It stays as it is.")


def brings_in(who: Visitor, words: str, text: str) -> None:
    """Paste the letter's text and go on to what was read from it."""
    opens_rowan(who).presses(words).types("Or paste its text", text)
    who.presses("Read the letter").is_at("Check what was read from the letter")


def answers(who: Visitor, areas: int, *, first: int = 1) -> None:
    """Each area in turn, from the first that has no answer."""
    opens_rowan(who).presses(f"Answer area {first}")
    for number in range(first, areas + 1):
        who.presses("Record a revision").chooses("Revised")
        who.types("Where in the new version?", f"Paragraph {number}.1")
        who.types("What was done?", f"Point {number} is written anew.")
        who.presses("Save revision").sees(f"Your revision of area {number} is recorded.")
        if number < areas:
            who.presses(f"Area {number + 1} (next)")


def makes_it_all_the_same(who: Visitor, reason: str) -> None:
    """From a page of packs: everything that still stands against the next one is set aside."""
    who.presses("Make it all the same").is_at("Make it all the same")
    for check in who.form.get_by_role("checkbox").all():
        check.check()
    who.types("Reason", reason).presses("Record the reason").sees(reason)
