"""Writes all rows and all kept files into one encrypted file, while the service is in use."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backups.faults import BackupFault
from backups.keys import to_close_with
from backups.making import FilesAtFault, make_backup
from govuk.words import count


class Command(BaseCommand):
    help = "Write a backup to a new file, encrypted with BACKUP_KEY."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="where; a file that is there already is kept")
        parser.add_argument("--plain", action="store_true", help="do not encrypt it")
        parser.add_argument(
            "--allow-faults",
            action="store_true",
            help="also when a kept file is missing or changed",
        )

    def handle(
        self, *args: Any, file: Path, plain: bool, allow_faults: bool, **options: Any
    ) -> None:
        try:
            recipients = [] if plain else to_close_with()
            made = make_backup(file, recipients, allow_faults=allow_faults)
        except FilesAtFault as fault:
            self.stderr.write("\n".join(map(str, fault.faults)))
            raise CommandError(str(fault)) from None
        except BackupFault as fault:
            raise CommandError(str(fault)) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        for left in made.manifest.not_here:
            self.stderr.write(f"The file of {left.row} {left.why}.")
        rows, files = (
            count(made.manifest.rows, "row,rows"),
            count(len(made.manifest.files), "file,files"),
        )
        self.stdout.write(f"{rows} and {files} are in {file.name}.")
        self.stdout.write(f"Head: {made.about.head.number} {made.about.head.digest}")
