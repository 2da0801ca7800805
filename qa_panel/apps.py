"""Hangs this room's guards on the letter's moves, and its links in the menu."""

from django.apps import AppConfig


class QaPanelConfig(AppConfig):
    name = "qa_panel"

    def ready(self) -> None:
        from qa_panel import (  # noqa: F401, PLC0415 -- registering is the point
            guards,
            marks_presenters,
            presenters,
            telling,
        )
