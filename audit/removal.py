"""Lawful disposal: the one way by which history leaves the database, and only while it is permitted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from audit.models import AppendOnlyError, Event, Permit

BATCH = 500
# Rows that point to one another go in any order; whether any is left alone is asked at the end.
LET_WAIT = {"postgresql": "SET CONSTRAINTS ALL DEFERRED", "sqlite": "SELECT 1"}


@contextmanager
def removal_permitted(event: Event) -> Iterator[None]:
    """While this lasts, this transaction may remove history; `event` says who decided it, and why.

    The permit is a row that is written and removed in the same transaction: nobody else finds it,
    and whatever else goes wrong takes it away. Call it in the action's own transaction, which has
    also written the event.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("History is removed in the transaction that says why.")
    with transaction.atomic():
        permit = Permit.objects.create(event=event)
        yield
        permit.delete()


def permitting() -> Event:
    """The event that permits a removal now; without one history stays."""
    permit = Permit.objects.select_related("event").first()
    if not permit:
        raise AppendOnlyError("History is removed only while that is permitted")
    return permit.event


def remove(rows: QuerySet[Any]) -> int:
    """Remove rows of a history, and nothing that belongs to them; returns how many went.

    Whatever points to them has to go before the transaction ends, or all of it comes back.
    """
    permitting()
    _ask_later()
    removed, every = 0, rows.model._base_manager.using(rows.db)
    while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        removed += every.filter(pk__in=batch)._raw_delete(rows.db)
    return removed


def _ask_later() -> None:
    """Each event that is written has everything asked at once again, so this comes before each removal."""
    with connection.cursor() as cursor:
        cursor.execute(LET_WAIT[connection.vendor])
