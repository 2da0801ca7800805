"""One printed line, as PDF and plain text give it, and the lines that always stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    `indent` counts in characters, about. `gap` says that white space stands above, `full` that the
    next word would not have fitted (so a sentence may run on), `emphatic` that the whole line is
    bold, large or marked as a heading, `at_edge` that it stands at the top or foot of a page.
    `mark` is a bullet that was drawn and not written.
    """

    text: str
    indent: float = 0.0
    gap: bool = False
    full: bool = False
    emphatic: bool = False
    new_page: bool = False
    at_edge: bool = False
    mark: str = ""


SALUTATION = re.compile(
    r"\W*(?:Annwyl\s[\w’'. -]{1,60}\s*/\s*)?(?:Dear|Annwyl)\s+(?=[A-Z])[^:;!?]{1,90}?[,:]?\s*$"
)
VALEDICTION = re.compile(
    r"\W*(?:.{0,30}/\s*)?(?:Yours\s+(?:very\s+)?(?:sincerely|faithfully|truly|ever)|"
    r"(?:With\s+)?(?:Kind|Kindest|Best|Warm|Warmest)\s+(?:regards|wishes)|"
    r"(?:Many\s+)?thanks(?:\s+again)?|Thank you|Yn gywir|Yr eiddoch\s.{1,20}|Sincerely|Regards)"
    r"\s*(?:/.{0,30})?[,.!]?\s*$",
    re.IGNORECASE,
)
MAIL_HEADER = re.compile(
    r"\W{0,3}(?:From|Sent|To|Cc|Bcc|Subject|Importance|Attachments?|Reply-To)\s?:\s*\S.*$"
    r"|-{2,}\s*(?:Original Message|Forwarded message|Forwarded by .{0,60}?)\s*-{2,}\s*$"
    r"|Begin forwarded message:\s*$|On .{6,120} wrote:\s*$|_{20,}\s*$",
    re.IGNORECASE,
)


def stands_alone(text: str) -> bool:
    """Whether a line is a salutation, a close or the header of an e-mail."""
    return any(form.match(text) for form in (SALUTATION, VALEDICTION, MAIL_HEADER))
