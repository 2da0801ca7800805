"""Which kept files the other side may see after all: each room above says it of those that it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q

from access.scoping import NEVER

Shown = Callable[[], Q]
_SHOWN: list[Shown] = []


def shows_files(shown: Shown) -> Shown:
    """Register `shown()`: a condition on `StoredFile` that joins nothing, so that no row is repeated."""
    _SHOWN.append(shown)
    return shown


def shown_files() -> Q:
    return reduce(or_, (shown() for shown in _SHOWN), NEVER)
