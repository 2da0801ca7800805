"""What somebody with the database's own password could do to the events, and a long log to do it to."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from audit.chain import Head, digest_of, head
from audit.models import Event, EventDetail
from audit.triggers import lifted


def tamper(event: Event, **changed: Any) -> None:
    """Change columns of a row, past our own code and with the guard away."""
    with lifted(connection, Event):
        QuerySet(Event).filter(pk=event.pk).update(**changed)


def tamper_and_seal(event: Event, **changed: Any) -> None:
    """The same by somebody who knows how a digest is made."""
    for name, value in changed.items():
        setattr(event, name, value)
    tamper(event, **changed, digest=digest_of(event))


def remove(event: Event) -> None:
    with lifted(connection, Event, EventDetail):
        remove_detail(event)
        QuerySet(Event).filter(pk=event.pk)._raw_delete(connection.alias)


def tamper_detail(event: Event, **changed: Any) -> None:
    with lifted(connection, EventDetail):
        QuerySet(EventDetail).filter(pk=event.pk).update(**changed)


def remove_detail(event: Event) -> None:
    with lifted(connection, EventDetail):
        QuerySet(EventDetail).filter(pk=event.pk)._raw_delete(connection.alias)


def many_events(count: int, subject: Model) -> None:
    """A long log, quickly: sealed as `record` seals, written together."""
    before, events = head(), []
    for page in range(count):
        event = Event(
            number=before.number + 1,
            actor_name="Alice",
            verb="reviews.read",
            subject=subject._meta.label,
            subject_id=str(subject.pk),
            changes_sealed={"page": page},
            previous=before.digest,
        )
        event.digest = digest_of(event)
        before = Head(event.number, event.digest)
        events.append(event)
    Event.objects.bulk_create(events, batch_size=1000)
