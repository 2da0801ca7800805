"""The rows of this room: what somebody has typed into a page and not saved yet."""

from __future__ import annotations

import json
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

Texts = dict[str, list[str]]  # the name of a field, and what it would send


class DraftQuerySet(models.QuerySet):
    def of(self, user: Any) -> Self:
        """A draft is its own person's: nobody else, of whatever role, is ever shown one."""
        return self.filter(user=user)


class Draft(models.Model):
    """One person's unsaved words on one page: nobody's record, thrown away when they are saved.

    `page` is the path that the form is sent to. `typed` is what a person typed, `unseen` what the
    form holds hidden: which version it was opened with. Both are JSON in a text: so every letter
    survives on both databases (a JSON column of PostgreSQL knows no NUL), and so does the order.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=300)
    heading = models.CharField(max_length=300, blank=True)
    typed = models.TextField()
    unseen = models.TextField(default="{}")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="one_draft_a_page")]

    def __str__(self) -> str:
        return self.heading or self.page

    @property
    def texts(self) -> Texts:
        found: Texts = json.loads(self.typed)
        return found

    @property
    def hidden(self) -> Texts:
        found: Texts = json.loads(self.unseen)
        return found
