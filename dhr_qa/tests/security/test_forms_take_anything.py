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


@pytest.fixture
def world(db):
    return World()


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_no_form_fails_whatever_is_sent(world, who):
    client = Client()
    client.force_login(getattr(world, who))
    forms = [form for place in every_place(world) for form in forms_on(client, place)]
    forms = [form for form in forms if "sign-out" not in form[0]]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize="FUZZ" not in os.environ,
    )
    @given(st.data())
    def try_each(data):
        for action, filled in forms:
            sent = {
                name: data.draw(ANYTHING) if data.draw(st.booleans()) else values
                for name, values in filled.items()
            }
            status = client.post(action, sent).status_code
            assert status in ANSWERS, (action, sent)

    try_each()


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_no_page_fails_whatever_its_address_asks_for(world, who):
    client = Client()
    client.force_login(getattr(world, who))
    names = [
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
    ]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize="FUZZ" not in os.environ,
    )
    @given(st.data())
    def try_each(data):
        for place in every_place(world):
            asked = {
                name: data.draw(ANYTHING) for name in data.draw(st.sets(st.sampled_from(names)))
            }
            response = client.get(place, asked)
            b"".join(response)
            assert response.status_code in ANSWERS, (place, asked)

    try_each()
