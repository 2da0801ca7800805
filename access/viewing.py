"""A page that shows a document as a whole leaves an event, as a download does."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from audit.models import Event
from audit.record import record

# Whoever turns back to a page, or saves on it again and again, is reading it once.
ONE_READING = dt.timedelta(minutes=15)


class ShowsDocument:
    """A view that names the verb of its event as `shown`. What cannot be written down is not shown.

    It stands first among the bases, so that it sees how the page came out.
    """

    shown = ""
    object: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        if self.shown and request.method == "GET" and response.status_code == HTTPStatus.OK:
            note_reading(self.shown, self.object, by=request.user)
        return response


def note_reading(verb: str, row: Model, *, by: Any) -> None:
    """Leave a trace that somebody has read this, unless they did a moment ago."""
    same = Event.objects.about(row._meta.label, [row.pk]).filter(verb=verb, actor=by)
    if not same.filter(at__gt=timezone.now() - ONE_READING).exists():
        record(verb, row, by=by)
