"""Handing out a file that was just made: as a download, never shown in place, under a name that names nobody."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse

from reviews.downloads import sandboxed
from reviews.files import FileType


def as_download(data: bytes, name: str, kind: FileType) -> HttpResponse:
    response = HttpResponse(data, content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return sandboxed(response)


def plan_name(review: int, on: dt.date, kind: FileType) -> str:
    """What it is, of which review and of which day, without the review's name."""
    return f"action-plan-{review}-{on.isoformat()}{kind.suffix}"
