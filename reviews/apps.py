"""Hangs this room's own parts on the review page."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import presenters, telling  # noqa: F401, PLC0415 -- registering is the point
