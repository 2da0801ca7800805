"""Says whether the event log is whole: nothing changed, removed, put in or in another order."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.chain import contains, verify
from audit.chain import head as end
from audit.models import Event
from audit.triggers import is_guarded

HEAD_IS_GONE = (
    "The head that you gave is not in the chain: the last events were removed, or all sealed anew."
)
UNGUARDED = "The database does not guard the events: its triggers were taken away."


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
    if not is_guarded(connection, Event):
        yield UNGUARDED


def _all_is_well() -> str:
    head = end()
    return f"Every event is as it was written. Head: {head.number} {head.digest}"
