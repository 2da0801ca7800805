"""The packs that were made: each kept as it was, for ever."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from access.history import HistoryModel
from access.scoping import NEVER
from reviews.files import PDF
from reviews.models import Round, stored_name


class Pack(HistoryModel):
    """One resubmission pack as it was made: a working paper, which the CSP sends when it is ready."""

    scoped_by = "round"
    shown_when = NEVER
    content_type = PDF.content_type
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=stored_name, max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    answered = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()
    manifest = models.JSONField()

    class Meta(HistoryModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="pack_numbers_do_not_repeat"),
        ]

    def __str__(self) -> str:
        return f"Resubmission pack {self.number}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("packs:pack", args=[self.round_id])

    @property
    def name(self) -> str:
        """The name under which it is downloaded: what it is, without the review's name."""
        return f"resubmission-pack-round-{self.round.number}-{self.number}.pdf"
