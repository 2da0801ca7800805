"""Hangs this room's readiness on the moves after clearance, and its part of the review page."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "publication"

    def ready(self) -> None:
        from publication import guards, presenters  # noqa: F401, PLC0415 -- registering is the point
