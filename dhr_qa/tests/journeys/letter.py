"""An invented feedback letter, as the Word file in which it would come."""

import datetime as dt
from pathlib import Path

import docx

from govuk.words import day

ADDRESS = (
    "Interpersonal Abuse Unit",
    "2 Example Street, London",
    "",
    "Alice Ferncastle",
    "Domestic Abuse Partnership Manager",
    "Northbrook Council",
    "Market Hall, Northbrook",
    "",
    "10 March 2026",
)
OPENING = (
    "Dear Alice Ferncastle,",
    (
        "Thank you for submitting the Domestic Homicide Review (DHR) report (Rowan) for Northbrook "
        "Community Safety Partnership to the Home Office Quality Assurance (QA) Panel. The report was "
        "considered at the QA Panel meeting on 4 February 2026."
    ),
    "The QA Panel thought this a careful review which keeps Rowan in view throughout.",
    (
        "The QA Panel felt that some parts of the report would be stronger for further work, but the "
        "Home Office is content that, once these changes are made, the review may be published."
    ),
    "Areas for final development:",
)
AREAS = (
    (
        "The pharmacist who spoke to Rowan in the spring is mentioned only once (3.4.2). The Panel "
        "would like to know what was asked."
    ),
    "The action plan says little about how the actions are going, and there is no RAG rating.",
    (
        "Economic abuse is not named in the analysis, and section 5 should consider it. It would also "
        "help to add a recommendation for the benefits team."
    ),
    "Please check the dates at 2.6 and 2.9, which cannot both be right.",
)
CLOSE = (
    (
        "Once completed, please send us a digital copy of the final report with all appendices, and the "
        "weblink to the site where it will be published. Please publish this letter with the report."
    ),
    "Please send these to DHREnquiries@homeoffice.example.",
    "On behalf of the QA Panel, I would like to thank you and your colleagues for your work.",
    "Yours sincerely",
    "Wren Ashdown-Pryce",
    "Chair of the Home Office DHR Quality Assurance Panel",
)


CONTENT = (
    "The Home Office is content that, once these changes are made, the review may be published."
)
AGAIN = (
    "The QA Panel felt that the report needs further work. Please make the changes below and resubmit "
    "the review to the Home Office."
)
READY = "The QA Panel is content that the review may now be published as it is."


def text(outcome: str, *areas: str, on: dt.date, again: bool = False) -> str:
    """A letter as it is pasted from an e-mail; `again` is how that of a later round begins."""
    thanks = "Thank you for resubmitting" if again else "Thank you for submitting"
    opening = (
        f"{thanks} the Domestic Homicide Review (DHR) report (Rowan) for Northbrook Community Safety "
        f"Partnership to the Home Office Quality Assurance (QA) Panel. The report was considered at the "
        f"QA Panel meeting on {day(on)}."
    )
    listed = ("Areas for development:", *(f"• {area}" for area in areas)) if areas else ()
    lines = (*ADDRESS[:-1], day(on), OPENING[0], opening, OPENING[2], outcome, *listed, *CLOSE)
    return "\n\n".join(line for line in lines if line)


def save(path: Path) -> Path:
    document = docx.Document()
    for line in (*ADDRESS, *OPENING):
        document.add_paragraph(line)
    for area in AREAS:
        document.add_paragraph(area, style="List Bullet")
    for line in CLOSE:
        document.add_paragraph(line)
    document.save(str(path))
    return path
