"""Writes a copy of the installation for training, with the same shape and none of its names and words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Membership
from audit.models import Event
from audit.record import record
from govuk.words import count
from retention.anonymising.columns import Undeclared
from retention.anonymising.copying import NotMade, copy_all
from retention.anonymising.inventing import Book


class Command(BaseCommand):
    help = "Write an anonymised copy of the database and its files, for training."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--database", required=True, metavar="FILE", help="a new SQLite file")
        parser.add_argument("--files", required=True, metavar="FOLDER", help="a new folder")

    def handle(self, *args: Any, database: str, files: str, **options: Any) -> None:
        try:
            book, written = copy_all(Path(database), Path(files))
        except (Undeclared, NotMade) as fault:
            raise CommandError(str(fault)) from None
        if last := Event.objects.order_by("number").last():
            record("retention.copy_made", last, by=None, rows=written.total())
        self.stdout.write(f"{count(written.total(), 'row,rows')} written. Sign in as any of these:")
        for line in _people(book):
            self.stdout.write(f"  {line}")
        self.stdout.write(f"The password of each is: {book.password}")


def _people(book: Book) -> Iterator[str]:
    """How those who hold a role are called in the copy; none of them by their own name."""
    held = Membership.objects.current().filter(user__is_active=True)
    for membership in held.select_related("user", "organisation").order_by("pk"):
        person = book.number("e-mail", membership.user.email)
        place = book.number("organisation", membership.organisation.name)
        yield f"person{person}@example.org  {membership.get_role_display()} of Partnership {place}"
