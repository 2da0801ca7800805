"""Hangs this room's readiness on the moves that submit, and its parts of the review page and the timeline."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from documents import guards, presenters, telling  # noqa: F401, PLC0415 -- to register
