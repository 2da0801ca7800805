"""Writing the event log: one call, in the transaction of the action that it tells of."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction

from audit.chain import digest_of, head_to_write_after
from audit.models import Event
from audit.origin import current

COMMAND_LINE = "the command line"  # where nobody is signed in


@transaction.atomic(savepoint=False)
def record(verb: str, subject: models.Model, *, by: Any, **changes: Any) -> Event:
    """Write one event. Call it inside the action's own transaction, so that both stand or fall.

    `by` is a user, nobody (None), or a row of another kind that acts in its own name, such as an
    agency that answers by a link. Until the transaction ends no other one can write an event.
    """
    head, origin = head_to_write_after(), current.get()
    event = Event(
        number=head.number + 1,
        actor=by if isinstance(by, get_user_model()) else None,
        actor_name=str(by or COMMAND_LINE),
        verb=verb,
        subject=subject._meta.label,
        subject_id=str(subject.pk),
        changes=changes,
        origin=origin.address,
        request=origin.request,
        previous=head.digest,
    )
    event.digest = digest_of(event)
    event.save()
    return event
