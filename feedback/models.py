"""Feedback letters, the areas for development read from them, and the answers given to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import classproperty

from access.history import AppendedModel, HistoryModel
from access.once import once_a_page
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from documents.models import Submission
from feedback.drafts import Outcome, PanelMode
from reviews.models import Round, StoredFile
from reviews.workflow import Side

if TYPE_CHECKING:
    from accounts.models import User


class Theme(models.Model):
    """One of the controlled list of themes; the list may be edited, what was chosen stays."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class FeedbackLetterQuerySet(ScopedQuerySet):
    def confirmed(self) -> Self:
        """The letters that stand: confirmed, and not withdrawn since."""
        return self.filter(confirmed_at__isnull=False, set_aside_at__isnull=True)

    def being_checked(self) -> Self:
        return self.filter(confirmed_at__isnull=True, set_aside_at__isnull=True)

    def kept(self) -> Self:
        return self.filter(set_aside_at__isnull=True)


class FeedbackLetter(ScopedModel):
    """The QA Panel's letter: as it came, as it was read, and as a person checked it.

    `paragraphs` and `as_read` never change. `draft` is the work of the person who checks it, in
    the shape of `drafts.LetterDraft`, and stands still once the letter is confirmed. Until then it
    is a working paper of the `side` that brought it in; both may have one in hand. What a person
    put right later is written down in `LetterCorrection` rows, each with the words before.
    """

    scoped_by = "round"
    shown_when = Q(confirmed_at__isnull=False)
    side_field = "side"
    side = models.CharField(max_length=20, choices=Side, default=Side.PARTNERSHIP)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="letters")
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    sha256 = models.CharField(max_length=64)
    paragraphs = models.JSONField(encoder=DjangoJSONEncoder)
    as_read = models.JSONField(encoder=DjangoJSONEncoder)
    draft = models.JSONField(encoder=DjangoJSONEncoder)
    draft_version = models.PositiveIntegerField(default=1)
    draft_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    draft_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_aside_at = models.DateTimeField(null=True)
    set_aside_why = models.TextField(blank=True)

    letter_date = models.DateField(null=True)
    panel_date = models.DateField(null=True)
    panel_mode = models.CharField(max_length=10, choices=PanelMode, blank=True)
    outcome = models.CharField(max_length=30, choices=Outcome, blank=True)
    addressee = models.TextField(blank=True)
    signatory = models.TextField(blank=True)
    return_address = models.CharField(max_length=254, blank=True)
    strengths = models.JSONField(default=list)

    unscoped = FeedbackLetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "side"],
                condition=Q(set_aside_at__isnull=True, confirmed_at__isnull=True),
                name="one_letter_in_hand_per_side",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(set_aside_at__isnull=True, confirmed_at__isnull=False),
                name="one_letter_per_round",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | (~Q(outcome="") & Q(confirmed_by__isnull=False)),
                name="confirmed_letter_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(set_aside_at__isnull=True)
                | ~Q(set_aside_why=""),
                name="withdrawn_letter_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback letter, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:letter", args=[self.pk])


class FeedbackItemQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """The areas that count: of a letter that was not withdrawn, and not left out of it since."""
        return self.filter(letter__set_aside_at__isnull=True, left_out_at__isnull=True)

    def in_round(self, qa_round: Round) -> Self:
        return self.standing().filter(letter__round=qa_round)

    def in_all_rounds(self, item: FeedbackItem) -> Self:
        """This area and those of other rounds with which it is one and that count, round by round."""
        first = item.first_id or item.pk
        counts = Q(pk=item.pk) | Q(letter__set_aside_at__isnull=True, left_out_at__isnull=True)
        same = self.filter(Q(pk=first) | Q(first=first), counts)
        return same.order_by("letter__round__number", "number")

    def answered(self) -> Self:
        return self.filter(Exists(Revision.unscoped.filter(item=OuterRef("pk"))))

    def outstanding(self) -> Self:
        return self.filter(~Exists(Revision.unscoped.filter(item=OuterRef("pk"))))

    def assigned_to(self, user: User) -> Self:
        return self.with_state().filter(assignee=user.pk)

    def with_state(self) -> Self:
        """Each item with its latest answer's kind ("" for none) and whom it is assigned to now."""
        revisions = Revision.unscoped.filter(item=OuterRef("pk")).order_by("-pk")
        assigned = Assignment.unscoped.filter(item=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            answer_kind=Subquery(revisions.values("kind")[:1]),
            answer_where=Subquery(revisions.values("where")[:1]),
            answered_at=Subquery(revisions.values("at")[:1]),
            assignee=Subquery(assigned.values("to")[:1]),
            assignee_name=Subquery(assigned.values("to__name")[:1]),
        )


