"""Who has changed which field of a row last, as the event log has it."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from access.conflicts import Who
from audit.models import Event

FAR_BACK = 20


def changed_by(row: Model) -> dict[str, Who]:
    """For each field: who made it what it is. Only where the log says so of the value that it has.

    So whoever changed a row by a way that the log tells of elsewhere is never mistaken for another.
    """
    events = Event.objects.filter(subject=row._meta.label, subject_id=str(row.pk))
    found: dict[str, Who] = {}
    for event in reversed(events.order_by("-number")[:FAR_BACK]):
        for name, change in event.changes.items():
            if isinstance(change, list) and len(change) == 2 and _is_so(row, name, change[1]):
                found[name] = Who(event.actor_name, event.at)
            else:
                found.pop(name, None)
    return found


def _is_so(row: Any, name: str, value: Any) -> bool:
    now = getattr(row, name, value)
    plain = getattr(now, "pk", now)
    try:
        return bool(json.loads(json.dumps(plain, cls=DjangoJSONEncoder)) == value)
    except TypeError:
        return True  # rows beside this one: the log alone knows
