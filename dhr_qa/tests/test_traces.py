"""Whoever sees or takes away a document as a whole leaves an event; a new view that hands one out has to be here."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import textwrap

import pytest
from django.urls import get_resolver
from django.utils import timezone

from access.viewing import ONE_READING, ShowsDocument
from accounts.tests.factories import proven
from audit.models import Event
from audit.tests.tampering import tamper
from dhr_qa.tests.test_tenancy import ROWS, place_of
from dhr_qa.tests.world import World

DOCUMENTS = {
    "actionplans:export": "actionplans.plan_exported",
    "documents:submission": "documents.submission_viewed",
    "documents:version_file": "reviews.file_downloaded",
    "feedback:check": "feedback.letter_viewed",
    "feedback:evidence": "reviews.file_downloaded",
    "feedback:letter": "feedback.letter_viewed",
    "feedback:letter_file": "reviews.file_downloaded",
    "history:organisation_file": "history.record_downloaded",
    "history:review_file": "history.record_downloaded",
    "intake:check": "intake.plan_viewed",
    "packs:archive": "packs.archive_downloaded",
    "packs:board_report": "packs.board_report_viewed",
    "packs:board_report_pdf": "packs.board_report_downloaded",
    "packs:download": "packs.pack_downloaded",
    "packs:item_paper": "packs.paper_downloaded",
    "packs:letter_paper": "packs.paper_downloaded",
    "packs:message": "packs.message_downloaded",
    "packs:plan_pdf": "actionplans.plan_exported",
    "packs:preview": "packs.pack_previewed",
    "packs:review_paper": "packs.paper_downloaded",
    "retention:certificate_pdf": "retention.certificate_downloaded",
    "reviews:file": "reviews.file_downloaded",
}
FOR_ADMINISTRATORS = {"history:organisation_file", "retention:certificate_pdf"}
# What hands out bytes, or a page that is no template of ours.
HANDING_OUT = {
    "FileResponse",
    "HttpResponse",
    "StreamingHttpResponse",
    "as_download",
    "hand_out",
    "preview_of",
    "sandboxed",
}
# Views that answer in plain words, with no document in them.
NO_DOCUMENT = {"drafts:save"}


@pytest.fixture
def world(db):
    return World()


def views():
    """Every view class of ours, by the name of its address."""
    for namespace, resolver in [("", get_resolver()), *_namespaces()]:
        for pattern in resolver.url_patterns:
            view = getattr(getattr(pattern, "callback", None), "view_class", None)
            if view:
                yield f"{namespace}:{pattern.name}".removeprefix(":"), view


def _namespaces():
    return [(name, resolver) for name, (_, resolver) in get_resolver().namespace_dict.items()]


def calls(view):
    """The names of what a view calls in its own words and in those of our classes that it builds on."""
    for one in view.__mro__:
        if one.__module__.partition(".")[0] not in ("django", "builtins", "allauth"):
            tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
            yield from (
                getattr(node.func, "id", getattr(node.func, "attr", ""))
                for node in ast.walk(tree)
                if isinstance(node, ast.Call)
            )


def test_every_view_that_hands_something_out_is_in_the_table():
    found = {name for name, view in views() if HANDING_OUT & set(calls(view))}
    shown = {name for name, view in views() if getattr(view, "shown", "")}

    assert (found | shown) - NO_DOCUMENT == set(DOCUMENTS)


@pytest.mark.parametrize(("name", "verb"), DOCUMENTS.items())
def test_document_leaves_an_event(world, client, name, verb):
    reader = world.ada if name in FOR_ADMINISTRATORS else world.alice
    client.force_login(reader)
    proven(client)
    last = Event.objects.order_by("number").last()

    response = client.get(place_of(name, world))
    b"".join(response)  # a file is read to its end, and so closed

    told = Event.objects.filter(number__gt=last.number).values_list("verb", "actor")
    assert (response.status_code, list(told)) == (200, [(verb, reader.pk)])


@pytest.mark.parametrize("name", [name for name, view in views() if getattr(view, "shown", "")])
def test_document_that_is_not_shown_leaves_none(world, client, name):
    client.force_login(world.kim)
    before = Event.objects.count()

    client.get(place_of(name, world))

    assert Event.objects.count() == before


def test_page_that_is_read_again_at_once_is_one_reading(world, client):
    client.force_login(world.alice)
    before = Event.objects.count()

    for _ in range(3):
        client.get(place_of("feedback:letter", world))

    assert Event.objects.count() == before + 1


def test_page_that_is_read_again_later_is_another_reading(world, client):
    client.force_login(world.alice)
    client.get(place_of("feedback:letter", world))
    first = Event.objects.order_by("number").last()
    tamper(first, at=timezone.now() - ONE_READING - dt.timedelta(seconds=1))

    client.get(place_of("feedback:letter", world))

    assert Event.objects.filter(verb="feedback.letter_viewed").count() == 2


def test_readings_of_two_people_are_two(world, client):
    for person in (world.alice, world.vic):
        client.force_login(person)
        client.get(place_of("feedback:letter", world))

    readers = Event.objects.filter(verb="feedback.letter_viewed").values_list("actor", flat=True)
    assert set(readers) == {world.alice.pk, world.vic.pk}


def test_document_that_cannot_be_written_down_is_not_shown(world, client, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("read-only")

    monkeypatch.setattr("access.viewing.record", broken)
    client.force_login(world.alice)

    with pytest.raises(OSError, match="read-only"):
        client.get(place_of("feedback:letter", world))


def test_mixin_stands_first():
    showing = [view for _, view in views() if issubclass(view, ShowsDocument)]

    assert [v for v in showing if v.__mro__.index(ShowsDocument) > 2] == []
    assert ROWS.keys() >= DOCUMENTS.keys()
