"""The event log as lines of text, for investigators who work outside the service."""

from __future__ import annotations

from collections.abc import Iterator

from audit.chain import as_read_back, canonical, content
from audit.models import Event

COLUMNS = (
    "number",
    "at",
    "actor",
    "actor_name",
    "verb",
    "subject",
    "subject_id",
    "changes",
    "detail",
    "salt",
    "origin",
    "request",
    "previous",
    "digest",
)


def lines(upto: int) -> Iterator[list[str]]:
    """Every event up to a number, with all from which its digest can be reckoned again.

    A line with a `detail` seals that and no changes; `detail` is the SHA-256 of salt and changes,
    and stands alone where the changes were erased.
    """
    events = Event.objects.filter(number__lte=upto).order_by("number", "pk")
    for event in events.iterator(chunk_size=1000):
        told = content(event) | _said(event) | {"digest": event.digest}
        yield ["" if (value := told.get(column)) is None else str(value) for column in COLUMNS]


def _said(event: Event) -> dict[str, str]:
    if event.is_erased:
        return {"changes": ""}
    salt = {"salt": event.detail.salt} if event.detail_digest else {}
    return salt | {"changes": canonical(as_read_back(event.changes))}
