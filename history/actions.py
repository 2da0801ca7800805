"""What is done with the record: it is downloaded, and that is an event too."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Organisation, User
from audit.record import record
from reviews.models import Review


@transaction.atomic
def note_download(about: Review | Organisation, *, events: int, by: User) -> None:
    """Leave a trace that somebody took a copy of a record."""
    record("history.record_downloaded", about, by=by, events=events)
