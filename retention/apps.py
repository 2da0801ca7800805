"""Hangs this room's link in the menu, its part of the review page, and what a review that goes on stops."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "retention"

    def ready(self) -> None:
        from retention import actions, presenters  # noqa: F401, PLC0415 -- registering is the point
