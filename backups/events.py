"""Whether an event log is whole, from its rows alone: those of a backup, or of a database of any release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from audit.chain import ERASED, START, Head, digest_of, digest_of_detail
from audit.models import Event, EventDetail
from backups import lines
from backups.faults import BackupFault, damaged
from backups.tables import Row

EVENTS, DETAILS = Event._meta.label, EventDetail._meta.label


@dataclass(slots=True)
class Chain:
    """What was seen so far. Events come in order, and what they say comes after all of them.

    `details` has the number and the digest of what each event says, until that has come;
    `erased` the events of which a later one tells that what they said was disposed of.
    """

    head: Head = START
    details: dict[int, tuple[int, str]] = field(default_factory=dict)
    erased: list[range] = field(default_factory=list)

    def see(self, label: str, rows: Iterable[Row]) -> None:
        """Raises `BackupFault` at the first event that is not as it was written."""
        follow = {EVENTS: self._event, DETAILS: self._detail}.get(label)
        if follow is None:
            return
        for row in rows:
            try:
                follow(row)
            except (AttributeError, KeyError, TypeError, ValueError):  # it says nothing of the kind
                raise self._fault() from None

    def must_end_at(self, head: Head) -> None:
        if self.head != head:
            raise damaged("its event log does not end where it should")
        for number, _ in self.details.values():
            if not any(number in numbers for numbers in self.erased):
                raise damaged(f"event {number} lost its details, and nothing says why")

    def _event(self, row: Row) -> None:
        event = _as(Event, row)
        follows = (event.number, event.previous) == (self.head.number + 1, self.head.digest)
        if not follows or event.digest != digest_of(event):
            raise self._fault()
        self.head = Head(event.number, event.digest)
        if event.detail_digest:
            self.details[event.pk] = (event.number, event.detail_digest)
        if event.verb == ERASED:
            self.erased += [range(first, last + 1) for first, last in event.changes_sealed["of"]]

    def _detail(self, row: Row) -> None:
        detail = _as(EventDetail, row)
        number, digest = self.details.pop(detail.event_id)
        if digest != digest_of_detail(detail):
            raise damaged(f"event {number} says something else than what was written")

    def _fault(self) -> BackupFault:
        return damaged(f"the event after {self.head.number} is not as it was written")


def _as(model: type[models.Model], row: Row) -> Any:
    """A row as this release has it; an earlier one had fewer columns, whose defaults say nothing."""
    meta: Any = model._meta
    fields = [field for field in meta.local_concrete_fields if field.column in row]
    return model(**{field.attname: lines.value(field, row[field.column]) for field in fields})
