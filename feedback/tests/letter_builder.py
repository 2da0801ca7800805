"""Invented letters for the tests of the reader; nobody in them exists."""

from __future__ import annotations

from feedback.letters import Letter, read_letter
from feedback.paragraphs import read_paragraphs

HEAD = """\
Interpersonal Abuse Unit
2 Marsham Street
London
SW1P 4DF

Alba Pennycross
Domestic Abuse Co-ordinator
Thistlemoor Borough Council
Town Hall
Thistlemoor QX9 1AA

6 May 2022
"""
GREETING = "Dear Ms Pennycross,"
OPENING = (
    "Thank you for submitting the Domestic Homicide Review (DHR) report (Juniper) for Thistlemoor "
    "Community Safety Partnership to the Home Office Quality Assurance (QA) Panel. The report was "
    "considered at the QA Panel meeting on 30 March 2022."
)
PRAISE = "The QA Panel found this a thoughtful report which keeps Juniper at its centre."
OUTCOME = (
    "The Home Office is content that, on completion of these changes, the DHR may be published."
)
AREAS = """\
Areas for development:

- The chronology stops in 2019 (3.4.2).
- Please explain who sat on the review panel.
"""
ASKS = (
    "Once completed, please send us a digital copy of the final version and the weblink, to "
    "DHREnquiries@homeoffice.example."
)
CLOSE = """\
Yours sincerely

Osric Fanshawe
Chair of the Home Office DHR Quality Assurance Panel
"""


def text_of(
    *,
    head: str = HEAD,
    greeting: str = GREETING,
    opening: str = OPENING,
    praise: str = PRAISE,
    outcome: str = OUTCOME,
    areas: str = AREAS,
    asks: str = ASKS,
    close: str = CLOSE,
) -> str:
    """A whole letter, in the order in which such letters are written; "" leaves a part out."""
    parts = (head, greeting, opening, praise, outcome, areas, asks, close)
    return "\n\n".join(part for part in parts if part)


def read(text: str) -> Letter:
    return read_letter(read_paragraphs(text.encode()))


def letter(**parts: str) -> Letter:
    return read(text_of(**parts))


def item_texts(letter: Letter) -> list[str]:
    return [item.text for item in letter.items]
