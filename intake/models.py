"""Action plans that came as files: as they were read, as a person checks them, and what became of each row."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from actionplans.models import Action, Rag
from reviews.models import Review, StoredFile


class PlanImportQuerySet(ScopedQuerySet):
    def in_hand(self) -> Self:
        """Still being checked."""
        return self.filter(confirmed_at__isnull=True, set_aside_at__isnull=True)

    def brought_in(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class PlanImport(ScopedModel):
    """A plan that came as a file, while a person checks it, and the record of what it brought.

    `columns` is what was recognised, [{"table", "label", "meaning"}] with "" for none; `mapping` what
    a person said of them instead, {label: meaning}. `legend` is what the file says its colours mean.
    `dated` is the day that its ratings and updates are about, where a row names none of its own.
    """

    scoped_by = "review"
    shown_when = NEVER
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="plan_imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="plan_imports")
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    legend = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    dated = models.DateField(default=timezone.localdate)
    version = models.PositiveIntegerField(default=1, editable=False)
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

    unscoped = PlanImportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(confirmed_at__isnull=True, set_aside_at__isnull=True),
                name="one_plan_in_hand",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(set_aside_at__isnull=True),
                name="plan_brought_in_or_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan brought in from {self.file}"

    def get_absolute_url(self) -> str:
        return reverse("intake:check", args=[self.pk])

    @property
    def is_in_hand(self) -> bool:
        return self.confirmed_at is None and self.set_aside_at is None


class ImportedRow(ScopedModel):
    """One row of a plan that came as a file.

    `as_read` never changes; the fields beside it are what will be saved, and a person may put them
    right. Texts have no limit here, so that nothing is cut off: what does not fit is said, and the
    person shortens it. `action` is the action of the plan that this row is about; None is a new one.
    After confirmation `action` is the one that was written, and `changes` what was: {"new": true}
    or {field: [before, after]}.
    """

    scoped_by = "plan_import"
    shown_when = NEVER
    plan_import = models.ForeignKey(PlanImport, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=300)
    as_read = models.JSONField(encoder=DjangoJSONEncoder)
    doubts = models.JSONField(default=list)
    number = models.TextField(blank=True)
    recommendation = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    text = models.TextField(blank=True)
    lead_agency = models.TextField(blank=True)
    supporting = models.TextField(blank=True)  # one agency a line
    milestones = models.TextField(blank=True)
    target_date = models.DateField(null=True, blank=True)
    target_date_text = models.TextField(blank=True)
    completed_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    rating = models.CharField(max_length=10, choices=Rag, blank=True)
    reason = models.TextField(blank=True)
    update = models.TextField(blank=True)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    matched_by_hand = models.BooleanField(default=False)
    skipped = models.BooleanField(default=False)
    fixed = models.BooleanField(default=False)
    changes = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan_import", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_import", "position"], name="imported_rows_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def get_absolute_url(self) -> str:
        return reverse("intake:row", args=[self.pk])
