"""What an act leaves behind: the events that it wrote, and every row as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps

from audit.models import Event


def told_by(act: Callable[[], Any]) -> list[str]:
    """The verbs of the events that an act writes."""
    before = Event.objects.count()
    act()
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))[before:]


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, for a comparison of before and after."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
    }
