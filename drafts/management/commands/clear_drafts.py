"""Throw away the drafts that nobody has touched for a month: daily, beside `clearsessions`."""

from typing import Any

from django.core.management.base import BaseCommand

from drafts.keeping import DAYS, clear


class Command(BaseCommand):
    help = "Throw away the drafts that nobody has touched for a month."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Drafts older than {DAYS} days that were thrown away: {clear()}.")
