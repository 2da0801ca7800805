"""What an agency without an account was asked about its actions, and what it answered."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from access.history import AppendedModel, HistoryModel, HistoryQuerySet
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from actionplans.models import Action, ActionQuerySet, ActionUpdate
from agencies.naming import of_agency
from govuk.words import shortened
from reviews.models import Review, StoredFile

USUAL_DAYS, MOST_DAYS = 28, 180  # how long a link opens, unless it is said otherwise, and at most


class AgencyLinkQuerySet(ScopedQuerySet):
    def open(self, on: dt.date | None = None) -> Self:
        """Neither withdrawn nor past their last day."""
        today = on or timezone.localdate()
        return self.filter(withdrawn_at__isnull=True, last_day__gte=today)


class AgencyLink(ScopedModel):
    """A link by e-mail with which one contact of an agency tells how its actions in one review are going.

    The address holds a secret of which only the digest is kept here, so that nobody who reads the
    database can answer for an agency. `last_day` is the last day on which it opens; `by` is whoever
    sent it last, and keeps what comes by it: `asked_by` at first. `mailed_at` stays empty when the
    e-mail did not go.
    """

    scoped_by = "review"
    shown_when = NEVER
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="agency_links")
    agency = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    email = models.EmailField()
    message = models.TextField(blank=True)
    digest = models.CharField(max_length=64, unique=True)
    last_day = models.DateField()
    version = models.PositiveIntegerField(default=1, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    unscoped = AgencyLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="agency_link_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        """Who speaks by it, as the event log names them; it has room for 200 characters."""
        return f"{shortened(self.contact, 80)}, {shortened(self.agency, 100)} (by a link)"

    def get_absolute_url(self) -> str:
        return reverse("agencies:link", args=[self.pk])

    @property
    def actions(self) -> ActionQuerySet:
        """What the link shows: the agency's actions in this review, under the name that it was asked by."""
        found: ActionQuerySet = of_agency(Action.unscoped.of_review(self.review), self.agency)
        return found


class UseKind(models.TextChoices):
    OPENED = "opened", "Opened"
    ANSWERED = "answered", "An update was sent"
    ENDED = "ended", "Tried after it had ended"
    WITHDRAWN = "withdrawn", "Tried after it was withdrawn"
    REPLACED = "replaced", "Tried by an address that was replaced"
    TOO_OFTEN = "too_often", "Tried too often"


class LinkUse(AppendedModel):
    """Somebody used a link, or tried to."""

    scoped_by = "link"
    shown_when = NEVER
    link = models.ForeignKey(AgencyLink, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=UseKind)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(AppendedModel.Meta):
        indexes = [models.Index(fields=["link", "at"], name="link_used_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.link}"


class AgencyUpdateQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def waiting(self) -> Self:
        """Neither taken into the plan nor returned."""
        decided = AgencyDecision.unscoped.filter(update=OuterRef("pk"))
        return self.filter(~Exists(decided))


class AgencyUpdate(AppendedModel):
    """What an agency said of one action; it stands in the plan once the CSP has taken it in."""

    scoped_by = "link"
    shown_when = NEVER
    link = models.ForeignKey(AgencyLink, on_delete=models.PROTECT, related_name="updates")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="agency_updates")
    name = models.CharField(max_length=200)
    dated = models.DateField()
    text = models.TextField()
    completed = models.BooleanField(default=False)
    evidence = models.ManyToManyField(StoredFile, related_name="agency_updates", blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    unscoped = AgencyUpdateQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(AppendedModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Update from {self.link.agency}, {self.dated:%d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("agencies:received", args=[self.pk])


class DecisionKind(models.TextChoices):
    TAKEN = "taken", "Taken into the plan"
    RETURNED = "returned", "Returned to the agency"


class AgencyDecision(HistoryModel):
    """The CSP took an agency's update into the plan, or returned it with a reason."""

    scoped_by = "update"
    shown_when = NEVER
    update = models.OneToOneField(AgencyUpdate, on_delete=models.PROTECT, related_name="decision")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    reason = models.TextField(blank=True)
    written = models.OneToOneField(
        ActionUpdate, on_delete=models.PROTECT, null=True, related_name="from_agency"
    )

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="taken", written__isnull=False)
                | Q(kind="returned", written__isnull=True) & ~Q(reason=""),
                name="agency_update_taken_or_returned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.update}"
