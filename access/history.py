"""History that belongs to somebody: rows that are only ever added, and seen only by whom they concern."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.scoping import ScopedModel, ScopedQuerySet
from audit.models import AppendOnlyModel, AppendOnlyQuerySet


class HistoryQuerySet(AppendOnlyQuerySet, ScopedQuerySet):  # type: ignore[override]  # each has its as_manager
    """Rows of a history, in the order in which they were written."""


class AppendedModel(AppendOnlyModel, ScopedModel):
    """A row that is only ever added, and seen only by whom it concerns."""

    unscoped = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        ordering = ["pk"]


class HistoryModel(AppendedModel):
    """A row that says what happened, who wrote it down, and when."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(AppendedModel.Meta):
        abstract = True
