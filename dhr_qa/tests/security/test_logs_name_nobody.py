"""Whatever people type, and whatever fails, no line of the log says who they are or what they wrote."""

from __future__ import annotations

import io
import logging
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from dhr_qa.tests.world import World
from notices.actions import tell
from notices.models import NoticeKind

NAME, ADDRESS, WORDS, FILE = "Qxwilliam", "qxzara@example.org", "qxmurmuring", "qxsecret.docx"
UNIQUE = "qx"


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def log():
    """The console log as the settings make it, of everything down to what is only information."""
    out, console = io.StringIO(), settings.LOGGING["handlers"]["console"]
    handler = DictConfigurator({**settings.LOGGING, "handlers": {}})
    made = logging.StreamHandler(out)
    made.setFormatter(handler.configure_formatter(settings.LOGGING["formatters"]["line"]))
    for name in console["filters"]:
        made.addFilter(handler.configure_filter(settings.LOGGING["filters"][name]))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(made)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(made)
    root.setLevel(level)


def signs_in_wrongly(world, client):
    client.logout()
    client.post(reverse("accounts:sign_in"), {"login": ADDRESS, "password": WORDS})


def sends_a_file_that_is_refused(world, client):
    file = SimpleUploadedFile(FILE, WORDS.encode())
    client.post(reverse("documents:add", args=[world.oak.pk]), {"file": file, "title": WORDS})


def sends_a_form_with_mistakes(world, client):
    client.post(reverse("reviews:edit", args=[world.review.pk]), {"name": WORDS, "died_on_0": NAME})


def writes_about_a_row_that_is_not_theirs(world, client):
    client.force_login(world.kim)
    client.post(reverse("feedback:comment", args=[world.item.pk]), {"text": WORDS})


def asks_for_what_is_not_there(world, client):
    client.get("/reviews/999999/")
    client.get(f"{reverse('home')}?q={WORDS}")


def comes_without_a_token(world, client):
    client.handler.enforce_csrf_checks = True
    client.post(reverse("feedback:comment", args=[world.item.pk]), {"text": WORDS})
    client.handler.enforce_csrf_checks = False


def meets_a_database_that_says_the_row(world, client, monkeypatch):
    """As PostgreSQL does: "Failing row contains (…)", with every word of it."""

    def broken(*args, **kwargs):
        raise IntegrityError(f"Failing row contains ({NAME}, {ADDRESS}, {WORDS})")

    monkeypatch.setattr("feedback.actions.record", broken)
    client.raise_request_exception = False
    response = client.post(reverse("feedback:comment", args=[world.item.pk]), {"text": WORDS})
    assert response.status_code == 500


def meets_a_post_office_that_refuses(
    world, client, monkeypatch, django_capture_on_commit_callbacks
):
    def refuses(*args, **kwargs):
        raise OSError(f"{ADDRESS} is unknown")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuses)
    with django_capture_on_commit_callbacks(execute=True):
        tell([world.chloe], NoticeKind.ASSIGNED, review=world.review, href="/", by=world.alice)


@pytest.mark.parametrize(
    "journey",
    [
        signs_in_wrongly,
        sends_a_file_that_is_refused,
        sends_a_form_with_mistakes,
        writes_about_a_row_that_is_not_theirs,
        asks_for_what_is_not_there,
        comes_without_a_token,
    ],
)
def test_journey_leaves_no_words_in_the_log(world, client, log, journey):
    client.force_login(world.alice)

    journey(world, client)

    assert UNIQUE not in log.getvalue().lower()


def test_failure_of_the_database_leaves_no_words_in_the_log(world, client, log, monkeypatch):
    client.force_login(world.alice)

    meets_a_database_that_says_the_row(world, client, monkeypatch)

    lines = log.getvalue()
    assert UNIQUE not in lines.lower()
    assert "Internal Server Error: /areas/" in lines
    assert "django.db.utils.IntegrityError" in lines


def test_failure_of_the_post_leaves_no_address_in_the_log(
    world, client, log, monkeypatch, django_capture_on_commit_callbacks
):
    meets_a_post_office_that_refuses(world, client, monkeypatch, django_capture_on_commit_callbacks)

    assert UNIQUE not in log.getvalue().lower()
    assert "not sent by e-mail: OSError" in log.getvalue()
