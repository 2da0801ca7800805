"""Hangs this room's guards and its part of the review page where the rooms below look for them."""

from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        from actionplans import guards, presenters  # noqa: F401, PLC0415 -- registering is the point
