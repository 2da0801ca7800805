"""Two people at one row: whoever saves second is told, and what changed is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from access.verdict import Refused

CHANGED_SINCE = (
    "Somebody else has changed this since you opened the page. What you typed is still here; "
    "compare it with what is saved now, then save again if it should replace that."
)


def claimed(row: Any, version: int) -> Any:
    """The row as it is saved, with its next version taken; refused when somebody took it before."""
    rows = type(row).unscoped.filter(pk=row.pk)
    if not rows.filter(version=version).update(version=version + 1):
        raise Refused(CHANGED_SINCE)
    return rows.get()


def written(row: Any, details: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put the details onto the row; returns what changed, as [before, after]."""
    changes = {k: [getattr(row, k), v] for k, v in details.items() if getattr(row, k) != v}
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    return {name: [_plain(value) for value in pair] for name, pair in changes.items()}


def _plain(value: Any) -> Any:
    """A value as the event log keeps it."""
    return getattr(value, "pk", value)
