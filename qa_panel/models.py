"""Who of the secretariat has a submission in hand, and how the QA Panel sees the answers of a resubmission."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.history import HistoryModel, HistoryQuerySet
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from accounts.models import User
from feedback.models import FeedbackItem
from reviews.models import Round
from reviews.workflow import Side


class TakingQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    """Takings are the secretariat's own: no CSP learns who there has its review."""

    def visible_to(self, user: User) -> Self:
        return super().visible_to(user) if user.is_qa_officer else self.none()

    def held_by(self, user: User) -> Self:
        return self.visible_to(user)


class Taking(HistoryModel):
    """Who took a round, and when; the latest row holds. `to` is empty when it was given back."""

    scoped_by = "round"
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="takings")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="takings"
    )

    unscoped = TakingQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    def __str__(self) -> str:
        return f"{self.round} → {self.to or 'nobody'}"


def latest_taking(qa_round: Round) -> Taking | None:
    return Taking.unscoped.filter(round=qa_round).select_related("to").last()


class Mark(models.TextChoices):
    """Whether an area for development was met by what the CSP did."""

    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"


class PanelViewQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def standing(self) -> Self:
        """The views that count: those that were not corrected."""
        return self.filter(superseded_by__isnull=True)

    def not_met(self) -> Self:
        return self.filter(verdict=Mark.NOT_MET)


class PanelView(HistoryModel):
    """The QA Panel's view of an area as it was answered: issued, and read by both sides.

    `round` is the round in which it was considered, `item` the area of the round before. A view
    that was mistaken is corrected by a new row that `supersedes` it and says `why`.
    """

    scoped_by = "round"
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panel_views")
    item = models.ForeignKey(FeedbackItem, on_delete=models.PROTECT, related_name="panel_views")
    verdict = models.CharField(max_length=10, choices=Mark)
    note = models.TextField(blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    why = models.TextField(blank=True)
    on_behalf_of = models.CharField(max_length=20, choices=Side, blank=True)

    unscoped = PanelViewQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["round", "item"],
                condition=Q(supersedes__isnull=True),
                name="one_first_view_per_area",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Mark.MET) | Q(verdict=Mark.NOT_MET) & ~Q(note=""),
                name="view_is_known_and_not_met_has_a_note",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(why=""),
                name="corrected_view_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_verdict_display()}"

    def get_absolute_url(self) -> str:
        return reverse("qa_panel:views", args=[self.round_id])

    @property
    def recorded_by(self) -> str:
        """Who recorded it, and for whom if it was not their own side's to say."""
        behalf = f" for {self.get_on_behalf_of_display()}" if self.on_behalf_of else ""
        return f"{self.by.name}{behalf}"


class DraftMark(ScopedModel):
    """How one side is about to mark an area: its working paper, and for as long as it likes half done.

    `supersedes` is the view that stood when it was written. Once another one stands, it is spent.
    """

    scoped_by = "round"
    shown_when = NEVER
    side_field = "side"
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draft_marks")
    item = models.ForeignKey(FeedbackItem, on_delete=models.PROTECT, related_name="draft_marks")
    side = models.CharField(max_length=20, choices=Side)
    verdict = models.CharField(max_length=10, choices=Mark, blank=True)
    note = models.TextField(blank=True)
    supersedes = models.ForeignKey(
        PanelView, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "item", "side"], name="one_draft_mark_per_area_and_side"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Mark.values]), name="draft_mark_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_verdict_display() or 'not marked yet'}"

    def get_absolute_url(self) -> str:
        return reverse("qa_panel:mark", args=[self.round_id, self.item.number])
