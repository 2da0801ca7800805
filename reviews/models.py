"""Reviews, their rounds, the steps that were taken, the files that were kept and the duties that close a review."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property, classproperty

from access.history import HistoryModel, HistoryQuerySet
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from reviews.showing import shown_files
from reviews.workflow import ENDED, TURN, UNSEEN, Move, PanelMode, Side, Stage

if TYPE_CHECKING:
    from accounts.models import User


class ReviewKind(models.TextChoices):
    DHR = "dhr", "Domestic Homicide Review (DHR)"
    DARDR = "dardr", "Domestic Abuse Related Death Review (DARDR)"


class Marking(models.TextChoices):
    OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"
    OFFICIAL = "official", "OFFICIAL"


class ReviewQuerySet(ScopedQuerySet):
    """The one place that says who sees a review."""

    def visible_to(self, user: User) -> Self:
        """Your partnership's reviews, those you chair, and, for the secretariat, those submitted."""
        mine = self._mine(user)
        if not user.is_qa_officer:
            return self.filter(mine)
        submitted = Round.unscoped.filter(review=OuterRef("pk")).exclude(stage__in=UNSEEN)
        return self.filter(mine | Exists(submitted))

    def held_by(self, user: User) -> Self:
        """The reviews whose working papers this person may read."""
        return self.filter(self._mine(user))

    def held_as(self, user: User) -> dict[str, Self]:
        """The reviews whose working papers this person may read, for each side that has its own."""
        nothing = self.none()
        seen = self.visible_to(user) if user.is_qa_officer else nothing
        return {Side.PARTNERSHIP: self.held_by(user), Side.HOME_OFFICE: seen}

    def _mine(self, user: User) -> Q:
        return Q(organisation__in=user.organisation_ids) | Q(chair=user)


class Review(ScopedModel):
    """One review of one death, known by a pseudonym."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="reviews"
    )
    kind = models.CharField(max_length=10, choices=ReviewKind, default=ReviewKind.DARDR)
    name = models.CharField(max_length=100)
    reference = models.CharField(max_length=40)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chaired_reviews",
    )
    chair_name = models.CharField(max_length=200, blank=True)
    author_name = models.CharField(max_length=200, blank=True)
    marking = models.CharField(max_length=30, choices=Marking, default=Marking.OFFICIAL_SENSITIVE)
    died_on = models.DateField(null=True, blank=True)
    commissioned_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("reference"), name="one_review_per_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.pk])

    def is_held_by(self, user: User) -> bool:
        """What `held_by` says of this row, without a query."""
        return self.organisation_id in user.organisation_ids or self.chair_id == user.pk

    @cached_property
    def hold(self) -> Hold | None:
        """The hold under which the review stands now: no step can be taken until it ends."""
        return Hold.unscoped.filter(review=self).standing().first()

    @property
    def kind_word(self) -> str:
        return str(self.kind).upper()

    @property
    def chair_shown(self) -> str:
        return self.chair_name or (self.chair.name if self.chair else "")

    @property
    def author_shown(self) -> str:
        return self.author_name or self.chair_shown


class RoundQuerySet(ScopedQuerySet):
    def holding(self, pk: int) -> Any:
        """The round as it stands now. Nobody else moves it, or holds or transfers its review, until
        this transaction has ended."""
        rows = self.select_related("review").select_for_update(of=("self", "review"))
        return rows.get(pk=pk)

    def latest_of_each_review(self) -> Self:
        later = Round.unscoped.filter(review=OuterRef("review"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class Round(ScopedModel):
    """One submission, one consideration by the QA Panel, one letter, one set of areas for development."""

    scoped_by = "review"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(max_length=30, choices=Stage, default=Stage.PREPARING, editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    unscoped = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"], name="round_numbers_do_not_repeat"
            ),
            models.UniqueConstraint(
                fields=["review"], condition=~Q(stage__in=ENDED), name="one_open_round_per_review"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="round_stage_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review.name}, round {self.number}"

    def get_absolute_url(self) -> str:
        return self.review.get_absolute_url()

    @property
    def turn(self) -> Side:
        return TURN[Stage(self.stage)]

    @property
    def submitted_on(self) -> dt.date | None:
        """The day on which this round came to the Home Office; a later round came by a resubmission."""
        here = Q(round=self, target=Stage.SUBMITTED)
        before = Q(round__review=self.review_id, round__number=self.number - 1)
        came = StageChange.unscoped.filter(here | before & Q(target=Stage.RESUBMITTED))
        return came.standing().values_list("happened_on", flat=True).last()


class StageChangeQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def of_review(self, review_id: int) -> Self:
        return self.filter(round__review=review_id)

    def standing(self) -> Self:
        """The steps that count: neither corrected nor taken back, in the order in which they were taken."""
        kept = self.filter(corrected_by__isnull=True).exclude(move=Move.TAKE_BACK)
        return kept.order_by("round__number", "place", "pk")


class StageChange(HistoryModel):
    """One row for every move: the timeline that people see.

    A mistake is put right by a new row that `corrects` the old one and says `why`: the same step
    with another day or note, or `Move.TAKE_BACK`. `place` is the step's place in its round, which
    a correction takes over.
    """

    scoped_by = "round"
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stage_changes")
    move = models.CharField(max_length=30, choices=Move)
    source = models.CharField(max_length=30, choices=Stage)
    target = models.CharField(max_length=30, choices=Stage)
    place = models.PositiveIntegerField(default=0)
    happened_on = models.DateField()
    note = models.TextField(blank=True)
    panel_on = models.DateField(null=True, blank=True)
    panel_mode = models.CharField(max_length=10, choices=PanelMode, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    why = models.TextField(blank=True)
    on_behalf_of = models.CharField(max_length=20, choices=Side, blank=True)

    unscoped = StageChangeQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(why=""), name="correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_move_display()} ({self.happened_on})"

    def get_absolute_url(self) -> str:
        return reverse("reviews:timeline", args=[self.round.review_id])


class HoldChange(models.TextChoices):
    """Whether a row of `Hold` begins a hold or ends it."""

    BEGUN = "begun", "Put on hold"
    ENDED = "ended", "Taken off hold"


class HoldQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def standing(self) -> Self:
        """The holds under which reviews stand now: of each review the latest row, if that begins one."""
        later = Hold.unscoped.filter(review=OuterRef("review"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), change=HoldChange.BEGUN)


class Hold(HistoryModel):
    """A review was put on hold, or taken off it; the latest row says which. On hold, nothing moves."""

    scoped_by = "review"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="holds")
    change = models.CharField(max_length=10, choices=HoldChange)
    reason = models.TextField()
    review_on = models.DateField(null=True)

    unscoped = HoldQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(change=HoldChange.ENDED) | Q(review_on__isnull=False),
                name="hold_has_a_review_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()}: {self.review}"


class Transfer(HistoryModel):
    """A review went from one CSP to another, with everything that belongs to it."""

    scoped_by = "review"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="transfers")
    source = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.review}: {self.source} to {self.target}"


class FileKind(models.TextChoices):
    LETTER = "letter", "Feedback letter"
    EVIDENCE = "evidence", "Evidence"
    DOCUMENT = "document", "Document"
    PLAN = "plan", "Action plan to bring in"


def stored_name(instance: models.Model, filename: str) -> str:
    """A name that tells nothing: no case detail reaches the disk's directory or a log."""
    return f"{uuid.uuid4().hex}.bin"


