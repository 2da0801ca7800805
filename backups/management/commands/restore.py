"""Puts a backup back into an empty database and an empty folder: all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backups.faults import BackupFault
from backups.keys import keys_given
from backups.restoring import restore
from govuk.words import count, day_time

NEXT = (
    "Next: set SECRET_KEY as it was, or authenticator apps and links that were sent no longer work. "
    "Run `manage.py collectstatic --no-input`, start the service, sign in, and open a document."
)


class Command(BaseCommand):
    help = "Put a backup back into an empty database and an empty folder of files."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            restored = restore(file, keys_given().identities)
        except BackupFault as fault:
            raise CommandError(str(fault)) from None
        about, manifest = restored.about, restored.manifest
        rows, files = count(manifest.rows, "row,rows"), count(len(manifest.files), "file,files")
        made = day_time(about.made_at)
        self.stdout.write(f"The backup of {made} was put back: {rows} and {files}.")
        self.stdout.write(f"Every event is as it was written, up to {about.head.number}.")
        for left in restored.faults:
            self.stderr.write(str(left))
        self.stdout.write(NEXT)
