"""Recommendations, the actions that carry them out, and the dated updates that tell how each is going."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from access.history import HistoryModel
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from reviews.models import Review, StoredFile


class Level(models.TextChoices):
    LOCAL = "local", "Local"
    REGIONAL = "regional", "Regional"
    NATIONAL = "national", "National"


class Agencies(models.TextChoices):
    SINGLE = "single", "Single agency"
    MULTI = "multi", "Several agencies"


class Rag(models.TextChoices):
    """The default legend; the words stand beside the colour wherever a rating is shown."""

    RED = "red", "Off track"
    AMBER = "amber", "At risk"
    GREEN = "green", "On track"
    BLUE = "blue", "Complete"


class Recommendation(ScopedModel):
    """One recommendation of the review, with its actions."""

    scoped_by = "review"
    shown_when = NEVER
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    text = models.TextField()
    scope = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20, choices=Level, default=Level.LOCAL)
    agencies = models.CharField(max_length=20, choices=Agencies, default=Agencies.SINGLE)
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["review", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "review", Lower("number"), name="recommendation_numbers_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("actionplans:plan", args=[self.review_id])


class ActionQuerySet(ScopedQuerySet):
    def of_review(self, review: Review) -> Self:
        return self.filter(recommendation__review=review)

    def open(self) -> Self:
        return self.filter(completed_on__isnull=True)

    def overdue(self, on: dt.date | None = None) -> Self:
        return self.open().filter(target_date__lt=on or timezone.localdate())

    def with_state(self) -> Self:
        """Each action with its present rating and reason, and its last update."""
        updates = ActionUpdate.unscoped.filter(action=OuterRef("pk")).order_by("-dated", "-pk")
        rated = updates.exclude(rating="")
        return self.annotate(
            rating=Subquery(rated.values("rating")[:1]),
            rating_reason=Subquery(rated.values("reason")[:1]),
            rated_on=Subquery(rated.values("dated")[:1]),
            last_update=Subquery(updates.values("text")[:1]),
            last_update_on=Subquery(updates.values("dated")[:1]),
        )


class Action(ScopedModel):
    """One action: the columns of the Home Office's template, and the areas for development it answers."""

    scoped_by = "recommendation"
    shown_when = NEVER
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="actions"
    )
    position = models.PositiveIntegerField()
    text = models.TextField()
    lead_agency = models.CharField(max_length=200, blank=True)
    milestones = models.TextField(blank=True)
    target_date = models.DateField(null=True, blank=True)
    target_date_text = models.CharField(max_length=100, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    items = models.ManyToManyField("feedback.FeedbackItem", related_name="actions", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "position"], name="action_positions_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.position} of {self.recommendation}"

    def get_absolute_url(self) -> str:
        return reverse("actionplans:action", args=[self.pk])

    def is_overdue(self, on: dt.date | None = None) -> bool:
        """Computed from the target date, apart from the rating."""
        today = on or timezone.localdate()
        return (
            self.completed_on is None and self.target_date is not None and self.target_date < today
        )


class ActionUpdate(HistoryModel):
    """A dated account of how an action is going, with a new rating or none; only ever added."""

    scoped_by = "action"
    shown_when = NEVER
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    dated = models.DateField()
    text = models.TextField()
    rating = models.CharField(max_length=10, choices=Rag, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.ManyToManyField(StoredFile, related_name="updates", blank=True)

    class Meta(HistoryModel.Meta):
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating="") | ~Q(reason=""), name="rating_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Update of {self.dated:%d %B %Y}"

    def get_absolute_url(self) -> str:
        return self.action.get_absolute_url()


def overdue_by_review(reviews: list[int], on: dt.date | None = None) -> dict[int, int]:
    """{review: number of overdue actions} for many reviews in one query."""
    late = Action.unscoped.overdue(on).filter(recommendation__review__in=reviews)
    rows = late.values_list("recommendation__review").annotate(models.Count("pk"))
    return dict(rows)
