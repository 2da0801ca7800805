"""Writing the event log: one call, in the transaction of the action that it tells of."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction

from audit.chain import digest_of, digest_of_detail, head_to_write_after
from audit.models import Event, EventDetail
from audit.origin import current

COMMAND_LINE = "the command line"  # where nobody is signed in


@transaction.atomic(savepoint=False)
def record(verb: str, subject: models.Model, *, by: Any, **changes: Any) -> Event:
    """Write one event. Call it inside the action's own transaction, so that both stand or fall.

    `by` is a user, nobody (None), or a row of another kind that acts in its own name, such as an
    agency that answers by a link. Until the transaction ends no other one can write an event.
    """
    event = _event(verb, subject, by)
    if not changes:
        return _sealed(event)
    detail = EventDetail(event=event, changes=changes)
    event.detail_digest = digest_of_detail(detail)
    _sealed(event)
    detail.event_id = event.pk
    detail.save()
    return event


@transaction.atomic(savepoint=False)
def record_for_ever(verb: str, subject: models.Model, *, by: Any, **changes: Any) -> Event:
    """Write one event whose changes can never be erased, because they are sealed into the chain.

    For what must outlast the record that it is about, such as that it was disposed of: ids, counts,
    dates and codes, and never a person's words.
    """
    event = _event(verb, subject, by)
    event.changes_sealed = changes
    return _sealed(event)


def _event(verb: str, subject: models.Model, by: Any) -> Event:
    head, origin = head_to_write_after(), current.get()
    return Event(
        number=head.number + 1,
        actor=by if isinstance(by, get_user_model()) else None,
        actor_name=str(by or COMMAND_LINE),
        verb=verb,
        subject=subject._meta.label,
        subject_id=str(subject.pk),
        origin=origin.address,
        request=origin.request,
        previous=head.digest,
    )


def _sealed(event: Event) -> Event:
    event.digest = digest_of(event)
    event.save()
    return event
