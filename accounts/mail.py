"""E-mails about somebody's own account, sent behind the page: it takes as long whether there is anybody to write to or not.

One at a time in each process of the server. What waits is lost when that process ends, so these are
e-mails that can be asked for again, or that only tell what has happened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage, get_connection
from django.db import connections, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User, person_with

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds for a mail server that does not answer
SIGNING_IN_CHANGED = "accounts/changed"
CHOOSE_A_PASSWORD = "accounts/reset"  # noqa: S105 -- the name of a template


def send_link(email: str, *, site: str) -> None:
    """A link for a new password, if somebody has this address. `site` is where they asked for it."""
    _soon(partial(_send_link, email, site))


def tell_of_change(user: User) -> None:
    """That what somebody signs in with was changed, so that they hear of it if it was not they."""
    words = {"link": settings.SITE_URL + reverse("accounts:signing_in")}
    send = partial(_send, SIGNING_IN_CHANGED, user.email, words)
    transaction.on_commit(partial(_soon, send))


def link_for(user: User, *, site: str) -> str:
    """It works for a day, and until they next sign in or choose a password."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return site + reverse("accounts:confirm_reset", args=[key, token])


def _send_link(email: str, site: str) -> None:
    person = person_with(email)
    if person:
        _send(CHOOSE_A_PASSWORD, person.email, {"link": link_for(person, site=site)})


def _send(name: str, to: str, words: dict[str, str]) -> None:
    message = EmailMessage(
        subject=render_to_string(f"{name}_subject.txt").strip(),
        body=render_to_string(f"{name}_email.txt", words),
        to=[to],
        connection=get_connection(timeout=PATIENCE),
        headers={"Auto-Submitted": "auto-generated"},  # so that nobody's absence note answers
    )
    message.send()


def _soon(work: Callable[[], None]) -> None:
    if settings.MAIL_BEHIND_THE_PAGE:
        _postman().submit(_behind, work)
    else:
        _safely(work)


def _behind(work: Callable[[], None]) -> None:
    try:
        _safely(work)
    finally:
        connections.close_all()  # those of this thread


def _safely(work: Callable[[], None]) -> None:
    """Nobody waits to hear of a failure; the log names its kind, and no address."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 -- whatever ails the mail
        logger.error("An e-mail about an account was not sent: %s", type(error).__name__)


@cache
def _postman() -> ThreadPoolExecutor:
    """Of this process: made when it is first needed, after the server has split into its processes."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="accounts-mail")
