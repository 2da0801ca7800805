"""The packs that were made, each kept as it was for ever; and how the next one is got ready and made."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from access.history import HistoryModel
from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from reviews.files import DOCX, PDF
from reviews.models import Marking, Round, StoredFile, stored_name


class PackKind(models.TextChoices):
    """The pack answers a feedback letter; the final copy is what is published after clearance."""

    RESUBMISSION = "resubmission", "Resubmission pack"
    FINAL = "final", "Final copy"


PAGES = {PackKind.RESUBMISSION: "packs:pack", PackKind.FINAL: "packs:final"}


class Pack(HistoryModel):
    """One pack as it was made: a working paper, which the CSP sends when it is ready.

    `sections` are the codes of those that it holds, `notes` sentences on how it was made. `manifest` lists every file that it speaks of.
    """

    scoped_by = "round"
    shown_when = NEVER
    content_type = PDF.content_type
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="packs")
    kind = models.CharField(max_length=20, choices=PackKind, default=PackKind.RESUBMISSION)
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=stored_name, max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True)
    answered = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()
    sections = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    manifest = models.JSONField()

    class Meta(HistoryModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind", "number"], name="pack_numbers_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse(PAGES[PackKind(self.kind)], args=[self.round_id])

    @property
    def download_url(self) -> str:
        return reverse("packs:download", args=[self.pk])

    @property
    def name(self) -> str:
        """The name under which it is downloaded: what it is, without the review's name."""
        kind = self.get_kind_display().lower().replace(" ", "-")
        return f"{kind}-round-{self.round.number}-{self.number}.pdf"


class Preparation(ScopedModel):
    """What the next pack of a round is to hold, as people have chosen so far.

    `left_out` are the codes of sections that it goes without. `letter` is the covering letter as a
    person changed it; "" is the one that is written from the answers. `embed` puts the evidence into
    the PDF; `shrink` makes pictures smaller in a final copy.
    """

    scoped_by = "round"
    shown_when = NEVER
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="preparations")
    kind = models.CharField(max_length=20, choices=PackKind)
    left_out = models.JSONField(default=list)
    marking = models.CharField(max_length=30, choices=Marking, blank=True)
    letter = models.TextField(blank=True)
    embed = models.BooleanField(default=False)
    shrink = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="one_preparation_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.round}, being got ready"

    @staticmethod
    def of(qa_round: Round, kind: PackKind) -> Preparation:
        """What people have chosen so far, or what is so when nobody has."""
        saved: Preparation | None = Preparation.unscoped.filter(round=qa_round, kind=kind).first()
        return saved or Preparation(round=qa_round, kind=kind)


class Override(HistoryModel):
    """A person decided that a pack is made although a check stands against it, and why.

    It holds for what the check said then: `finding` are its words.
    """

    scoped_by = "round"
    shown_when = NEVER
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="overrides")
    kind = models.CharField(max_length=20, choices=PackKind)
    check_code = models.CharField(max_length=60)
    finding = models.TextField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"Made although: {self.finding}"


class MakingState(models.TextChoices):
    WAITING = "waiting", "Waiting to begin"
    RUNNING = "running", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Not made"
    STOPPED = "stopped", "Stopped"


MAKE_AT = {PackKind.RESUBMISSION: "packs:make", PackKind.FINAL: "packs:make_final"}
IN_PROGRESS = (MakingState.WAITING, MakingState.RUNNING)


class MakingQuerySet(ScopedQuerySet):
    def in_progress(self) -> Self:
        return self.filter(state__in=IN_PROGRESS)

    def claim(self, at: dt.datetime) -> bool:
        """Take what waits, so that nobody else makes it too."""
        waiting = self.filter(state=MakingState.WAITING)
        taken = waiting.update(
            state=MakingState.RUNNING, attempts=F("attempts") + 1, beat_at=at, done=0, total=0
        )
        return bool(taken)

    def beat(self, *, step: str, done: int, total: int, at: dt.datetime) -> bool:
        """Write down how far it is. False when it should not go on. That is no event: nothing happened yet."""
        running = self.filter(state=MakingState.RUNNING, stop_asked_at__isnull=True)
        return bool(running.update(step=step, done=done, total=total, beat_at=at))


class Making(ScopedModel):
    """A pack that is being made while people watch: how far it is, and how it ended.

    Whoever makes it writes `beat_at` at every step, so that a worker that died is noticed.
    """

    scoped_by = "round"
    shown_when = NEVER
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="makings")
    kind = models.CharField(max_length=20, choices=PackKind)
    state = models.CharField(max_length=10, choices=MakingState, default=MakingState.WAITING)
    step = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(default=timezone.now)
    stop_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    pack = models.OneToOneField(Pack, on_delete=models.PROTECT, null=True, related_name="making")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    unscoped = MakingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(state__in=("waiting", "running")),
                name="one_making_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="made", pack__isnull=False)
                | ~Q(state="made") & Q(pack__isnull=True),
                name="made_has_a_pack",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.round}: {self.get_state_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("packs:making", args=[self.pk])

    @property
    def make_url(self) -> str:
        """Where one like it is begun."""
        return reverse(MAKE_AT[PackKind(self.kind)], args=[self.round_id])

    @property
    def is_in_progress(self) -> bool:
        return self.state in IN_PROGRESS

    def is_silent(self, *, at: dt.datetime, patience: dt.timedelta) -> bool:
        """Whether whoever was making it has not been heard of for so long that it must have died."""
        return self.is_in_progress and at - self.beat_at > patience


class Handover(HistoryModel):
    """A pack was sent: on which day, and to whom."""

    scoped_by = "pack"
    shown_when = NEVER
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="handovers")
    sent_on = models.DateField()
    to = models.CharField(max_length=254)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.pack}, sent to {self.to}"


LOOKED_AT = (PDF.content_type, DOCX.content_type)


class FileLookQuerySet(ScopedQuerySet):
    def done(self) -> Self:
        """Those of which it is known what was found, by the looking of today."""
        return self.filter(edition=FileLook.EDITION, facts__isnull=False)


class FileLook(ScopedModel):
    """What was found in a file that is handed over: `printing.looking`'s facts as JSON, kept because looking takes seconds.

    `edition` is that of the looking: when that learns more, files are looked at again.
    """

    EDITION = 1

    scoped_by = "file"
    shown_when = NEVER
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="look")
    edition = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    unscoped = FileLookQuerySet.as_manager()

    def __str__(self) -> str:
        return f"What was found in {self.file}"
