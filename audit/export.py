"""The event log as lines of text, for investigators who work outside the service."""

from __future__ import annotations

from collections.abc import Iterator

from audit.chain import canonical, content
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
    "origin",
    "request",
    "previous",
    "digest",
)


def lines(upto: int) -> Iterator[list[str]]:
    """Every event up to a number, as it is sealed: from a line its digest can be reckoned again."""
    events = Event.objects.filter(number__lte=upto).order_by("number", "pk")
    for event in events.iterator(chunk_size=1000):
        said = content(event) | {"digest": event.digest}
        said["changes"] = canonical(said["changes"])
        yield ["" if said[column] is None else str(said[column]) for column in COLUMNS]
