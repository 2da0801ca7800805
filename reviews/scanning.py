"""Whether the virus scanner, where there is one, lets a file pass. When it does not answer, nothing passes."""

from __future__ import annotations

import logging

from django.conf import settings

from sandbox.clamd import Clamd, NoAnswer

NOT_NOW = (
    "Files cannot be taken in now, because the virus scanner does not answer. What you typed is "
    "still here. Try again in a few minutes, or tell the people who run the service."
)
FOUND = (
    "The virus scanner found something harmful in the file. It was not kept. Do not open it, and "
    "tell your own IT team."
)
log = logging.getLogger(__name__)


class NotScanned(Exception):
    """The scanner does not answer; the message is for the person who sent the file."""


class Infected(Exception):
    """The scanner found something, by this `signature`; the message is for the person who sent the file."""

    def __init__(self, signature: str) -> None:
        super().__init__(FOUND)
        self.signature = signature


def scan(data: bytes) -> None:
    """Raises `Infected` or `NotScanned`. Without `CLAMAV`, nothing is scanned."""
    if not settings.CLAMAV:
        return
    try:
        signature = Clamd(settings.CLAMAV).scan(data)
    except NoAnswer as reason:
        log.error("A file was refused because the virus scanner did not answer: %s", reason)
        raise NotScanned(NOT_NOW) from None
    if signature:
        log.warning("The virus scanner found %s in a file, which was refused", signature)
        raise Infected(signature)
