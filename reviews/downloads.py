"""Handing out what was kept: unchanged, as a download, with a trace, and never shown in place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from access.generic import refused

MISSING = (
    "The service no longer finds this file on its disk. It is still on record. "
    "Tell the people who run the service, and give them the address of this page."
)
T = TypeVar("T", bound=HttpResponseBase)
log = logging.getLogger(__name__)


def hand_out(stored: Any, request: HttpRequest, note: Callable[..., None]) -> Any:
    """The bytes of a `StoredFile`, or of a row with the same fields, under the name that it shows.

    `note` is the action that leaves the trace. Nothing is noted when there is nothing to hand out.
    """
    try:
        file = stored.file.open("rb")
    except FileNotFoundError:
        log.error("The bytes of %s %s are missing", stored._meta.label, stored.pk)
        return refused(request, MISSING, stored)
    note(stored, by=request.user)
    response = FileResponse(
        file, as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    return sandboxed(response)


def sandboxed(response: T) -> T:
    """Whatever it holds, a browser that opens it in place runs nothing and fetches nothing."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
