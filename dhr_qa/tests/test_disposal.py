"""Nothing of a review that was disposed of is left: no row, no word, no file."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from access.scoping import ScopedModel, way_up
from audit.chain import verify
from audit.models import Event, EventDetail
from dhr_qa.tests.world import World
from drafts import keeping as drafts
from drafts.models import Draft
from packs.models import Making, MakingState
from printing.keeping import KeptInStorage
from retention.belongings import belongings_of, file_names, parcels
from retention.models import DisposalCertificate
from retention.removing_actions import dispose
from retention.tests.factories import closed, waited_for
from retention.tests.searching import everywhere, tables, words_in, words_of_rows
from reviews.models import Review

pytestmark = pytest.mark.django_db
DRAFT = "Ravenscroft unsaved"


@pytest.fixture
def world():
    """The world, with Elm closed long ago, a draft about it, and a section of its pack that was printed."""
    world = World()
    Making.unscoped.filter(round__review=world.review).update(state=MakingState.STOPPED)
    closed(world.review, by=world.alice)
    page = reverse("feedback:comment", args=[world.item.pk])
    drafts.keep(world.alice, page, {"text": DRAFT})
    KeptInStorage(default_storage).put("section", b"Words of Elm.")
    return world


def details_of(found):
    """The keys of what the event log says of these rows."""
    return {
        pk
        for model, keys in found.items()
        for some in parcels(keys)
        for pk in EventDetail.objects.filter(
            event__in=Event.objects.about(model._meta.label, some).values("pk")
        ).values_list("pk", flat=True)
    }


def only_here(review):
    """The words that stand in its rows, in what the event log says of them, or in the draft, and nowhere else."""
    found = belongings_of(review)
    found = found | {EventDetail: details_of(found)}
    here, elsewhere = words_in(DRAFT), set()
    for model in tables():
        rows, keys = models.QuerySet(model), found.get(model, set())
        if model is not Draft:
            here |= words_of_rows(rows.filter(pk__in=keys))
            elsewhere |= words_of_rows(rows.exclude(pk__in=keys))
    return here - elsewhere


def rows_of(review):
    """Every row that leads to the review, as scoping sees it."""
    scoped = [one for one in apps.get_models() if issubclass(one, ScopedModel) and one.scoped_by]
    paths = [(one, *way_up(one)) for one in scoped]
    return {
        model.__name__: model.unscoped.filter(**{path: review}).count()
        for model, path, root in paths
        if root is Review
    }


def test_nothing_of_a_disposed_review_is_left(world, django_capture_on_commit_callbacks):
    review, pk = world.review, world.review.pk
    proposal = waited_for(review, by=world.alice, second=world.ada)
    before, said, names = rows_of(pk), only_here(review), file_names(belongings_of(review))
    last = Event.objects.latest("pk").pk

    with django_capture_on_commit_callbacks(execute=True):
        certificate = dispose(proposal, by=world.alice)

    new = words_of_rows(models.QuerySet(DisposalCertificate).filter(pk=certificate.pk))
    new |= words_of_rows(models.QuerySet(Event).filter(pk__gt=last))
    new |= words_of_rows(models.QuerySet(EventDetail).filter(pk__gt=last))
    assert sum(before.values()) > 50
    assert {"ravenscroft", "surgery"} < said - new
    assert (said - new) & everywhere() == set()
    assert set(rows_of(pk).values()) == {0}
    assert (len(names), [name for name in names if default_storage.exists(name)]) == (5, [])
    assert KeptInStorage(default_storage).get("section") is None
    assert list(verify()) == []


def test_every_other_row_stays(world):
    proposal = waited_for(world.review, by=world.alice, second=world.ada)
    found = belongings_of(world.review)
    details = details_of(found)
    before = {model: _keys(model) - found.get(model, set()) for model in tables()}

    dispose(proposal, by=world.alice)

    after = {model: _keys(model) for model in tables()}
    gone = {model: keys - after[model] for model, keys in before.items() if keys - after[model]}
    assert set(gone) == {EventDetail, Draft}
    assert gone[EventDetail] == details


def _keys(model):
    return set(models.QuerySet(model).values_list("pk", flat=True))
