"""Letters of a second round: what is left, what is new, and which earlier area each one carries on."""

from __future__ import annotations

import datetime as dt

import pytest

from feedback import drafts
from feedback.drafts import Area, LetterDraft
from feedback.letters import Outcome, read_letter
from feedback.paragraphs import read_paragraphs

AFTER_CHANGES = """Home Office
Public Protection Unit
2 Marsham Street
London SW1P 4DF

Ms Ada Penrose
Community Safety Manager
Northbrook Community Safety Partnership
Civic Centre, Northbrook NB1 2AA

14 October 2025

Dear Ms Penrose,

Thank you for resubmitting the Domestic Homicide Review (Siân) on behalf of Northbrook Community Safety Partnership to the Home Office Quality Assurance (QA) Panel. The resubmitted report was considered at the QA Panel meeting on 10 September 2025. I apologise for the delay in responding to you.

The QA Panel was grateful for the work that has gone into the revised report, and noted that most of the points in our letter of 3 March 2025 have been met. The equality section is now much stronger and the family's voice is clearer.

The QA Panel felt that a small number of points remain outstanding. On completion of these changes, it may be published.

Areas for final development:

- The action plan still has no rating for each action. Please add one.
- At 4.12, the analysis of economic abuse was not changed. Please explore whether agencies recognised it.

Once completed the Home Office would be grateful if you could provide us with a digital copy of the revised final version of the report with all finalised attachments and appendices and the weblink to the site where the report will be published. Please ensure this letter is published alongside the report.

Please send these to DHREnquiries@homeoffice.gov.uk.

Yours sincerely,

Jon Marlowe
Chair of the Home Office DHR QA Panel
"""
AGAIN = """Dear Mr Okafor,

Re: resubmission of the DHR in the case of "Marged"

Thank you for resubmitting this report to the Quality Assurance Panel, following our letter dated 2 May 2025. The Panel assessed the resubmission virtually on 21 August 2025.

The Panel thanks you for the changes made. It is satisfied that points 1, 2 and 4 of its previous letter have been addressed. However, the following points have not been sufficiently addressed and the Panel asks that the report is amended and submitted again:

1. Point 3: the chair's independence is still not explained.
2. Point 5: the chronology repeats the combined narrative and remains too long.
3. The Panel also noticed that a real first name appears in paragraph 6.7; please remove it.

We look forward to receiving a further version.

Yours sincerely
Home Office Quality Assurance Panel secretariat
"""
PUBLISH = """12 January 2026

Dear Priya Lakhani,

Thank you for re-submitting the report (Wren) for Kestrel Vale Community Safety Partnership to the Home Office Quality Assurance (QA) Panel. The report was reassessed in December 2025.

The QA Panel is pleased that all of the areas for development in our letter of 4 June 2025 have now been met. The Panel is content for the report to be published.

Please send a digital copy of the final report and the weblink. This letter should be published alongside the report.

Kind regards,

Lena Hart
Head of Secretariat
"""


def read(text):
    return read_letter(read_paragraphs(text.encode()))


def test_letter_thanks_for_a_resubmission_and_lists_what_is_left():
    letter = read(AFTER_CHANGES)

    assert letter.outcome == Outcome.PUBLISH_AFTER_CHANGES
    assert [item.text for item in letter.items] == [
        "The action plan still has no rating for each action. Please add one.",
        (
            "At 4.12, the analysis of economic abuse was not changed. "
            "Please explore whether agencies recognised it."
        ),
    ]
    assert (letter.letter_date, letter.panel_date) == (dt.date(2025, 10, 14), dt.date(2025, 9, 10))


def test_letter_asks_for_a_third_round():
    letter = read(AGAIN)

    assert letter.outcome == Outcome.RESUBMIT
    assert [item.text[:8] for item in letter.items] == ["Point 3:", "Point 5:", "The Pane"]


def test_letter_says_that_everything_was_met():
    letter = read(PUBLISH)

    assert (letter.outcome, letter.items) == (Outcome.PUBLISH, ())


EARLIER = {
    1: "The action plan has no RAG rating, and quite limited updates on each action.",
    3: "Explain how the chair was independent of the agencies.",
    5: "The analysis of economic abuse at 4.12 should explore whether agencies recognised it.",
}


@pytest.mark.parametrize(
    ("text", "carries_on"),
    [
        ("Point 3: this has not been answered.", 3),
        ("Point 4: this has not been answered.", 0),
        ("The action plan still has no rating; updates on each action are limited.", 1),
        ("At 4.12, the analysis of economic abuse does not explore what agencies recognised.", 5),
        ("A real first name appears in paragraph 6.7; please remove it.", 0),
        ("", 0),
    ],
)
def test_area_is_taken_to_carry_on_the_one_whose_words_it_shares(text, carries_on):
    draft = LetterDraft(areas=(Area(key=1, text=text),))

    assert drafts.continuing(draft, EARLIER).area(1).continues == carries_on


def test_first_round_has_nothing_to_carry_on():
    draft = LetterDraft(areas=(Area(key=1, text="Point 3: this has not been answered."),))

    assert drafts.continuing(draft, {}) == draft
