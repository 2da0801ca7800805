"""Says whether each kept file is there, and is what it was when it was kept."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backups.kept import faults, spoken_of
from govuk.words import count


class Command(BaseCommand):
    help = "Check that each kept file is there and unchanged. Exit code 1 when one is not."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = list(spoken_of())
        found = 0
        for fault in faults(kept):
            self.stderr.write(str(fault))
            found += 1
        files = count(len(kept), "file,files")
        if found:
            raise CommandError(f"{found} of {files} are not as they were kept.")
        self.stdout.write(f"{files}, each of them there and unchanged.")
