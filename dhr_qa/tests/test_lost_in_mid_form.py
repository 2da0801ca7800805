"""Somebody who loses a review while they write about it is told, and gets their words back."""

import pytest
from django.urls import reverse

from accounts.actions import end_role
from dhr_qa.tests.world import World
from feedback.models import Revision
from reviews.actions import edit_review, transfer_review

WORDS = {"summary": "We asked the surgery for the notes.", "before": "No notes.", "after": "Notes."}


@pytest.fixture
def world(db):
    return World()


def loses_the_role(world):
    end_role(world.alice.memberships.get(organisation=world.northbrook), by=None)


def loses_the_review(world):
    transfer_review(world.review, to=world.westhaven, reason="They moved.", by=world.quinn)


@pytest.mark.parametrize("loss", [loses_the_role, loses_the_review])
def test_revision_of_somebody_who_lost_the_review_is_shown_for_copying(world, client, loss):
    client.force_login(world.alice)
    url = reverse("feedback:revise", args=[world.second.pk])
    opened, before = client.get(url).status_code, Revision.unscoped.count()

    loss(world)
    response = client.post(url, WORDS | {"kind": "revised", "where": "4.2"})

    assert (opened, response.status_code) == (200, 404)
    assert response.context["typed"] == ["We asked the surgery for the notes.", "No notes."]
    assert "copy it before you leave" in response.content.decode()
    assert Revision.unscoped.count() == before


def test_revision_of_a_chair_who_handed_over_is_shown_for_copying(world, client):
    client.force_login(world.chloe)
    url = reverse("feedback:revise", args=[world.second.pk])
    opened = client.get(url).status_code

    edit_review(world.review, version=1, chair=None, by=world.alice)
    response = client.post(url, WORDS)

    assert (opened, response.status_code) == (200, 404)
    assert response.context["typed"] == ["We asked the surgery for the notes.", "No notes."]


def test_password_is_never_shown_for_copying(world, client):
    url = reverse("accounts:change_password")

    response = client.post(url, {"new_password1": "three random words", "note": "Two words"})

    assert (response.status_code, response.context["typed"]) == (403, ["Two words"])
