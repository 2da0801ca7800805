"""The append-only event log, and the base of every other row that is only ever added."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


def new_salt() -> str:
    return secrets.token_hex(16)


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove a row that is history."""


class AppendOnlyQuerySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnlyError(f"{self.model.__name__} rows are only ever added")

    update = delete = bulk_update = update_or_create = _refuse

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts"):
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyModel(models.Model):
    """Rows are history: written once, then read.

    `kept_for_ever` are those that outlast a lawful disposal; of the others a permit lets them go.
    """

    kept_for_ever: ClassVar[bool] = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are only ever added")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnlyError(f"{type(self).__name__} rows are only ever added")


class EventQuerySet(AppendOnlyQuerySet):
    def about(self, label: str, ids: Iterable[Any]) -> Self:
        """The events whose subjects are these rows of a model, "room.Model"."""
        return self.filter(subject=label, subject_id__in=[str(pk) for pk in ids])

    def erased(self) -> Self:
        """The events of which what they said was disposed of."""
        return self.exclude(detail_digest="").filter(detail__isnull=True)


class EventManager(models.Manager.from_queryset(EventQuerySet)):  # type: ignore[misc]  # made at run time
    """Events come with their details, so that reading what a hundred of them say is one question."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("detail")


class Event(AppendOnlyModel):
    """Who did what to which row, when, from where, with what changed: for investigators.

    `number` counts without a gap, and `digest` seals the event and, by `previous`, all before it.
    Only `record` writes one; audit/chain.py says how it is sealed.

    What an event says stands apart, as its `detail`, of which only `detail_digest` is sealed: so a
    record that is disposed of takes people's words with it, and the chain stays whole. Events from
    before that, and those that must say it for ever, have it in `changes_sealed`.
    """

    kept_for_ever = True
    number = models.BigIntegerField(unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    changes_sealed = models.JSONField(default=dict, encoder=DjangoJSONEncoder, db_column="changes")
    detail_digest = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=45, blank=True)  # an address, IPv4 or IPv6
    request = models.CharField(max_length=32, blank=True)  # what the log calls the request
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    detail: EventDetail
    objects = EventManager()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["subject", "subject_id"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.subject_id}"

    @property
    def changes(self) -> dict[str, Any]:
        """What the event says; nothing once that was erased."""
        said: dict[str, Any] = self.changes_sealed
        if self.detail_digest:
            said = self.detail.changes if self.has_detail else {}
        return said

    @property
    def has_detail(self) -> bool:
        return hasattr(self, "detail")

    @property
    def is_erased(self) -> bool:
        """Whether what it said was lawfully disposed of: that it happened is still known."""
        return bool(self.detail_digest) and not self.has_detail


class EventDetail(AppendOnlyModel):
    """What an event says. It can be erased, with a permit; the salt keeps what it said from being guessed."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, related_name="detail", primary_key=True
    )
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"What was said by {self.event}"


class Permit(models.Model):
    """While it stands, history may be removed: it says by which event that was decided.

    It comes and goes in one transaction, so nobody else ever finds one; see audit/removal.py.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Permitted by {self.event}"
