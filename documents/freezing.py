"""What else is kept as it was when a round is submitted: each room above freezes its own part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Freeze = Callable[[Any, Any], None]
_FREEZES: list[Freeze] = []


def freezes(freeze: Freeze) -> Freeze:
    """Register `freeze(submission, by)`, called in the transaction of a submission that the CSP makes."""
    _FREEZES.append(freeze)
    return freeze


def freeze_all(submission: Any, by: Any) -> None:
    for freeze in _FREEZES:
        freeze(submission, by)
