"""Erasing what events say, when a record is disposed of: that they happened, and the chain, stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from audit.chain import ERASED
from audit.models import EventDetail
from audit.record import record_for_ever
from audit.removal import permitting, remove

BATCH = 500


def erase_details(event_ids: Collection[int]) -> int:
    """Erase what these events say, and write down of which; returns of how many.

    Only while a removal is permitted. An event that seals what it says goes on saying it.
    """
    return _erase(EventDetail.objects.filter(pk__in=batch) for batch in _batches(event_ids))


def erase_details_about(label: str, ids: Collection[Any]) -> int:
    """The same for all events about these rows of a model, "room.Model"."""
    return _erase(
        EventDetail.objects.filter(event__subject=label, event__subject_id__in=map(str, batch))
        for batch in _batches(ids)
    )


def _erase(batches: Iterable[Any]) -> int:
    why, numbers = permitting(), []
    for details in batches:
        numbers += details.values_list("event__number", flat=True)
        remove(details)
    if numbers:
        record_for_ever(ERASED, why, by=why.actor, of=ranges(numbers), count=len(numbers))
    return len(numbers)


def _batches(ids: Collection[Any]) -> Iterable[list[Any]]:
    every = list(ids)
    return (every[first : first + BATCH] for first in range(0, len(every), BATCH))


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Whole numbers as first and last of each run: [1, 2, 3, 7] as [[1, 3], [7, 7]]."""
    runs = groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0])
    return [[run[0], run[-1]] for run in ([n for _, n in pairs] for _, pairs in runs)]
