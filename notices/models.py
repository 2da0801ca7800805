"""What a person was told, whom each side's news concerns, and what each person wants by e-mail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.scoping import ScopedModel, ScopedQuerySet
from accounts.models import Membership, Role, User, colleagues

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviews.models import Review


class NoticeKind(models.TextChoices):
    YOUR_TURN = "your_turn", "It is your turn"
    ASSIGNED = "assigned", "An area for development was assigned to you"
    HANDED = "handed", "A submission was handed to you"
    LETTER = "letter", "A feedback letter was recorded"
    MARKED = "marked", "Areas for development were marked as met or not met"
    AGENCY = "agency", "An agency sent an update"
    DISPOSAL = "disposal", "A disposal of records was proposed, agreed or stopped"


class NoticeQuerySet(ScopedQuerySet):
    """A notice is its own person's, and only while that person can see the review."""

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).filter(to=user)

    def held_by(self, user: Any) -> Self:
        return super().held_by(user).filter(to=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def mark_read(self, at: dt.datetime) -> int:
        """Note that these were read. That is a person's own mark and no history: it leaves no event."""
        return self.unread().update(read_at=at)


class Notice(ScopedModel):
    """One person was told of one thing about one review; `href` is the page within the service that it leads to."""

    scoped_by = "review"
    review = models.ForeignKey("reviews.Review", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    href = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    unscoped = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["to"], condition=Q(read_at__isnull=True), name="notice_not_yet_read"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(href__startswith="/") & ~Q(href__startswith="//"),
                name="notice_leads_within_the_service",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("notices:open", args=[self.pk])


class NoticeChoiceQuerySet(models.QuerySet):
    def without_email(self) -> Self:
        return self.filter(by_email=False)


class NoticeChoice(models.Model):
    """Whether a person wants one kind of notice by e-mail too; who has not chosen gets it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    by_email = models.BooleanField(default=True)

    objects = NoticeChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_choice_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


def kinds_by_email(user: User) -> list[str]:
    """The kinds of notice that a person gets by e-mail."""
    choices = NoticeChoice.objects.filter(user=user).without_email()
    without = set(choices.values_list("kind", flat=True))
    return [kind for kind in NoticeKind.values if kind not in without]


def officers() -> QuerySet[User]:
    """The secretariat: everybody who is a QA officer now."""
    held = Membership.objects.current().filter(role=Role.QA_OFFICER)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def people_of_csp(review: Review) -> QuerySet[User]:
    """Who works on the answers of a review: the partnership's managers and the independent chair."""
    managers = colleagues(review.organisation_id).order_by().values("pk")
    return User.objects.filter(Q(pk__in=managers) | Q(pk=review.chair_id), is_active=True)
