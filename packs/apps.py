"""Hangs this room's part of the review page where the room below looks for it, and the checks of a pack in theirs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "packs"

    def ready(self) -> None:
        from packs import presenters, telling  # noqa: F401, PLC0415 -- registering is the point
        from packs.readiness import answers, documents, plan, printed, signing  # noqa: F401, PLC0415 -- as above