class StoredFile(HistoryModel):
    """Bytes that were kept, once and unchanged: a working paper of one side.

    The other side comes to them only through what was shown to it: a confirmed letter, a submission.
    """

    scoped_by = "review"
    shown_when = classproperty(lambda _: shown_files())
    side_field = "side"
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="files")
    side = models.CharField(max_length=20, choices=Side, default=Side.PARTNERSHIP)
    kind = models.CharField(max_length=20, choices=FileKind)
    name = models.CharField(max_length=150)
    file = models.FileField(upload_to=stored_name, max_length=100)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    holds = models.JSONField(
        null=True, editable=False
    )  # codes of `Holds`; null: nobody looked then

    class Meta(HistoryModel.Meta):
        indexes = [models.Index(fields=["review", "sha256"], name="stored_file_same_bytes")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reviews:file", args=[self.pk])


class DutyKind(models.TextChoices):
    """What a letter may ask for once the changes are made; the values are those that the reader gives."""

    DIGITAL_COPY = "digital_copy", "Send a digital copy of the final version"
    WEBLINK = "weblink", "Send the weblink"
    PUBLISH_LETTER = "publish_letter", "Publish the feedback letter with the report"
    ANNEX_LETTER = "annex_letter", "Annex the feedback letter to the report"
    ANNEX_ACTION_PLAN = "annex_action_plan", "Annex the action plan to the report"
    SINGLE_PDF = "single_pdf", "Send everything as one PDF"
    COPY_TO_COMMISSIONER = (
        "copy_to_commissioner",
        "Send a copy to the Domestic Abuse Commissioner",
    )
    FAMILY_TOLD = "family_told", "Tell the family"
    OTHER = "other", "Another duty"


class ClosingDuty(ScopedModel):
    """Something to be done at the end, kept apart from the areas for development.

    The letter asks for it, or the CSP put it on its own list; `title` says what another duty is. The
    Home Office sees what its letter asks for, and the Commissioner's copy, which the law asks for.
    """

    scoped_by = "round"
    shown_when = Q(from_letter=True) | Q(kind=DutyKind.COPY_TO_COMMISSIONER)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=30, choices=DutyKind)
    title = models.CharField(max_length=200, blank=True)
    from_letter = models.BooleanField(default=True)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "title"], name="one_duty_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(kind=DutyKind.OTHER) | ~Q(title=""), name="another_duty_has_a_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()


class PersonRole(models.TextChoices):
    """What somebody is to a review, beside its chair and its author."""

    PANEL = "panel", "Member of the review panel (local)"
    CONTACT = "contact", "CSP contact"


class Capacity(models.TextChoices):
    """In which capacity somebody sits on the local review panel."""

    FULL_MEMBER = "full_member", "Full member"
    ADVISER = "adviser", "Adviser"
    CRITICAL_FRIEND = "critical_friend", "Critical friend"


NEEDS_REASON = (Capacity.ADVISER, Capacity.CRITICAL_FRIEND)


class ReviewPersonQuerySet(ScopedQuerySet):
    def listed(self) -> Self:
        """Those who were not taken off the list."""
        return self.filter(removed_at__isnull=True)

    def on_the_panel(self) -> Self:
        return self.filter(role=PersonRole.PANEL)


class ReviewPerson(ScopedModel):
    """Somebody who sits on the local review panel or speaks for the CSP: a working paper of the CSP.

    Who is taken off the list stays readable. Why a full member sits there goes without saying.
    """

    scoped_by = "review"
    shown_when = NEVER
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=10, choices=PersonRole)
    organisation = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    capacity = models.CharField(max_length=20, choices=Capacity, blank=True)
    reason = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = ReviewPersonQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=PersonRole.PANEL, capacity__in=Capacity.values)
                | Q(role=PersonRole.CONTACT, capacity=""),
                name="panel_member_has_a_capacity",
            ),
            models.CheckConstraint(
                condition=~Q(capacity__in=NEEDS_REASON) | ~Q(reason=""),
                name="adviser_sits_there_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:people", args=[self.review_id])
