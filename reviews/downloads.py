"""Handing out what was kept: unchanged, as a download, and never shown in place."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse


def as_download(stored: Any) -> Any:
    """The bytes of a `StoredFile`, or of a row with the same fields, under the name that it shows."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
