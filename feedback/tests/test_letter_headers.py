"""What a letter says of itself, in the forms that headers take beyond the plain one."""

from __future__ import annotations

import datetime as dt

from feedback.letters import Letter, read_letter
from feedback.paragraphs import read_paragraphs

PLAIN = {
    "subject": "",
    "thanks": "Thank you for submitting the Domestic Homicide Review (DHR) report (Juniper) for "
    "Thistlemoor Community Safety Partnership to the Home Office.",
    "panel": "The report was considered at the QA Panel meeting on 30 March 2022.",
    "role": "Chair of the Home Office DHR Quality Assurance Panel",
}


def letter(**changed: str) -> Letter:
    """An invented letter with one of its parts in other words."""
    words = PLAIN | changed
    text = f"""Ms Alba Pennycross
Community Safety Manager
Thistlemoor Council

4 May 2022

{words["subject"]}

Dear Ms Pennycross,

{words["thanks"]} {words["panel"]}

The QA Panel found the report clear. The Home Office is content that, once these changes are made, \
the review may be published.

Areas for final development:

- Say who led the review.

Yours sincerely

Idris Fennimore
{words["role"]}
"""
    return read_letter(read_paragraphs(text.encode()))


def test_note_in_brackets_is_no_part_of_the_role() -> None:
    found = letter(role=f"{PLAIN['role']} (signed electronically)")

    assert found.signatory_role == PLAIN["role"]


def test_meeting_that_had_the_report_before_it_is_the_panels() -> None:
    found = letter(panel="The Panel had the report before them on 30 March 2022.")

    assert (found.panel_date, found.panel_mode) == (dt.date(2022, 3, 30), "meeting")


def test_name_stands_in_a_line_about_the_case() -> None:
    thanks = PLAIN["thanks"].replace(" (Juniper)", "")

    found = letter(subject="Case: Juniper", thanks=thanks)

    assert found.review_name == "Juniper"
