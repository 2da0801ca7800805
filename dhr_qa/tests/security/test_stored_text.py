"""Every text that the database holds may have been written by somebody who means harm: no page runs it."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from dhr_qa.tests.security.rewriting import free_texts, read_as
from dhr_qa.tests.test_tenancy import OFFICERS_ONLY, PLAIN, ROWS
from dhr_qa.tests.world import World

# Leaves whatever it is put into: an attribute in either quotes, a text box, a title, a script, a comment.
HARM = """ "x-harm='1' '"></textarea></title></script>--><x-harm onload=alert(1)>{{7*7}}"""
HARMLESS = html.escape(HARM)


class Harm(HTMLParser):
    """Finds what a browser would make of a page: the element, or an attribute, that the text smuggled in."""

    found = ()

    def handle_starttag(self, tag, attrs):
        names = {tag, *(name for name, _ in attrs)}
        self.found = (*self.found, *(names & {"x-harm", "x-harm='1'", "onload"}))


def harm_in(page):
    parser = Harm()
    parser.feed(page)
    return parser.found


@pytest.fixture
def hostile(db, monkeypatch):
    """A world in which each free text that is read from the database ends in an attack."""
    world = World()
    read_as(monkeypatch, lambda text: text + HARM)
    return world


def test_attack_would_be_seen():
    page = f"<p title='{HARM}'>{HARM}</p>"

    assert set(harm_in(page)) == {"x-harm", "onload"}
    assert harm_in(f"<p title='{HARMLESS}'>{HARMLESS}</p>") == ()


def test_most_of_what_people_write_is_tried():
    fields = {f"{field.model._meta.label}.{field.name}" for field in free_texts()}

    assert len(fields) > 60
    assert {"reviews.Review.name", "feedback.Revision.summary", "accounts.User.name"} <= fields


@pytest.mark.parametrize("who", ["alice", "chloe", "quinn"])
def test_no_page_runs_what_somebody_wrote(hostile, who):
    client, harmed, shown = Client(), {}, 0
    client.force_login(getattr(hostile, who))

    for name in [*ROWS, *PLAIN, *OFFICERS_ONLY]:
        response = client.get(reverse(name, args=ROWS[name][0](hostile) if name in ROWS else []))
        if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
            b"".join(response)
            continue
        page = response.content.decode()
        shown += page.count(HARMLESS)
        if found := harm_in(page):
            harmed[name] = found

    assert harmed == {}
    assert shown > 100


def test_every_room_of_ours_is_looked_at():
    rooms = {model.__module__.split(".")[0] for model in apps.get_models()}

    assert {field.model.__module__.split(".")[0] for field in free_texts()} <= rooms
