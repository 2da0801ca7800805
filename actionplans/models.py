"""Recommendations, the actions that carry them out, and the dated updates that tell how each is going."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from access.history import HistoryModel, HistoryQuerySet
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from accounts.models import Organisation
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


LEGEND_WORDS = 60
SEEN = re.compile(r"[0-9]{1,18}[.][0-9]{1,9}[.][0-9]{1,18}")  # how `Action.seen` looks
LOOKS = (dt.timedelta(183), dt.timedelta(365))  # half a year and a year after completion
EARLY = dt.timedelta(30)  # a look this long before it is due counts for it


def _meaning(rag: Rag) -> models.CharField:
    return models.CharField(max_length=LEGEND_WORDS, blank=True, default=str(rag.label))


class Legend(ScopedModel):
    """What each colour means at one CSP; a colour without words is not used there.

    A CSP that never chose has no row: its legend is the default one. `quiet_days` is how long an
    action may go without an update before the CSP wants to be asked about it.
    """

    scoped_by = "organisation"
    shown_when = NEVER
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="legend"
    )
    red = _meaning(Rag.RED)
    amber = _meaning(Rag.AMBER)
    green = _meaning(Rag.GREEN)
    blue = _meaning(Rag.BLUE)
    quiet_days = models.PositiveSmallIntegerField(default=90)
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(red="", amber="", green="", blue=""), name="legend_uses_a_colour"
            ),
        ]

    def __str__(self) -> str:
        return f"Legend of {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("actionplans:legend", args=[self.organisation_id])

    @staticmethod
    def of(organisation: int) -> Legend:
        """The legend that the CSP chose, or the default one."""
        saved: Legend | None = Legend.unscoped.filter(organisation=organisation).first()
        return saved or Legend(organisation_id=organisation)

    @property
    def words(self) -> dict[str, str]:
        """{"red": "Off track", …}: only the colours that are used, worst first."""
        return {rag.value: getattr(self, rag) for rag in Rag if getattr(self, rag)}


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

    def of_organisation(self, organisation: Organisation) -> Self:
        return self.filter(recommendation__review__organisation=organisation)

    def of_agency(self, name: str, *spelt: str) -> Self:
        """The actions that an agency leads or supports, whatever capitals its name was written in.

        `spelt` are other ways in which it is written.
        """
        leads, supports = Q(), Q()
        for one in (name, *spelt):
            leads |= Q(lead_agency__iexact=one)
            supports |= Q(name__iexact=one)
        supported = SupportingAgency.unscoped.filter(supports)
        return self.filter(leads | Q(pk__in=supported.values("action")))

    def open(self) -> Self:
        """Neither complete nor, as things stand, not taken forward."""
        given_up = ActionEnd.unscoped.standing().values("action")
        return self.filter(completed_on__isnull=True).exclude(pk__in=given_up)

    def not_taken_forward(self) -> Self:
        return self.filter(pk__in=ActionEnd.unscoped.standing().values("action"))

    def overdue(self, on: dt.date | None = None) -> Self:
        return self.open().filter(target_date__lt=on or timezone.localdate())

    def due_within(self, days: int, on: dt.date | None = None) -> Self:
        """Not overdue, but soon: the target date is today or in the days after."""
        today = on or timezone.localdate()
        return self.open().filter(target_date__range=(today, today + dt.timedelta(days)))

    def look_due(self, on: dt.date | None = None) -> Self:
        """Complete, and half a year or a year later nobody has looked whether it is still in place."""
        today = on or timezone.localdate()
        due = Q()
        for after in LOOKS:
            counts = Cast(F("completed_on") + (after - EARLY), models.DateField())
            unseen = Q(looked_on__isnull=True) | Q(looked_on__lt=counts)
            due |= Q(completed_on__lte=today - after) & unseen
        return self.with_state().filter(due)

    def with_rating(self) -> Self:
        """Each action with its present rating and the day of its end: what figures are made of."""
        end = ActionEnd.unscoped.standing().filter(action=OuterRef("pk"))
        return self.annotate(
            ended_on=Subquery(end.values("dated")[:1]),
            rating=Subquery(_rated().values("rating")[:1]),
        )

    def with_state(self) -> Self:
        """Each action with its present rating and reason, its last update and look, and its end."""
        updates, rated = _updates(), _rated()
        looks = updates.filter(in_place__isnull=False)
        end = ActionEnd.unscoped.standing().filter(action=OuterRef("pk"))
        return self.with_rating().annotate(
            end_reason=Subquery(end.values("reason")[:1]),
            end_agreed_by=Subquery(end.values("agreed_by")[:1]),
            looked_on=Subquery(looks.values("dated")[:1]),
            in_place=Subquery(looks.values("in_place")[:1]),
            rating_words=Subquery(rated.values("rating_words")[:1]),
            rating_reason=Subquery(rated.values("reason")[:1]),
            rated_on=Subquery(rated.values("dated")[:1]),
            last_update=Subquery(updates.values("text")[:1]),
            last_update_id=Subquery(updates.values("pk")[:1]),
            last_update_on=Subquery(updates.values("dated")[:1]),
        )


def _updates() -> Any:
    """The updates of the action of a query around this one, the newest first."""
    return ActionUpdate.unscoped.filter(action=OuterRef("pk")).order_by("-dated", "-pk")


def _rated() -> Any:
    return _updates().exclude(rating="")


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

    @property
    def supporting_names(self) -> list[str]:
        """In the order in which they were entered; lists of actions prefetch `supporting`."""
        return [agency.name for agency in self.supporting.all()]

    @property
    def seen(self) -> str:
        """What tells whether anything was changed since somebody saw it; it comes with its state."""
        return f"{self.pk}.{self.version}.{self.last_update_id or 0}"  # type: ignore[attr-defined]  # annotated

    @cached_property
    def ended_on(self) -> dt.date | None:
        """The day since which it is not taken forward; `with_state` has read it already."""
        standing = ActionEnd.unscoped.standing().filter(action=self)
        return standing.values_list("dated", flat=True).first()

    @property
    def is_open(self) -> bool:
        return self.completed_on is None and self.ended_on is None

    def is_overdue(self, on: dt.date | None = None) -> bool:
        """Computed from the target date, apart from the rating."""
        today = on or timezone.localdate()
        return self.target_date is not None and self.target_date < today and self.is_open


class SupportingAgency(ScopedModel):
    """An agency that helps with an action which another one leads."""

    scoped_by = "action"
    shown_when = NEVER
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="supporting")
    name = models.CharField(max_length=200)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "action", Lower("name"), name="supporting_agencies_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActionUpdate(HistoryModel):
    """A dated account of how an action is going, with a new rating or none; only ever added.

    `rating_words` is what the rating meant when it was given: a legend may change afterwards.
    `in_place` has a value where somebody looked, after completion, whether the change still stands.
    """

    scoped_by = "action"
    shown_when = NEVER
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    dated = models.DateField()
    text = models.TextField()
    rating = models.CharField(max_length=10, choices=Rag, blank=True)
    rating_words = models.CharField(max_length=LEGEND_WORDS, blank=True)
    reason = models.TextField(blank=True)
    in_place = models.BooleanField(null=True)
    evidence = models.ManyToManyField(StoredFile, related_name="updates", blank=True)

    class Meta(HistoryModel.Meta):
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating="") | ~Q(reason=""), name="rating_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(rating="", rating_words="") | ~(Q(rating="") | Q(rating_words="")),
                name="rating_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Update of {self.dated:%d %B %Y}"

    def get_absolute_url(self) -> str:
        return self.action.get_absolute_url()


class EndKind(models.TextChoices):
    """Whether a row of `ActionEnd` ends an action short of completion, or takes it up again."""

    GIVEN_UP = "given_up", "Not taken forward"
    TAKEN_UP = "taken_up", "Taken up again"


class ActionEndQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def standing(self) -> Self:
        """The ends that hold now: of each action the latest row, if that gives it up."""
        later = ActionEnd.unscoped.filter(action=OuterRef("action"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), kind=EndKind.GIVEN_UP)


class ActionEnd(HistoryModel):
    """An action was not taken forward, or was taken up again; the latest row says which."""

    scoped_by = "action"
    shown_when = NEVER
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="ends")
    kind = models.CharField(max_length=10, choices=EndKind)
    dated = models.DateField()
    reason = models.TextField()
    agreed_by = models.CharField(max_length=200)

    unscoped = ActionEndQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.action}"

    def get_absolute_url(self) -> str:
        return self.action.get_absolute_url()


def overdue_by_review(reviews: list[int], on: dt.date | None = None) -> dict[int, int]:
    """{review: number of overdue actions} for many reviews in one query."""
    late = Action.unscoped.overdue(on).filter(recommendation__review__in=reviews)
    rows = late.values_list("recommendation__review").annotate(models.Count("pk"))
    return dict(rows)
