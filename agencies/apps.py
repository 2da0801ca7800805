"""Hangs this room's line on the review's page and its part of the timeline there."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"

    def ready(self) -> None:
        from agencies import actions, presenters, telling  # noqa: F401, PLC0415 -- registering is the point
