"""Who of the secretariat has a submission in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.scoping import ScopedModel
from accounts.models import Role, User
from audit.models import AppendOnlyModel
from reviews.models import Round, ScopedHistoryQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TakingQuerySet(ScopedHistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    """Takings are the secretariat's own: no CSP learns who there has its review."""

    def visible_to(self, user: User) -> Self:
        return super().visible_to(user) if user.is_qa_officer else self.none()

    def held_by(self, user: User) -> Self:
        return self.visible_to(user)


class Taking(AppendOnlyModel, ScopedModel):
    """Who took a round, and when; the latest row holds. `to` is empty when it was given back."""

    scoped_by = "round"
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="takings")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="takings"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    unscoped = TakingQuerySet.as_manager()

    class Meta:
        base_manager_name = "unscoped"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.round} → {self.to or 'nobody'}"


def latest_taking(qa_round: Round) -> Taking | None:
    return Taking.unscoped.filter(round=qa_round).select_related("to").last()


def officers() -> QuerySet[Any]:
    """The secretariat: everybody who may have a submission in hand."""
    return User.objects.filter(
        pk__in=User.objects.filter(
            memberships__role=Role.QA_OFFICER, memberships__ended_at__isnull=True
        ),
        is_active=True,
    ).order_by("name", "pk")
