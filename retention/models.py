"""How long reviews are kept, what is held back from disposal, who agreed to what, and what is left of a disposal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from access.history import AppendedModel, HistoryModel, HistoryQuerySet
from access.scoping import NEVER
from accounts.models import Organisation, Role
from reviews.models import Review, ReviewKind
from reviews.workflow import Side

if TYPE_CHECKING:
    from accounts.models import User

MOST_YEARS = 100


class OfOrganisationQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def visible_to(self, user: User) -> Self:
        """Whoever has a role at the organisation, its administrators too: none of it is of a review's content."""
        return self.filter(organisation__in=user.workplaces)


class RetentionPeriodQuerySet(OfOrganisationQuerySet):  # type: ignore[override]  # as above
    def standing(self) -> Self:
        """What holds now: of each organisation the latest row."""
        later = RetentionPeriod.unscoped.filter(
            organisation=OuterRef("organisation"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))


class RetentionPeriod(HistoryModel):
    """For how many years a partnership keeps a review after it was closed, and which schedule says so.

    The service knows no period of its own. Without years nothing is ever due.
    """

    kept_for_ever = True
    scoped_by = "organisation"
    shown_when = NEVER
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="retention_periods"
    )
    years = models.PositiveSmallIntegerField(null=True)
    schedule = models.CharField(max_length=200, blank=True)

    unscoped = RetentionPeriodQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(years__isnull=True) | Q(years__gte=1, years__lte=MOST_YEARS),
                name="retention_period_is_some_years",
            ),
            models.CheckConstraint(
                condition=Q(years__isnull=True) | ~Q(schedule=""),
                name="retention_period_has_a_schedule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.years or 'no'} years"

    def get_absolute_url(self) -> str:
        return reverse("retention:records", args=[self.organisation_id])


class ReviewDate(HistoryModel):
    """A review is kept for longer than the period says, for a reason, until somebody looks again."""

    scoped_by = "review"
    shown_when = NEVER
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="review_dates")
    on = models.DateField()
    reason = models.TextField()

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="review_date_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("retention:review", args=[self.review_id])


class HoldChange(models.TextChoices):
    """Whether a row of `DisposalHold` begins a hold (or lets it go on) or ends it."""

    BEGUN = "begun", "Disposal held back"
    ENDED = "ended", "Disposal no longer held back"


class DisposalHoldQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def standing(self) -> Self:
        """The holds that stand now: for each review and side the latest row, if that begins one."""
        later = DisposalHold.unscoped.filter(
            review=OuterRef("review"), side=OuterRef("side"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), change=HoldChange.BEGUN)


class DisposalHold(HistoryModel):
    """One side said that a review must not be disposed of, or that it may again.

    Each side has a hold of its own, and only that side ends it; both read the reason.
    """

    scoped_by = "review"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="disposal_holds")
    side = models.CharField(max_length=20, choices=Side)
    change = models.CharField(max_length=10, choices=HoldChange)
    reason = models.TextField()
    look_again_on = models.DateField(null=True)

    unscoped = DisposalHoldQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="disposal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(change=HoldChange.ENDED) | Q(look_again_on__isnull=False),
                name="disposal_hold_is_looked_at_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()}: {self.review}"

    def get_absolute_url(self) -> str:
        return reverse("retention:review", args=[self.review_id])

    def is_due(self, on: dt.date | None = None) -> bool:
        """Whether the day has come on which it is to be looked at again."""
        return self.look_again_on is not None and self.look_again_on <= (on or timezone.localdate())


class Ground(models.TextChoices):
    """Why records may be disposed of at all."""

    PERIOD_ENDED = "period_ended", "The retention period has ended"
    OPENED_BY_MISTAKE = "opened_by_mistake", "Opened by mistake, and never submitted"


class DisposalProposalQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def visible_to(self, user: User) -> Self:
        """Whoever sees the review, and the administrators whose agreement may be asked for.

        An administrator reads the reference, the dates and the reason here, and nothing of the review.
        """
        administered = Q(organisation__in=user.organisations_as(Role.ADMINISTRATOR))
        return self.filter(Q(review__in=Review.visible_to(user)) | administered)

    def open(self) -> Self:
        """Neither declined nor stopped."""
        ended = DisposalDecision.unscoped.filter(proposal=OuterRef("pk"), kind__in=ENDING)
        return self.filter(~Exists(ended))


class DisposalProposal(HistoryModel):
    """Somebody proposed to dispose of a review; a second person decides. `counts` says what would go."""

    scoped_by = "review"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="disposal_proposals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, choices=Ground)
    reason = models.TextField()
    counts = models.JSONField()

    unscoped = DisposalProposalQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="disposal_proposal_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"Disposal of {self.review.reference}"

    def get_absolute_url(self) -> str:
        return reverse("retention:proposal", args=[self.pk])

    @property
    def agreed(self) -> DisposalDecision | None:
        return next((d for d in self.decisions.all() if d.kind == DecisionKind.AGREED), None)

    @property
    def ended(self) -> DisposalDecision | None:
        return next((d for d in self.decisions.all() if d.kind in ENDING), None)

    @property
    def removable_from(self) -> dt.datetime | None:
        """From when on the records may be removed; empty while nobody has agreed."""
        wait = dt.timedelta(days=settings.DISPOSAL_WAIT_DAYS)
        return self.agreed.at + wait if self.agreed else None


class DecisionKind(models.TextChoices):
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"
    STOPPED = "stopped", "Stopped"


ENDING = (DecisionKind.DECLINED, DecisionKind.STOPPED)
ANSWERING = (DecisionKind.AGREED, DecisionKind.DECLINED)


class DisposalDecisionQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def visible_to(self, user: User) -> Self:
        return self.filter(proposal__in=DisposalProposal.visible_to(user))


class DisposalDecision(HistoryModel):
    """A second person agreed to a disposal or declined it, or somebody stopped it before it was done."""

    scoped_by = "proposal"
    proposal = models.ForeignKey(
        DisposalProposal, on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField(max_length=10, choices=DecisionKind)
    reason = models.TextField(blank=True)

    unscoped = DisposalDecisionQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(kind__in=ANSWERING),
                name="one_answer_to_a_disposal_proposal",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(kind__in=ENDING),
                name="disposal_proposal_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.AGREED) | ~Q(reason=""),
                name="ended_disposal_proposal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.proposal}"

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()


class DisposalCertificate(AppendedModel):
    """What stays of a review that was disposed of: no word of its content.

    `counts` are [what, how many] of each kind of row; `files_digest` is the SHA-256 of the sorted
    SHA-256 of all files, one a line, so that it names none of them. `details` is of how many events
    what they said was erased; `removed_by` is empty when the daily command did it.
    """

    kept_for_ever = True
    scoped_by = "organisation"
    shown_when = NEVER
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="disposal_certificates"
    )
    reference = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=ReviewKind)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    years = models.PositiveSmallIntegerField(null=True)
    schedule = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=20, choices=Ground)
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    counts = models.JSONField()
    details = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    files_digest = models.CharField(max_length=64)

    unscoped = OfOrganisationQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(AppendedModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Certificate of disposal: {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("retention:certificate", args=[self.pk])


def period_of(organisation: Any) -> RetentionPeriod | None:
    """What an organisation has said about its period; `None` before it has said anything."""
    return RetentionPeriod.unscoped.filter(organisation=organisation).standing().first()
