"""The chain of events: what each is sealed with, where it ends, and whether it is whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from audit.models import Event, EventDetail


@dataclass(frozen=True, slots=True)
class Head:
    """The last event: whoever keeps these two can show later that nothing before was changed."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an event, as the rest of a sentence that begins with its number."""

    number: int
    what: str


START = Head(0, "0" * 64)
ERASED = "audit.details_erased"  # the event that says of which events the details were erased


def digest_of(event: Event) -> str:
    """SHA-256, in hexadecimal, of all that an event says and of the digest before it."""
    return hashlib.sha256(canonical(content(event)).encode("ascii")).hexdigest()


def digest_of_detail(detail: EventDetail) -> str:
    """SHA-256 of what an event says, with its salt before it: all of it that the event seals."""
    return hashlib.sha256(
        (detail.salt + canonical(as_read_back(detail.changes))).encode("ascii")
    ).hexdigest()


def content(event: Event) -> dict[str, Any]:
    """What is sealed. This can never change: every digest that was ever written depends on it.

    An event with details seals their digest besides; one without them is as events always were.
    """
    detail = {"detail": event.detail_digest} if event.detail_digest else {}
    return detail | {
        "number": event.number,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "verb": event.verb,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "changes": as_read_back(event.changes_sealed),
        "origin": event.origin,
        "request": event.request,
        "previous": event.previous,
    }


def canonical(value: Any) -> str:
    """One way to write a JSON value: keys in order, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def as_read_back(changes: Any) -> Any:
    """A JSON value as either database gives it back: dates as text, keys as text, 1.0 as 1."""
    return json.loads(json.dumps(changes, cls=DjangoJSONEncoder), parse_float=_shortest)


def _shortest(number: str) -> int | float:
    """PostgreSQL keeps decimals rather than floats, and gives 3e16 back as a whole number."""
    value = Decimal(number)
    return int(value) if value == value.to_integral_value() else float(number)


# In one trip: whatever this transaction has to wait for besides is waited for first, so that nobody
# waits in a ring; then it is this writer's turn; only then does it look. On SQLite writers queue at
# the beginning of their transactions already.
QUEUE = {
    "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_advisory_xact_lock(3872025); ",
    "sqlite": "",
}
LAST = "SELECT number, digest FROM audit_event ORDER BY number DESC LIMIT 1"


def head_to_write_after() -> Head:
    """The head, which no other transaction moves before this one has ended."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE[connection.vendor] + LAST)
        return _head(cursor.fetchone())


def head() -> Head:
    return _head(Event.objects.order_by("-number").values_list("number", "digest").first())


def _head(row: tuple[int, str] | None) -> Head:
    return Head(*row) if row else START


def contains(digest: str) -> bool:
    """Whether a head that was kept is still in the chain."""
    return Event.objects.filter(digest=digest).exists()


def verify(start: int = 1) -> Iterator[Fault]:
    """Every fault from an event on; as many rows in memory for a million events as for ten.

    In order, but that details are gone unaccounted for is known at the end only: the event that
    tells of an erasure comes after those whose details it erased.
    """
    before, gone = _before(start), Gone()
    events = Event.objects.filter(number__gte=start).order_by("number", "pk")
    for event in events.iterator(chunk_size=1000):
        yield from (Fault(event.number, what) for what in _faults(event, before))
        gone.see(event)
        before = Head(event.number, event.digest)
    yield from (Fault(number, "lost its details: nothing says why") for number in gone.numbers)


class Gone:
    """The events whose details are not there, less those of which an event says that they were erased."""

    def __init__(self) -> None:
        self._numbers: set[int] = set()

    @property
    def numbers(self) -> list[int]:
        return sorted(self._numbers)

    def see(self, event: Event) -> None:
        if event.is_erased:
            self._numbers.add(event.number)
        if event.verb == ERASED:
            told = [range(first, last + 1) for first, last in event.changes_sealed["of"]]
            self._numbers = {n for n in self._numbers if not any(n in numbers for numbers in told)}


def _before(start: int) -> Head:
    if start == 1:
        return START
    digests = Event.objects.filter(number=start - 1).values_list("digest", flat=True)
    return Head(start - 1, digests.first() or "")


def _faults(event: Event, before: Head) -> Iterator[str]:
    if event.number != before.number + 1:
        yield f"comes straight after {before.number}: events were removed or put in"
    elif event.previous != before.digest:
        yield f"does not follow from {before.number}: one of them was put in or sealed anew"
    if event.digest != digest_of(event):
        yield "was changed after it was written"
    if event.has_detail and event.detail_digest != digest_of_detail(event.detail):
        yield "says something else than what was written"
