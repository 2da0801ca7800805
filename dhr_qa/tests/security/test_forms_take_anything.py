"""Whatever is typed or sent, a page answers: it takes it, or says what is wrong; it never fails."""

from __future__ import annotations

import os

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhr_qa.tests.security.filling import every_place, forms_on
from dhr_qa.tests.world import World

# `FUZZ=200` tries as many for each page; the usual run is a sample.
EXAMPLES = int(os.environ.get("FUZZ", "3"))
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 429}
NASTY = st.sampled_from(
    [
        "", " ", "\x00", "0", "-1", "1e309", "9" * 400, "null", "[]", "{}", "\u202e\u200b", "🏳️‍🌈", "ẞ" * 300,
        "=1+1", "%s%n", "{{7*7}}", "' OR 1=1 --", "../../etc/passwd", "a\r\nBcc: x@example.org", "\ud7ff\uffff",
        "x" * 70_000, "2025-02-30", "31", "NaN", "Infinity", "٣", "on", "true",
    ]
)  # fmt: skip
ANYTHING = st.one_of(NASTY, st.text(max_size=60))
ASKED = st.dictionaries(
    st.sampled_from(
        [
            "page",
            "sort",
            "round",
            "show",
            "theme",
            "action",
            "name",
            "seen",
            "kind",
            "agency",
            "q",
            "rating",
            "next",
            "to",
            "since",
            "by",
        ]
    ),
    ANYTHING,
)


USUAL = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize="FUZZ" not in os.environ,
)


@pytest.fixture
def world(db):
    return World()


def signed_in(world, who):
    client = Client()
    client.force_login(getattr(world, who))
    return client


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_no_form_fails_whatever_is_sent(world, who):
    client = signed_in(world, who)
    forms = [form for place in every_place(world) for form in forms_on(client, place)]

    for action, filled in forms:
        if "sign-out" not in action:
            send(client, action, filled)


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_no_page_fails_whatever_its_address_asks_for(world, who):
    client = signed_in(world, who)

    for place in every_place(world):
        ask(client, place)


def send(client, action, filled):
    """One form many times: in each field what a person would send, or anything at all."""
    fields = {name: st.one_of(st.just(values), ANYTHING) for name, values in filled.items()}

    @USUAL
    @given(st.fixed_dictionaries(fields))
    def sends(sent):
        status = client.post(action, sent).status_code
        assert status in ANSWERS, (action, status)

    sends()


def ask(client, place):
    """One page many times, with anything in its address."""

    @USUAL
    @given(ASKED)
    def asks(asked):
        response = client.get(place, asked)
        b"".join(response)
        assert response.status_code in ANSWERS, (place, response.status_code)

    asks()
