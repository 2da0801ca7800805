"""Packs to set and rounds to make them of: values where layout is the matter, rows where the reading is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from actionplans.presenters import Rating
from feedback.models import RevisionKind
from packs.actions import keep_pack
from packs.assembling import assemble
from packs.contents import Answer, Contents, Document, PlanRow
from packs.made import Made
from packs.making_actions import override_findings, start_making
from packs.models import Making, Pack, PackKind
from packs.readiness.registry import findings
from packs.readiness.subject import Subject
from reviews.models import Round
from reviews.presenters import PanelRow

MADE_AT = dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.UTC)
DETAILS = (
    ("Community Safety Partnership", "Northbrook Community Safety Partnership"),
    ("Kind of review", "Domestic Homicide Review (DHR)"),
    ("Reference", "NB 2024/3"),
    ("Independent chair", "Chloe Llŷr-Beaumont"),
    ("Author", "Chloe Llŷr-Beaumont"),
    ("Round", "1"),
    ("Outcome", "To be resubmitted"),
    ("Date of the letter", "2 March 2026"),
    ("Date of the QA Panel", "28 January 2026 (meeting)"),
    ("Send the answer to", "reviews@homeoffice.example"),
    ("Protective marking", "OFFICIAL-SENSITIVE"),
)
SAID = (
    "The pharmacist who spoke to Elm in March is mentioned only once. The QA Panel would like to know "
    "what was asked, what was written down, and whether the surgery was told. It would also help to say "
    "what a pharmacist could do today."
)
DID = (
    "We asked the pharmacy for its records and spoke to the pharmacist. The report now says what was "
    "asked and what was written down, and considers what would happen today."
)
ANSWERS = (
    Answer(
        1,
        "",
        SAID,
        (),
        ("3.4.2",),
        RevisionKind.REVISED,
        "Chapter 3, 3.4.2 to 3.4.5",
        DID,
        "",
        "A pharmacist saw Elm in March.",
        "On 3 March a pharmacist asked Elm whether she felt safe at home, and wrote down her answer.",
        MADE_AT,
        ("pharmacy-records.pdf",),
        ("Action 1 of Recommendation 1: Train every pharmacy in the area.",),
    ),
    Answer(
        2,
        "Structure:",
        "Please make the executive summary stand on its own. It should hold:",
        ("the terms of reference", "the recommendations in full"),
        (),
        RevisionKind.PARTLY,
        "Executive summary, pages 4 to 6",
        "The recommendations are now there in full.",
        "The terms of reference follow once the board has agreed them on 9 June.",
        answered_at=MADE_AT,
    ),
    Answer(
        3,
        "Structure:",
        "The timeline should be moved to an appendix.",
        (),
        ("page 27", "Appendix B"),
        RevisionKind.NOT_REVISED,
        reason="The family asked for the timeline to stay where it is, so that their account is read first.",
        answered_at=MADE_AT,
    ),
    Answer(4, "", "It is not clear whether the family were offered an advocate.", (), ()),
)
PLAN = (
    PlanRow(
        "1",
        "1: Pharmacies should know how to ask about abuse, and whom to tell.",
        "Local",
        "Local, several agencies",
        "Train every pharmacy in the area.",
        "Northbrook Health Trust",
        "Course written with the specialist service. 14 of 22 pharmacies trained.",
        "31 March 2026",
        "Not complete",
        1,
        (1,),
        True,
        False,
        Rating.of("amber"),
        "Eight pharmacies have no date yet.",
        dt.date(2026, 4, 20),
        "Two more pharmacies trained; the rest are being visited.",
        dt.date(2026, 4, 20),
    ),
    PlanRow(
        "1",
        "1: Pharmacies should know how to ask about abuse, and whom to tell.",
        "Local",
        "Local, several agencies",
        "Add the question to the pharmacy contract.",
        "Northbrook Council",
        "Agreed by the board.",
        "1 February 2026",
        "14 January 2026\n\nThe contract was signed.",
        2,
        complete=True,
        rating=Rating.of("blue"),
        reason="The contract is signed.",
        rated_on=dt.date(2026, 1, 14),
        update="Signed.",
        updated_on=dt.date(2026, 1, 14),
    ),
    PlanRow(
        "2",
        "2: The benefits office should have a named lead for economic abuse.",
        "Regional",
        "Regional, single agency",
        "No action yet",
        "",
        "",
        "",
        "",
    ),
)
PANEL = (
    PanelRow("Northbrook Council", "Małgorzata Llŷr", "Head of Housing", "Full member", ""),
    PanelRow(
        "Northbrook Health Trust",
        "Zoë Ó Briain",
        "Named Doctor",
        "Adviser",
        "Knows how pharmacies ask about abuse.",
    ),
)
DOCUMENTS = (
    Document("letter-march.pdf", "Feedback letter", 88_412, "0a1b2c3d" * 8, MADE_AT),
    Document("pharmacy-records.pdf", "Evidence", 1_204_221, "f9e8d7c6" * 8, MADE_AT),
)


def a_pack(**changes: Any) -> Contents:
    """A small pack that holds one of everything."""
    usual = {
        "review": "Elm",
        "reference": "NB 2024/3",
        "kind": "Domestic Homicide Review (DHR)",
        "round": 1,
        "marking": "OFFICIAL-SENSITIVE",
        "details": DETAILS,
        "made_at": MADE_AT,
        "made_by": "Alice Ferncastle",
        "answers": ANSWERS,
        "plan": PLAN,
        "panel": PANEL,
        "duties": ("Send a digital copy of the final version", "Send the weblink"),
        "documents": DOCUMENTS,
    }
    return Contents(**usual | changes)


def an_empty_pack() -> Contents:
    return a_pack(answers=(), plan=(), panel=(), duties=(), documents=())


def made_of(contents: Contents, pdf: bytes = b"%PDF- a pack") -> Made:
    """What is kept of a pack, without the seconds that setting it takes."""
    return Made(
        pdf,
        contents.made_at,
        contents.manifest.to_dict(),
        answered=contents.answered,
        items=contents.total,
    )


def pack_of(qa_round: Round, *, by: User, pdf: bytes = b"%PDF- a pack") -> Pack:
    """A pack that was kept."""
    made = made_of(assemble(qa_round, at=timezone.now(), by=by), pdf)
    return keep_pack(qa_round, kind=PackKind.RESUBMISSION, made=made, by=by)


def being_made(making: Making) -> Making:
    """As its task has it, which has just begun."""
    Making.unscoped.filter(pk=making.pk).claim(timezone.now())
    return Making.unscoped.select_related("round__review", "by").get(pk=making.pk)


def overridden(qa_round: Round, *, by: User, kind: PackKind = PackKind.RESUBMISSION) -> Any:
    """Everything that stands against a pack, set aside for a reason."""
    found = [f for f in findings(Subject(qa_round, kind)) if f.may_be_overridden]
    seen = [(finding.check.code, finding.words) for finding in found]
    return override_findings(qa_round, kind=kind, seen=seen, reason="A draft.", by=by)


def making_of(qa_round: Round, *, by: User) -> Making:
    """A pack that somebody asked for and that nobody has begun to make."""
    overridden(qa_round, by=by)
    return start_making(qa_round, kind=PackKind.RESUBMISSION, by=by)
