"""The service on a scratch database, somebody who visits it, and the least that a page of it can do."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

SCRATCH = "dhr_qa_bench"
FLOOR = "/floor/"
FLOOR_ROWS = 25
FLOOR_PAGE = """<!doctype html><title>Floor</title><p>{{ user }}</p><table>{% for row in rows %}
<tr><td>{{ row.at }}</td><td>{{ row.verb }}</td><td>{{ row.actor_name }}</td></tr>{% endfor %}</table>"""


@contextmanager
def scratch_service() -> Iterator[None]:
    """A database and a folder of its own, with the floor among the pages; both are gone afterwards.

    Every process that is started from here writes into the same folder, so that nothing is left of
    one that had to be stopped.
    """
    with tempfile.TemporaryDirectory(prefix="dhr-qa-bench-") as folder:
        os.environ |= {"TMPDIR": folder, "DJANGO_SETTINGS_MODULE": "dhr_qa.tests.settings"}
        tempfile.tempdir = folder
        import django

        django.setup()
        with _scratch_database(), _floor_among_the_pages():
            yield


@contextmanager
def _scratch_database() -> Iterator[None]:
    from django.conf import settings
    from django.db import connection

    usual = settings.DATABASES["default"]["NAME"]
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["NAME"] = SCRATCH
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


@contextmanager
def _floor_among_the_pages() -> Iterator[None]:
    from django.test import override_settings
    from django.urls import path

    from dhr_qa.urls import urlpatterns

    with override_settings(ROOT_URLCONF=(path(FLOOR.lstrip("/"), _floor), *urlpatterns)):
        yield


def _floor(request: HttpRequest) -> HttpResponse:
    """The least that a page does: a session, a user, one query and a table of rows."""
    from django.http import HttpResponse
    from django.template import Context, Engine

    from audit.models import Event

    page = Engine.get_default().from_string(FLOOR_PAGE)
    rows = Event.objects.order_by("-pk")[:FLOOR_ROWS]
    return HttpResponse(page.render(Context({"user": request.user, "rows": rows})))


def visitor(who: User) -> Callable[[str], bytes]:
    """Somebody who is signed in; fetching anything but a whole page is an error."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(who)

    def fetch(url: str) -> bytes:
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")
        return response.content

    return fetch


def queries(fetch: Callable[[str], bytes], url: str) -> int:
    """How many queries a page makes, once it is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fetch(url)
    with CaptureQueriesContext(connection) as asked:
        fetch(url)
    return len(asked)
