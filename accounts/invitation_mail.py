"""The e-mail that invites somebody: neutral in its subject, plain text, and the only place where the address stands."""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.invitations import address_of
from accounts.models import Invitation

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds for a mail server that does not answer: somebody is waiting for their page


def send(invitation: Invitation, secret: str) -> None:
    """Send it and note that it went.

    What it tells of has happened, so no failure leaves here: the page of the organisation says that
    the e-mail did not go. The log names no address.
    """
    try:
        with get_connection(timeout=PATIENCE) as connection:
            connection.send_messages([message_of(invitation, secret)])
    except Exception as error:  # noqa: BLE001 -- whatever ails the mail, the page must come
        logger.error(
            "Invitation %s was not sent by e-mail: %s", invitation.pk, type(error).__name__
        )
        return
    rows = Invitation.unscoped.filter(pk=invitation.pk, digest=invitation.digest)
    rows.update(mailed_at=timezone.now())


def message_of(invitation: Invitation, secret: str) -> EmailMessage:
    words = {"invitation": invitation, "address": address_of(secret)}
    sender = invitation.by
    return EmailMessage(
        subject=render_to_string("accounts/invitation_subject.txt", words).strip(),
        body=render_to_string("accounts/invitation_email.txt", words),
        to=[invitation.email],
        reply_to=[sender.email] if sender else None,
    )
