"""Makes a key for backups: the half that opens them goes into a file, the half that closes them is said."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backups.faults import BackupFault
from backups.keys import new_key
from backups.newfile import new_file

NEXT = (
    "Set BACKUP_KEY to this public half where backups are made. Take the file away from that machine "
    "and keep it in two places: without it no backup can be opened, by nobody."
)


class Command(BaseCommand):
    help = "Write a new secret key to a new file that only you can read, and print its public half."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="where the secret half goes")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        public, secret = new_key()
        created = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        try:
            with new_file(file) as opened:
                opened.write(f"# created: {created}\n# public key: {public}\n{secret}\n".encode())
        except BackupFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"{public}\n{NEXT}")
