"""Says whether a backup is whole, without writing any of it anywhere."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backups.faults import BackupFault
from backups.keys import keys_given
from backups.sealing import is_encrypted
from backups.verifying import verify_backup
from govuk.words import count, day_time


class Command(BaseCommand):
    help = "Check every sum in a backup, and its chain of events. Exit code 1 when it is not whole."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            whole = verify_backup(file, keys_given().identities)
            encrypted = is_encrypted(file)
        except BackupFault as fault:
            raise CommandError(str(fault)) from None
        about, manifest = whole.about, whole.manifest
        rows, files = count(manifest.rows, "row,rows"), count(len(manifest.files), "file,files")
        self.stdout.write(f"The backup of {day_time(about.made_at)} is whole: {rows}, {files}.")
        for left in manifest.not_here:
            self.stdout.write(f"It was made without this: the file of {left.row} {left.why}.")
        if not encrypted:
            self.stdout.write("It is not encrypted.")
        self.stdout.write(f"Head: {about.head.number} {about.head.digest}")
