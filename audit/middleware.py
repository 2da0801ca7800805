"""Tells the event log, and the lines of the console log, which request something belongs to."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit.origin import Origin, current


class FromWhere:
    """Stands first, so that whatever a request does or logs carries its address and its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current.set(Origin(address_of(request), uuid.uuid4().hex))
        try:
            return self.get_response(request)
        finally:
            current.reset(token)


def address_of(request: HttpRequest) -> str:
    """The address that the server saw, or the one in the header that a trusted proxy sets.

    Of a list the last one counts: the proxy itself added it, and anybody may send what stands before.
    """
    header = settings.CLIENT_ADDRESS_HEADER
    told = request.headers.get(header, "") if header else request.META.get("REMOTE_ADDR", "")
    last = told.rpartition(",")[2].strip()
    try:
        return str(ip_address(last.partition("%")[0]))
    except ValueError:
        return ""


class RequestNumber(logging.Filter):
    """Gives a log line `request_id`, so that it can be found again beside the events."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get().request or "-"
        return True
