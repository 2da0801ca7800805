"""Hangs this room's line on the review's page."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self) -> None:
        from intake import presenters  # noqa: F401, PLC0415 -- registering is the point
