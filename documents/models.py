"""The documents of a review, their versions, who signed them off, and what was submitted of them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import classproperty

from access.history import AppendedModel, HistoryModel, HistoryQuerySet
from access.scoping import NEVER
from reviews.models import (
    FileKind,
    Review,
    Round,
    StageChange,
    StoredFile,
)


class DocumentKind(models.TextChoices):
    OVERVIEW_REPORT = "overview_report", "Overview report"
    EXECUTIVE_SUMMARY = "executive_summary", "Executive summary"
    ACTION_PLAN = "action_plan", "Action plan"
    APPENDIX = "appendix", "Appendix"
    EVIDENCE = "evidence", "Evidence"
    FEEDBACK_LETTER = "feedback_letter", "Feedback letter"
    OTHER = "other", "Other document"


# What every submission has, and a review only one of each.
REQUIRED = (
    DocumentKind.OVERVIEW_REPORT,
    DocumentKind.EXECUTIVE_SUMMARY,
    DocumentKind.ACTION_PLAN,
)
# What files that were kept with a letter or an answer are, among the documents.
KIND_OF_FILE: dict[str, DocumentKind] = {
    FileKind.LETTER: DocumentKind.FEEDBACK_LETTER,
    FileKind.EVIDENCE: DocumentKind.EVIDENCE,
    FileKind.DOCUMENT: DocumentKind.OTHER,
}
# What the partnership keeps for itself, or has from the Home Office.
NOT_SUBMITTED = (DocumentKind.EVIDENCE, DocumentKind.FEEDBACK_LETTER)


class Document(AppendedModel):
    """Something that is written in versions; its versions say who added what, and when."""

    scoped_by = "review"
    shown_when = classproperty(lambda _: _in_a_submission("versions", "documentversion__document"))
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=150, blank=True)

    class Meta(AppendedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind"],
                condition=Q(kind__in=REQUIRED),
                name="one_document_of_a_required_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=REQUIRED) | ~Q(title=""), name="other_documents_have_a_title"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="document_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return f"{reverse('documents:documents', args=[self.review_id])}#document-{self.pk}"

    @property
    def named(self) -> str:
        """As a sentence names it: "the overview report", or “Appendix B”."""
        return f"“{self.title}”" if self.title else f"the {self.get_kind_display().lower()}"


class DocumentVersionQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def current(self) -> Self:
        """The latest version of each document."""
        later = DocumentVersion.unscoped.filter(
            document=OuterRef("document"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later)).select_related("document", "file")

    def to_submit(self, review_id: int) -> list[DocumentVersion]:
        """What is handed over if the review is submitted now, in the order in which it is read."""
        rows = self.current().filter(document__review=review_id, left_out__isnull=True)
        return in_reading_order(rows.exclude(document__kind__in=NOT_SUBMITTED))


class DocumentVersion(HistoryModel):
    """One version of a document: bytes that never change. The other side sees those that were submitted."""

    scoped_by = "document"
    shown_when = classproperty(lambda _: _in_a_submission("versions", "documentversion"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="version")
    dated = models.DateField(null=True)
    what_changed = models.TextField(blank=True)

    unscoped = DocumentVersionQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="version_numbers_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("documents:version_file", args=[self.pk])

    @property
    def named(self) -> str:
        return f"{self.document.named}, version {self.number}"

    @property
    def is_in_storage(self) -> bool:
        return is_in_storage(self.file)


class LeftOut(HistoryModel):
    """A document was added by mistake, or is no longer part of what is submitted; a newer version is again."""

    scoped_by = "version"
    shown_when = NEVER
    version = models.OneToOneField(
        DocumentVersion, on_delete=models.PROTECT, related_name="left_out"
    )
    reason = models.TextField()

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="left_out_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Left out: {self.version}"


class Capacity(models.TextChoices):
    """For whom somebody signs."""

    CHAIR = "chair", "Independent chair"
    CSP = "csp", "Community Safety Partnership"


class SignOffQuerySet(HistoryQuerySet):  # type: ignore[override]  # each has its as_manager
    def latest(self, qa_round: Round) -> dict[str, SignOff]:  # type: ignore[override]  # of each capacity
        """The latest sign-off of a round in each capacity, whether or not it has lapsed since."""
        rows: Any = self.filter(round=qa_round).order_by("pk")
        return {row.capacity: row for row in rows}


class SignOff(HistoryModel):
    """Somebody has agreed to what is to be submitted.

    `covers` is what they agreed to, as [key, words] of `covering.covered`; once the present
    fingerprint of that differs from this one, the sign-off has lapsed.
    """

    scoped_by = "round"
    shown_when = classproperty(lambda _: _in_a_submission("sign_offs", "signoff"))
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sign_offs")
    capacity = models.CharField(max_length=10, choices=Capacity)
    name = models.CharField(max_length=200)
    signed_on = models.DateField()
    covers = models.JSONField()
    fingerprint = models.CharField(max_length=64)

    unscoped = SignOffQuerySet.as_manager()  # type: ignore[misc]  # a manager of its own

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="sign_off_has_a_name"),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values), name="sign_off_capacity_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}: {self.name}, {self.signed_on}"

    def get_absolute_url(self) -> str:
        return f"{reverse('documents:documents', args=[self.round.review_id])}#sign-off"


class Submission(HistoryModel):
    """What was handed over to the Home Office, for ever as it was. `change` is the step that did it.

    `round` is the round that is submitted: after a resubmission, the one that it opened.
    """

    scoped_by = "round"
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    sent_on = models.DateField()
    note = models.TextField(blank=True)
    anonymised = models.BooleanField()
    versions = models.ManyToManyField(DocumentVersion, related_name="submissions")
    sign_offs = models.ManyToManyField(SignOff, related_name="submissions")
    change = models.OneToOneField(StageChange, on_delete=models.PROTECT, related_name="submission")

    class Meta(HistoryModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="submission_numbers_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, submission {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("documents:submission", args=[self.pk])

    @property
    def day(self) -> dt.date:
        """The day on which it was sent: that of its step as it was last put right."""
        step = self.change
        while (correction := getattr(step, "corrected_by", None)) is not None:
            step = correction
        return step.happened_on


def _in_a_submission(rows: str, column: str) -> Q:
    """Only what was submitted is shown to the other side; asked for late, as `Submission` stands last."""
    through = getattr(Submission, rows).through
    return Q(Exists(through._default_manager.filter(**{column: OuterRef("pk")})))


def in_reading_order(versions: Any) -> list[DocumentVersion]:
    """The report first, then what belongs to it; of one kind, in the order in which they were added."""
    order = list(DocumentKind.values)
    return sorted(versions, key=lambda v: (order.index(v.document.kind), v.document_id, v.number))


def is_in_storage(stored: StoredFile) -> bool:
    """Whether the bytes of a kept file are still where they were put."""
    return stored.file.storage.exists(str(stored.file.name))
