"""Another site cannot act for somebody who is signed in here: every address wants the token of our own form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dhr_qa.tests.test_tenancy import OFFICERS_ONLY, OPEN, PLAIN, ROWS
from dhr_qa.tests.world import World

# Public addresses hold a secret or a token; the rooms that own them try them with theirs.
PUBLIC = ["accounts:sign_in", "accounts:sign_out", "accounts:reset_password"]
PAGES = [*ROWS, *PLAIN, *OFFICERS_ONLY, *PUBLIC]


@pytest.fixture
def world(db):
    return World()


def test_public_addresses_are_addresses():
    assert set(PUBLIC) <= set(OPEN)


@pytest.mark.parametrize("headers", [{}, {"HTTP_ORIGIN": "https://evil.example"}])
def test_no_address_takes_a_form_that_is_not_ours(world, headers):
    client, taken = Client(enforce_csrf_checks=True), {}

    for who in (world.alice, world.quinn):
        client.force_login(who)
        for name in PAGES:
            place = reverse(name, args=ROWS[name][0](world) if name in ROWS else [])
            response = client.post(place, {"note": "forged"}, **headers)
            if response.templates[:1] == [] or response.templates[0].name != "403_csrf.html":
                taken[name] = response.status_code

    assert {name: status for name, status in taken.items() if status != 405} == {}


def test_form_with_its_own_token_is_taken(world):
    """The same client that was refused above, so that it is the token that made the difference."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.alice)
    page = reverse("feedback:comment", args=[world.item.pk])
    client.get(page)

    token = client.cookies["csrftoken"].value
    response = client.post(page, {"text": "Ours.", "csrfmiddlewaretoken": token})

    assert response.status_code == 302
