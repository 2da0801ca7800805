"""Hangs this room's telling on every stage change, and its link in the menu."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import actions, presenters  # noqa: F401, PLC0415 -- registering is the point
