"""Hangs this room's readiness on the moves that submit, and its part of the review page."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from documents import guards, presenters  # noqa: F401, PLC0415 -- registering is the point
