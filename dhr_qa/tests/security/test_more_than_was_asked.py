"""Whoever sends more than a form asks for, or the row of somebody else where it asks for one, changes nothing by it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.test import Client

from accounts.models import Membership, Organisation, User
from dhr_qa.tests.security.filling import every_place, forms_on
from dhr_qa.tests.test_architecture import OURS
from dhr_qa.tests.world import World
from reviews.models import Review, Round
from reviews.workflow import Stage

# The first two would end the walk; a transfer is there to change whose a review is.
PASSED_BY = ("sign-out", "password", "transfer")


@pytest.fixture
def world(db):
    return World()


def smuggled(world):
    """A value for each field of ours that says whose a row is, who wrote it, or how far it is."""
    people = [f.name for model in OURS for f in foreign_keys(model, get_user_model())]
    organisations = [f.name for model in OURS for f in foreign_keys(model, Organisation)]
    return {
        **dict.fromkeys(people, world.kim.pk),
        **dict.fromkeys(organisations, world.westhaven.pk),
        "stage": Stage.CLOSED,
        "is_active": "0",
        "is_staff": "1",
        "is_superuser": "1",
        "role": "qa_officer",
        "second_factor": "optional",
        "actor_name": "Nobody",
        "at": "2001-01-01",
        "pk": "1",
        "id": "1",
    }


def foreign_keys(model, to):
    return [f for f in model._meta.concrete_fields if f.is_relation and f.related_model is to]


def written_by(person):
    """How many rows of each kind name a person, in whichever field."""
    return {
        f"{model._meta.label}.{field.name}": model._base_manager.filter(
            **{field.name: person}
        ).count()
        for model in apps.get_models()
        for field in foreign_keys(model, User)
        if model._meta.app_label != "sessions"
    }


def must_not_change(world):
    """Whose rows are, who holds which role, and how far rounds are."""
    return (
        written_by(world.kim),
        list(Membership.objects.order_by("pk").values()),
        list(Review.unscoped.order_by("pk").values("pk", "organisation")),
        Round.unscoped.filter(stage=Stage.CLOSED).count(),
        User.objects.filter(is_active=True).count(),
    )


@pytest.mark.parametrize(("who", "least"), [("alice", 45), ("quinn", 10)])
def test_fields_that_a_form_does_not_have_are_not_written(world, who, least):
    client, taken, extra = Client(), 0, smuggled(world)
    client.force_login(getattr(world, who))
    extra |= {f"{name}_id": value for name, value in extra.items()}
    before, written = must_not_change(world), []

    for place in every_place(world):
        for action, data in list(forms_on(client, place)):
            if any(word in action for word in PASSED_BY):
                continue
            with transaction.atomic():
                taken += client.post(action, {**extra, **data}).status_code == 302
                if must_not_change(world) != before:
                    written.append(action)
                transaction.set_rollback(True)

    assert written == []
    assert taken >= least


def choices_of_rows(client, world):
    """Each field of a form that asks for a row, with a row that exists but is not this person's to name."""
    for place in every_place(world):
        for name, field in fields_of(client.get(place)):
            queryset = getattr(field, "queryset", None)
            if queryset is None:
                continue
            hidden = queryset.model._base_manager.exclude(pk__in=queryset.values("pk"))
            if (other := hidden.first()) is not None:
                yield place, name, other


def fields_of(response):
    if response.streaming:
        b"".join(response)
    form = getattr(response, "context", None) and response.context.get("form")
    return getattr(form, "fields", {}).items()


@pytest.mark.parametrize(("who", "least"), [("alice", 4), ("chloe", 3), ("quinn", 2)])
def test_rows_of_others_cannot_be_named(world, who, least):
    client, taken, tried = Client(), [], 0
    client.force_login(getattr(world, who))

    for place, name, other in list(choices_of_rows(client, world)):
        for action, data in list(forms_on(client, place)):
            if name in data or action == place:
                response = client.post(action, {**data, name: str(other.pk)})
                tried += 1
                if response.status_code == 302:
                    taken.append((place, name, str(other)))

    assert taken == []
    assert tried >= least


def test_every_model_of_ours_is_reckoned_with(world):
    assert {model for model in OURS if issubclass(model, models.Model)} == set(OURS)
    assert {"by", "chair", "asked_by"} <= set(smuggled(world))
