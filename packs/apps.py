"""Hangs this room's part of the review page where the room below looks for it."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "packs"

    def ready(self) -> None:
        from packs import presenters  # noqa: F401, PLC0415 -- registering is the point
