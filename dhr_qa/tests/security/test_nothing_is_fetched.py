"""The service fetches nothing that somebody names: a weblink is written down, and never opened."""

from __future__ import annotations

import ast
import socket
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.urls import reverse

from dhr_qa.tests.security.filling import every_place, forms_on
from dhr_qa.tests.test_architecture import ROOMS, ROOT
from dhr_qa.tests.world import World

# Whoever may open connections: to the virus scanner and to a council's sign-in service, each at the address
# that is configured, and between our own processes. Anything else has to be argued here.
MAY_CONNECT = {
    "accounts/oidc_views.py",
    "sandbox/apart.py",
    "sandbox/clamd.py",
    "sandbox/nursery.py",
}
WAYS_OUT = {"socket", "requests", "urllib.request", "http.client", "aiohttp", "httpx", "urllib3"}


@contextmanager
def listening():
    """A server on this machine, and how often somebody has called it."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                calls.append(connection)
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/latest/meta-data", calls


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_no_form_makes_the_service_call_anybody(db, client, who):
    world = World()
    client.force_login(getattr(world, who))

    with listening() as (address, calls):
        for place in every_place(world):
            for action, filled in list(forms_on(client, place)):
                if "sign-out" not in action and "password" not in action:
                    client.post(action, with_address(filled, address))
        for place in every_place(world):
            b"".join(client.get(place))

    assert calls == []


def with_address(filled, address):
    """The address wherever a person would type words, and so in the field for the weblink too."""
    typed = {"Some words.", "https://example.org/report"}
    return {
        name: [address if value in typed else value for value in values]
        for name, values in filled.items()
    }


def test_weblink_is_kept_as_it_was_typed(db, client):
    world = World()
    client.force_login(world.alice)
    page = reverse("publication:record", args=[world.asked.pk])
    day = {"done_on_0": "1", "done_on_1": "3", "done_on_2": "2026"}

    with listening() as (address, calls):
        ((action, filled),) = [form for form in forms_on(client, page) if form[0] == page]
        response = client.post(action, filled | day | {"weblink": address})
        shown = client.get(reverse("publication:closing", args=[world.review.pk]))

    assert (response.status_code, address in shown.content.decode(), calls) == (302, True, [])


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_weblink_that_is_no_web_page_is_refused(db, client, link):
    world = World()
    client.force_login(world.alice)
    page = reverse("publication:record", args=[world.asked.pk])
    ((action, filled),) = [form for form in forms_on(client, page) if form[0] == page]

    response = client.post(action, filled | {"weblink": link})

    assert response.status_code == 200
    assert "Enter the weblink" in response.content.decode()


def test_only_these_modules_open_connections():
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    outside = [path for path in modules if "tests" not in path.parts]

    found = {str(path.relative_to(ROOT)) for path in outside if imported(path) & WAYS_OUT}

    assert found == MAY_CONNECT


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
