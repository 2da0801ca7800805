"""Makes the triggers that guard history anew, where they were taken away."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from audit.triggers import guard, guard_of, guards, history


class Command(BaseCommand):
    help = "Guard every table of history that is not guarded as it should be."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        standing = guards(connection, history())
        for model in history():
            if standing.get(model) is not guard_of(model):
                guard(connection, model, guard_of(model))
                self.stdout.write(f"{model._meta.db_table} is guarded again.")
