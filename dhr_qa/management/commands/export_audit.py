"""Writes the event log to a CSV file for an investigator; that it was written is an event too."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from actionplans.formulas import guarded
from audit.export import COLUMNS, lines
from audit.models import Event
from audit.record import record


class Command(BaseCommand):
    help = "Write every event to a new CSV file that only you can read."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", help="where; a file that is there already is left as it is")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        last = Event.objects.order_by("number").last()
        if not last:
            raise CommandError("There are no events.")
        with _new(file) as opened:
            writer = csv.writer(opened, quoting=csv.QUOTE_ALL)
            writer.writerow(COLUMNS)
            writer.writerows([guarded(text) for text in line] for line in lines(last.number))
            record("audit.log_exported", last, by=None, events=last.number)
        self.stdout.write(f"{last.number} events written. Head: {last.number} {last.digest}")


@contextmanager
def _new(file: str) -> Iterator[IO[str]]:
    """A file of one's own, which is not left behind half-written."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as opened:
            yield opened
    except BaseException:
        Path(file).unlink()
        raise
