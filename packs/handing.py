"""A pack as an e-mail that is ready to be sent from the person's own mailbox."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from django.template.loader import render_to_string

from feedback.models import FeedbackLetter
from govuk.words import day
from packs.models import Pack, PackKind
from publication.models import Duty, DutyState
from reviews.files import FileType

EML = FileType("e-mail", ".eml", "message/rfc822")
SUBJECTS = {
    PackKind.RESUBMISSION: "Resubmission of a review, round {}",
    PackKind.FINAL: "Final copy of a review",
}


def letter_of(pack: Pack) -> FeedbackLetter | None:
    """The letter that a pack answers."""
    letters = FeedbackLetter.unscoped.confirmed().filter(round=pack.round_id)
    return letters.first()


def message_of(pack: Pack) -> bytes:
    """The message as a file, which a mail program opens as a draft: nobody is named as its sender.

    Its subject says what it is and neither the review nor the partnership, since subjects are read
    in lists and over shoulders. The closing asks of the letter are answered one by one.
    """
    letter = letter_of(pack)
    words = {"pack": pack, "review": pack.round.review, "letter": letter, "asks": asks_of(pack)}
    message = EmailMessage(policy=SMTP)
    message["Subject"] = SUBJECTS[PackKind(pack.kind)].format(pack.round.number)
    if letter and letter.return_address:
        message["To"] = letter.return_address
    message["X-Unsent"] = "1"  # opens as a draft
    message.set_content(render_to_string("packs/message.txt", words))
    with pack.file.open("rb") as file:
        message.add_attachment(
            file.read(), maintype="application", subtype="pdf", filename=pack.name
        )
    return message.as_bytes()


def asks_of(pack: Pack) -> list[tuple[str, str]]:
    """(what the letter asks for at the end, how it stands), for the message and for its page."""
    duties = Duty.unscoped.filter(round=pack.round_id, from_letter=True)
    return [(str(duty), _answer(duty)) for duty in duties.prefetch_related("records")]


def _answer(duty: Any) -> str:
    if duty.state == DutyState.NOT_DONE:
        return "Not yet."
    if duty.state == DutyState.SET_ASIDE:
        return "Set aside."
    told = (
        f"Done on {day(duty.latest.done_on)}" if duty.latest.done_on else "Done",
        duty.latest.weblink,
    )
    return ": ".join(filter(None, told)) + "."
