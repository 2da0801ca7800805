"""What closes a review once it is cleared: which duties stand, what was recorded of each, publication withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from access.history import HistoryModel, HistoryQuerySet
from access.scoping import ScopedQuerySet
from reviews.models import ClosingDuty, DutyKind, Review, StoredFile
from reviews.workflow import Side

if TYPE_CHECKING:
    import datetime as dt

# What is about making the report public, and so waits while its publication is withheld.
PUBLISHING: tuple[DutyKind, ...] = (DutyKind.WEBLINK, DutyKind.PUBLISH_LETTER)
LONGEST_WEBLINK = 2_000


class DutyState(models.TextChoices):
    """What a record says of a duty; one of which nothing was recorded is not done."""

    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done yet"
    SET_ASIDE = "set_aside", "Set aside"


# Neither done nor set aside, nor waiting for publication that is withheld; of rows with their state.
LEFT = ~Q(withheld=True, kind__in=PUBLISHING) & Q(recorded=DutyState.NOT_DONE)


class DutyQuerySet(ScopedQuerySet):
    def of_review(self, review_id: int) -> Self:
        return self.filter(round__review=review_id)

    def with_later(self) -> Self:
        """Each duty with whether the same is asked for elsewhere: by a later round, or by a letter.

        What a letter asks for stays so when a later letter that asked for it is withdrawn.
        """
        later = Q(from_letter=OuterRef("from_letter"), round__number__gt=OuterRef("round__number"))
        same = ClosingDuty.unscoped.filter(
            later | Q(from_letter__gt=OuterRef("from_letter")),
            round__review=OuterRef("round__review"),
            kind=OuterRef("kind"),
            title=OuterRef("title"),
        )
        return self.annotate(asked_again=Exists(same)).order_by("-round__number", "pk")

    def standing(self) -> Self:
        """The duties that count, the latest round's first; asked for in two rounds, once.

        What a later letter asks for again is about another text, so its own row stands.
        """
        return self.with_later().filter(asked_again=False)

    def with_state(self) -> Self:
        """Each duty with the state that was recorded last, and whether it waits for publication."""
        records = DutyRecord.unscoped.filter(duty=OuterRef("pk")).order_by("-pk")
        withheld = Withholding.unscoped.standing().filter(review=OuterRef("round__review"))
        not_done = Value(DutyState.NOT_DONE.value)
        return self.annotate(
            on_own_list=Subquery(records.values("own")[:1]),
            recorded=Case(
                When(from_letter=True, on_own_list=True, then=not_done),
                default=Coalesce(Subquery(records.values("state")[:1]), not_done),
            ),
            withheld=Exists(withheld),
        )

    def done(self) -> Self:
        return self.with_state().filter(recorded=DutyState.DONE)

    def left_to_do(self) -> Self:
        return self.with_state().filter(LEFT)

    def tally(self) -> tuple[int, int, int]:
        """How many there are, how many of them are done, and how many are left to do."""
        counts = self.with_state().aggregate(
            found=Count("pk"),
            done=Count("pk", filter=Q(recorded=DutyState.DONE)),
            left=Count("pk", filter=LEFT),
        )
        return counts["found"], counts["done"], counts["left"]


class Duty(ClosingDuty):
    """A closing duty as this room sees it: with what was recorded of it."""

    unscoped = DutyQuerySet.as_manager()  # type: ignore[misc]  # a proxy may have a manager of its own

    class Meta:
        proxy = True

    def get_absolute_url(self) -> str:
        return f"{reverse('publication:closing', args=[self.round.review_id])}#duty-{self.pk}"

    @property
    def last_record(self) -> DutyRecord | None:
        return next(iter(self.records.all()), None)

    @property
    def latest(self) -> DutyRecord | None:
        """The record that counts. What a CSP wrote on its own list does not answer a letter's ask."""
        last = self.last_record
        return None if last is None or (last.own and self.from_letter) else last

    @property
    def seen(self) -> int | str:
        """What a form sends back, so that somebody who recorded meanwhile is not overwritten."""
        return self.last_record.pk if self.last_record else ""

    @property
    def state(self) -> DutyState:
        return DutyState(self.latest.state) if self.latest else DutyState.NOT_DONE

    @property
    def is_about_publishing(self) -> bool:
        return self.kind in PUBLISHING


class DutyRecord(HistoryModel):
    """A duty was done, or is not done after all, or was set aside; the latest row holds.

    `supersedes` is unique, so of two people who record at once the database lets one through.
    `why` says why a record was corrected, taken back or the duty set aside. The files of
    evidence stay working papers of the CSP, and so does what it wrote while the duty was on its
    `own` list, even when a letter asks for the same later.
    """

    scoped_by = "duty"
    shown_when = Q(duty__from_letter=True, own=False) | Q(duty__kind=DutyKind.COPY_TO_COMMISSIONER)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="records")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    state = models.CharField(max_length=20, choices=DutyState)
    own = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)
    who = models.CharField(max_length=200, blank=True)
    sent_to = models.CharField(max_length=300, blank=True)
    weblink = models.CharField(max_length=LONGEST_WEBLINK, blank=True)
    note = models.TextField(blank=True)
    why = models.TextField(blank=True)
    evidence = models.ManyToManyField(StoredFile, related_name="duty_records", blank=True)
    on_behalf_of = models.CharField(max_length=20, choices=Side, blank=True)

    class Meta(HistoryModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(supersedes__isnull=True),
                name="one_first_record_per_duty",
            ),
            models.CheckConstraint(
                condition=Q(state=DutyState.DONE, done_on__isnull=False)
                | Q(~Q(state=DutyState.DONE), done_on__isnull=True),
                name="done_duty_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=DutyState.DONE) | ~Q(why=""),
                name="duty_not_done_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(weblink="")
                | Q(weblink__istartswith="https://")
                | Q(weblink__istartswith="http://"),
                name="weblink_leads_to_a_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.duty}"

    def get_absolute_url(self) -> str:
        return self.duty.get_absolute_url()


class WithholdingChange(models.TextChoices):
    """Whether a row of `Withholding` begins it, goes on with it or ends it."""

    BEGUN = "begun", "Publication withheld"
    CONTINUED = "continued", "Publication still withheld"
    ENDED = "ended", "Publication no longer withheld"


class WithholdingQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def standing(self) -> Self:
        """What holds publication back now: of each review the latest row, unless that ends it."""
        later = Withholding.unscoped.filter(review=OuterRef("review"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later)).exclude(change=WithholdingChange.ENDED)


class Withholding(HistoryModel):
    """Publication of a review was withheld until it is looked at again, or no longer is.

    The secretariat sees that it is so and until when; the reason is read by the CSP only.
    """

    scoped_by = "review"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="withholdings")
    change = models.CharField(max_length=10, choices=WithholdingChange)
    reason = models.TextField()
    review_on = models.DateField(null=True)

    unscoped = WithholdingQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withholding_has_a_reason"),
            models.CheckConstraint(
                condition=Q(change=WithholdingChange.ENDED) | Q(review_on__isnull=False),
                name="withholding_has_a_review_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()}: {self.review}"

    def get_absolute_url(self) -> str:
        return reverse("publication:closing", args=[self.review_id])

    def is_due(self, on: dt.date | None = None) -> bool:
        """Whether the day has come on which it is to be looked at again."""
        return self.review_on is not None and self.review_on <= (on or timezone.localdate())


def withholding_of(review: Review) -> Withholding | None:
    """What holds the publication of a review back now."""
    return Withholding.unscoped.filter(review=review).standing().first()
