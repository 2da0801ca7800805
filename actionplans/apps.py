"""Hangs this room's part of the review page where the room below looks for it."""

from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        from actionplans import presenters  # noqa: F401, PLC0415 -- registering is the point
