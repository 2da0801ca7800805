"""Hangs this room's guards and its part of the review page where the rooms below look for them."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        from feedback import (  # noqa: PLC0415 -- registering is the point
            guards,  # noqa: F401
            presenters,  # noqa: F401
            submitting,  # noqa: F401
            telling,  # noqa: F401
        )
