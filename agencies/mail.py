"""The e-mails to an agency's contact: neutral in their subject, plain text, and the only place where the address stands."""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.links import address_of
from agencies.models import AgencyLink
from notices.mail import PATIENCE

logger = logging.getLogger(__name__)


def send_link(link: AgencyLink, secret: str) -> None:
    """Ask for updates."""
    _send("agencies/ask", link, secret)


def send_return(link: AgencyLink, secret: str) -> None:
    """Ask for more about an update that was returned."""
    _send("agencies/return", link, secret)


def _send(template: str, link: AgencyLink, secret: str) -> None:
    """Send it and note that it went.

    What it tells of has happened, so no failure leaves here: the link's page says that the e-mail
    did not go. The log names no address.
    """
    try:
        with get_connection(timeout=PATIENCE) as connection:
            connection.send_messages([_message(template, link, secret)])
    except Exception as error:  # noqa: BLE001 -- whatever ails the mail, the page must come
        logger.error("Link %s was not sent by e-mail: %s", link.pk, type(error).__name__)
        return
    AgencyLink.unscoped.filter(pk=link.pk, digest=link.digest).update(mailed_at=timezone.now())


def _message(template: str, link: AgencyLink, secret: str) -> EmailMessage:
    words = {"link": link, "address": address_of(link, secret)}
    return EmailMessage(
        subject=render_to_string(f"{template}_subject.txt", words).strip(),
        body=render_to_string(f"{template}_email.txt", words),
        to=[link.email],
        reply_to=[link.by.email],
    )
