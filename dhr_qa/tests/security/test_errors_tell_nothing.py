"""What goes wrong is told in one calm sentence; how the service is built is nobody's business."""

from __future__ import annotations

import pytest
from django.test import Client

TELLING = [
    "Traceback",
    "Django",
    "/site-packages/",
    "sqlite",
    "psycopg",
    "SECRET",
    ".py",
    "Exception",
]


@pytest.fixture
def broken(cast, monkeypatch):
    """A client whose next page fails, as a fault of ours would make it."""

    def fails(*args, **kwargs):
        raise RuntimeError("the password of the database is hunter2, says /srv/dhr/settings.py")

    monkeypatch.setattr("dhr_qa.views.Home.get_context_data", fails)
    client = Client(raise_request_exception=False)
    client.force_login(cast.alice)
    return client


def test_fault_of_ours_is_told_without_details(broken):
    response = broken.get("/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "This is our fault, not yours" in page
    assert [word for word in [*TELLING, "hunter2"] if word in page] == []


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/no-such-page/", {}, 404),
        ("/reviews/999999999999999999999/", {}, 404),
        ("/reviews/1%00/", {}, 404),
        ("/sign-in/", {"HTTP_HOST": "evil.example"}, 400),
        ("/sign-in/", {"CONTENT_TYPE": "text/html; charset=utf-7"}, 400),
    ],
)
def test_what_cannot_be_answered_is_told_without_details(cast, address, sent, status):
    client = Client(raise_request_exception=False)
    client.force_login(cast.alice)

    response = client.get(address, **sent)

    page = response.content.decode()
    assert response.status_code == status
    assert [word for word in TELLING if word in page] == []


def test_no_answer_names_what_serves_it(cast, client):
    client.force_login(cast.alice)

    headers = client.get("/").headers

    assert {"Server", "X-Powered-By", "Via"} & set(headers) == set()
