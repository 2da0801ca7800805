"""A notice as an e-mail: which kind it is and a link, and neither a person, a review nor a CSP."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from notices.models import Notice

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds for a mail server that does not answer: somebody is waiting for their page


def send(notices: Iterable[Notice]) -> None:
    """Send each notice, all through one connection.

    What they tell of has happened, whatever becomes of the mail, so no failure leaves here; one
    person's refused address does not keep the others' from going out. The log names no address.
    """
    try:
        with get_connection(timeout=PATIENCE) as connection:
            for notice in notices:
                _send_one(notice, connection)
    except Exception as error:  # noqa: BLE001 -- whatever ails the mail, the page must come
        logger.error("Notices were not sent by e-mail: %s", type(error).__name__)


def _send_one(notice: Notice, connection: Any) -> None:
    try:
        connection.send_messages([_message(notice)])
    except Exception as error:  # noqa: BLE001 -- the next person's may still go
        logger.error("Notice %s was not sent by e-mail: %s", notice.pk, type(error).__name__)


def _message(notice: Notice) -> EmailMessage:
    words = {
        "kind": notice.get_kind_display(),
        "link": settings.SITE_URL + notice.get_absolute_url(),
        "choices": settings.SITE_URL + reverse("notices:choices"),
    }
    return EmailMessage(
        subject=render_to_string("notices/email_subject.txt", words).strip(),
        body=render_to_string("notices/email.txt", words),
        to=[notice.to.email],
        headers={"Auto-Submitted": "auto-generated"},  # so that nobody's absence note answers
    )
