"""Writing the event log: one call, in the transaction of the action that it tells of."""

from typing import Any

from django.db import models

from audit.models import Event

COMMAND_LINE = "the command line"  # where nobody is signed in


def record(verb: str, subject: models.Model, *, by: Any, **changes: Any) -> Event:
    """Write one event. Call it inside the action's own transaction, so that both stand or fall."""
    return Event.objects.create(
        actor=by,
        actor_name=str(by or COMMAND_LINE),
        verb=verb,
        subject=subject._meta.label,
        subject_id=str(subject.pk),
        changes=changes,
    )
