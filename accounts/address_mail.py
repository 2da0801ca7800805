"""The e-mails about a changed e-mail address: to the new one with the link, to the old one when it is done."""

from __future__ import annotations

import logging
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from accounts.invitation_mail import PATIENCE
from accounts.new_address import address_of

logger = logging.getLogger(__name__)


def send_link(to: str, token: str) -> None:
    _send("accounts/new_address", to, {"address": address_of(token)})


def tell_old(to: str) -> None:
    """So that whoever did not ask for it finds out."""
    _send("accounts/address_changed", to, {})


def _send(template: str, to: str, words: dict[str, Any]) -> None:
    """No failure leaves here, and the log names no address."""
    try:
        with get_connection(timeout=PATIENCE) as connection:
            connection.send_messages([_message(template, to, words)])
    except Exception as error:  # noqa: BLE001 -- whatever ails the mail, the page must come
        logger.error("An e-mail about a new address was not sent: %s", type(error).__name__)


def _message(template: str, to: str, words: dict[str, Any]) -> EmailMessage:
    return EmailMessage(
        subject=render_to_string(f"{template}_subject.txt").strip(),
        body=render_to_string(f"{template}_email.txt", words),
        to=[to],
    )
