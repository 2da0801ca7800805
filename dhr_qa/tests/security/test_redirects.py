"""No link that begins here ends at another site."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from accounts.actions import change_password
from dhr_qa.tests.security.filling import every_place, forms_on
from dhr_qa.tests.world import World

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
    "http:///evil.example",
    "https://testserver@evil.example/",
]
ASKED_FOR = [
    "next",
    "back",
    "to",
    "url",
    "return",
    "redirect",
    "seen",
    "page",
    "cancel_url",
    "back_url",
]
PASSWORD = "quiet harbour stone"


@pytest.fixture
def world(db):
    world = World()
    change_password(world.alice, password=PASSWORD, by=None)
    return world


def leads_away(response):
    """Whether an answer sends the browser to another site."""
    b"".join(response)  # a file is read to its end, and so closed
    host = urlsplit(response.headers.get("Location", "").replace("\\", "/")).netloc
    return host not in ("", "testserver")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_and_out_lead_nowhere_else(world, client, elsewhere):
    named = dict.fromkeys(("login", "username"), world.alice.email)
    given = {**named, "password": PASSWORD, "next": elsewhere}

    signed_in = client.post("/sign-in/", given)
    again = client.get("/sign-in/", {"next": elsewhere})
    signed_out = client.post("/sign-out/", {"next": elsewhere})

    assert signed_in.status_code == 302
    assert [leads_away(response) for response in (signed_in, again, signed_out)] == [False] * 3


@pytest.mark.parametrize("elsewhere", ELSEWHERE[:3])
def test_no_page_leads_elsewhere_because_its_address_says_so(world, client, elsewhere):
    client.force_login(world.alice)
    asked = dict.fromkeys(ASKED_FOR, elsewhere)

    away = [place for place in every_place(world) if leads_away(client.get(place, asked))]

    assert away == []


def test_no_form_leads_elsewhere_because_somebody_sent_so(world, client):
    client.force_login(world.alice)
    asked, away = dict.fromkeys(ASKED_FOR, ELSEWHERE[1]), []

    for place in every_place(world):
        for action, filled in list(forms_on(client, place)):
            if "sign-out" not in action and leads_away(client.post(action, asked | filled)):
                away.append(action)

    assert away == []