class FeedbackItem(ScopedModel):
    """One area for development, in the letter's own words and order.

    An area that was not met goes on in the next round as an item there, with `first` as the item
    with which it began. `carried` marks one that the next letter does not put into words of its own.
    """

    scoped_by = "letter"
    letter = models.ForeignKey(FeedbackLetter, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    children = models.JSONField(default=list)
    as_read = models.TextField(blank=True)
    group = models.CharField(max_length=200, blank=True)
    references = models.JSONField(default=list)
    themes = models.ManyToManyField(Theme, related_name="items", blank=True)
    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    carried = models.BooleanField(default=False)
    left_out_at = models.DateTimeField(null=True, blank=True)

    unscoped = FeedbackItemQuerySet.as_manager()

    class Meta:
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="item_numbers_do_not_repeat"),
        ]

    def __str__(self) -> str:
        return f"Area {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:item", args=[self.pk])

    @property
    def themes_seen(self) -> str:
        """The themes in one word, so that a page can say later which ones it showed."""
        return ",".join(sorted(self.themes.values_list("slug", flat=True)))

    @property
    def was_edited(self) -> bool:
        """Whether the words kept differ from what was read in the letter; shown beside them if so."""
        return bool(self.as_read) and self.as_read.split() != self.text.split()


class LetterCorrection(HistoryModel):
    """Something about a confirmed letter or one of its areas was put right: what, from what, to what, and why."""

    scoped_by = "letter"
    letter = models.ForeignKey(FeedbackLetter, on_delete=models.PROTECT, related_name="corrections")
    item = models.ForeignKey(
        FeedbackItem, on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    what = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField()

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="letter_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.letter}"


class RevisionKind(models.TextChoices):
    REVISED = "revised", "Revised"
    PARTLY = "partly_revised", "Partly revised"
    NOT_REVISED = "not_revised", "Not revised"


class SubmittedAnswer(AppendedModel):
    """An answer as it stood when a round was submitted: what the Home Office sees of the answers."""

    scoped_by = "submission"
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="submitted")

    class Meta(AppendedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "revision"], name="answer_is_submitted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision} in {self.submission}"


class Revision(HistoryModel):
    """One answer to an area for development. A later one supersedes it; both can be read.

    `supersedes` is unique, so of two people who answer at once the database lets one through.
    """

    scoped_by = "item"
    shown_when = classproperty(lambda _: _was_submitted())
    item = models.ForeignKey(FeedbackItem, on_delete=models.PROTECT, related_name="revisions")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    kind = models.CharField(max_length=20, choices=RevisionKind)
    reason = models.TextField(blank=True)
    where = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    evidence = models.ManyToManyField(StoredFile, related_name="revisions", blank=True)

    class Meta(HistoryModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(supersedes__isnull=True),
                name="one_first_revision_per_item",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RevisionKind.NOT_REVISED) | ~Q(reason=""),
                name="not_revised_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=RevisionKind.NOT_REVISED) | ~Q(summary=""),
                name="revised_says_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.item}"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()


def _was_submitted() -> Q:
    """The other side sees the answers that were submitted; asked for late, when all models are there."""
    return Q(Exists(SubmittedAnswer.unscoped.filter(revision=OuterRef("pk"))))


class Assignment(HistoryModel):
    """Whom an item was given to, and when; the latest row holds. `to` is empty when it was taken back."""

    scoped_by = "item"
    shown_when = NEVER
    item = models.ForeignKey(FeedbackItem, on_delete=models.PROTECT, related_name="assignments")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="assignments"
    )

    def __str__(self) -> str:
        return f"{self.item} → {self.to or 'nobody'}"


class Comment(HistoryModel):
    """A contribution to the discussion of an item, among those who work on the answers."""

    scoped_by = "item"
    shown_when = NEVER
    item = models.ForeignKey(FeedbackItem, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()

    def __str__(self) -> str:
        return f"Comment on {self.item}"


@once_a_page
def confirmed_letter(qa_round: Round) -> FeedbackLetter | None:
    """The letter that answers a round, once it is confirmed."""
    return FeedbackLetter.unscoped.confirmed().filter(round=qa_round).first()


def areas_before(qa_round: Round) -> Any:
    """The areas of the round before, which a resubmission answers."""
    return FeedbackItem.unscoped.standing().filter(
        letter__round__review=qa_round.review_id, letter__round__number=qa_round.number - 1
    )


def theme_choices() -> list[tuple[str, str]]:
    """The controlled list as (slug, name), for forms."""
    return list(Theme.objects.values_list("slug", "name"))


@once_a_page
def progress(rounds: Any) -> dict[int, tuple[int, int]]:
    """{round: (answered, all)} for many rounds in one query."""
    answered = Exists(Revision.unscoped.filter(item=OuterRef("pk")))
    rows = (
        FeedbackItem.unscoped.standing()
        .filter(letter__round__in=rounds)
        .values("letter__round")
        .annotate(
            total=models.Count("pk"),
            done=models.Count("pk", filter=answered),
        )
    )
    return {row["letter__round"]: (row["done"], row["total"]) for row in rows}


def letters_being_checked(rounds: Any) -> set[int]:
    """Those of the rounds whose letter the CSP brought in but did not confirm yet, in one query."""
    in_hand = FeedbackLetter.unscoped.being_checked().filter(
        round__in=rounds, side=Side.PARTNERSHIP
    )
    return set(in_hand.values_list("round", flat=True))
