"""Events are history: no way through Django's own doors changes or removes one."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from audit.models import AppendOnlyError, Event
from audit.record import record


@pytest.fixture
def event(cast):
    return record("reviews.read", cast.review, by=cast.alice)


def test_event_is_not_saved_again(event):
    event.verb = "reviews.forged"

    with pytest.raises(AppendOnlyError) as error:
        event.save()

    assert str(error.value) == "Event rows are only ever added"
    assert Event.objects.get(pk=event.pk).verb == "reviews.read"


def test_event_is_not_written_over_by_another_with_its_key(event):
    forged = Event(pk=event.pk, verb="reviews.forged", subject="x", subject_id="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save()

    assert Event.objects.get(pk=event.pk).verb == "reviews.read"


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.delete(),
        lambda event: Event.objects.update(verb="forged"),
        lambda event: Event.objects.delete(),
        lambda event: Event.objects.all().delete(),
        lambda event: Event.objects.filter(pk=event.pk).update(verb="forged"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: Event.objects.bulk_update([event], ["verb"]),
        lambda event: Event.objects.update_or_create(pk=event.pk, defaults={"verb": "forged"}),
        lambda event: Event.objects.bulk_create(
            [event], update_conflicts=True, unique_fields=["pk"], update_fields=["verb"]
        ),
    ],
    ids=[
        "row delete",
        "manager update",
        "manager delete",
        "all delete",
        "filter update",
        "filter delete",
        "bulk update",
        "update or create",
        "bulk upsert",
    ],
)
def test_event_is_neither_changed_nor_removed(event, change):
    event.verb = "reviews.forged"

    with pytest.raises(AppendOnlyError):
        change(event)

    assert Event.objects.get(pk=event.pk).verb == "reviews.read"


def test_person_who_did_something_is_not_removed(cast, event):
    with pytest.raises(ProtectedError):
        cast.alice.delete()
