"""Removes bytes that no row speaks of: what an upload that failed half-way may leave on the disk."""

import time
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import models

HOUR = 60 * 60


def spoken_of() -> set[str]:
    """The name of every stored file that some row holds."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
        for name in model._base_manager.values_list(field.name, flat=True)
    }


class Command(BaseCommand):
    help = "Remove stored bytes older than an hour that no row refers to."

    def handle(self, *args: Any, **options: Any) -> None:
        if not default_storage.exists("."):
            return
        kept, before = spoken_of(), time.time() - HOUR
        for name in default_storage.listdir(".")[1]:
            changed = default_storage.get_modified_time(name).timestamp()
            if name not in kept and changed < before:
                default_storage.delete(name)
                self.stdout.write("removed one file that no row refers to")
