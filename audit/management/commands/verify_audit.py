"""Says whether the event log is whole: nothing changed, removed, put in or in another order, all guarded."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Model

from audit.chain import contains, verify
from audit.chain import head as end
from audit.models import Event, Permit
from audit.triggers import guard_of, guards, history

HEAD_IS_GONE = (
    "The head that you gave is not in the chain: the last events were removed, or all sealed anew."
)
UNGUARDED = "The database does not guard {}: its triggers were taken away."
PERMITTED = "A permit to remove history was left standing: remove it, and ask who wrote it."


class Command(BaseCommand):
    help = "Verify the chain of events, and print its head: keep that in another place."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--from", type=int, default=1, dest="start", metavar="N", help="the first event to read"
        )
        parser.add_argument("--head", metavar="HASH", help="a head that was kept earlier")

    def handle(self, *args: Any, start: int, head: str | None, **options: Any) -> None:
        if not 1 <= start <= max(end().number, 1):
            raise CommandError(f"Choose an event from 1 to {end().number}.")
        whole = True
        for what in _found(start, head):
            self.stderr.write(what)
            whole = False
        if not whole:
            raise CommandError("The event log is not whole.")
        self.stdout.write(_all_is_well())


def _found(start: int, kept: str | None) -> Iterator[str]:
    """A sentence for each fault, as soon as it is found."""
    yield from (f"Event {fault.number} {fault.what}." for fault in verify(start))
    if kept and not contains(kept.strip().lower()):
        yield HEAD_IS_GONE
    yield from (UNGUARDED.format(model._meta.db_table) for model in _unguarded())
    if Permit.objects.exists():
        yield PERMITTED


def _unguarded() -> list[type[Model]]:
    """History whose guard is gone, or lets more go than it should."""
    standing = guards(connection, history())
    return [model for model in history() if standing.get(model) is not guard_of(model)]


def _all_is_well() -> str:
    head, erased = end(), Event.objects.erased().count()
    gone = (
        f" What {erased} of them said was erased when records were disposed of." if erased else ""
    )
    return f"Every event is as it was written.{gone} Head: {head.number} {head.digest}"
