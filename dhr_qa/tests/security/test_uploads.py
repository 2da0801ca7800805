"""What comes of a file that is sent: the virus scanner's word, what is named, and that nothing is half-made."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actionplans.tests.factories import action_under, recommendation_in
from agencies.models import AgencyUpdate
from agencies.tests.factories import PROBATION, asked
from audit.models import Event
from documents.models import Document, DocumentKind
from feedback.models import FeedbackLetter
from feedback.reading.text import REASONS
from feedback.tests.letter_builder import text_of
from reviews.files import SENTENCES, Holds
from reviews.holding import told_once
from reviews.inside.found import Reason
from reviews.models import FileKind, StoredFile
from reviews.scanning import FOUND, NOT_NOW
from reviews.tests.factories import typed_day, yesterday
from reviews.tests.file_builder import acting_pdf, enclosed
from sandbox.apart import apart
from sandbox.limits import Limits
from sandbox.tests.fake_clamd import TEST_VIRUS, fake_clamd

NAME = "Minutes about Mel.txt"
VIRUS = b"Minutes. " + TEST_VIRUS


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def scanner(settings):
    with fake_clamd() as daemon:
        settings.CLAMAV = daemon.address
        yield daemon


def page(cast):
    return reverse("documents:add", args=[cast.review.pk])


def typed(data, name=NAME):
    words = {"kind": DocumentKind.OTHER, "title": "Minutes of March"}
    return words | typed_day("dated", yesterday()) | {"file": SimpleUploadedFile(name, data)}


def refused(response):
    """The sentence beside the file, where nothing was kept and what was typed is still there."""
    form = response.context["form"]
    assert (Document.unscoped.count(), StoredFile.unscoped.count()) == (0, 0)
    assert form["title"].value() == "Minutes of March"
    return form.errors["file"]


def test_clean_file_is_scanned_and_kept(alice, cast, scanner):
    alice.post(page(cast), typed(b"Agreed."))

    assert scanner.seen == [b"Agreed."]
    assert StoredFile.unscoped.get().name == NAME


def test_infected_file_is_refused_and_the_operator_can_see_it(alice, cast, scanner, caplog):
    response = alice.post(page(cast), typed(VIRUS))

    assert refused(response) == [FOUND]
    event = Event.objects.get(verb="reviews.file_refused")
    assert event.changes == {
        "signature": "Eicar-Test-Signature",
        "page": "documents:add",
        "row": cast.review.pk,
    }
    assert (event.actor, event.subject, event.subject_id) == (
        cast.alice,
        "reviews.StoredFile",
        "0",
    )
    assert "Eicar-Test-Signature" in caplog.text
    assert "Mel" not in caplog.text


def test_file_is_scanned_before_anything_in_it_is_read(alice, cast, scanner):
    """Even one that would be refused for what it is."""
    response = alice.post(page(cast), typed(b"%PDF-1.7 torn" + VIRUS, "a.pdf"))

    assert refused(response) == [FOUND]


@pytest.mark.parametrize("answer", [b"stream: Something odd\0", b"stream: lstat() failed. ERROR\0"])
def test_nothing_is_taken_in_on_an_odd_answer(alice, cast, scanner, answer):
    scanner.answer = answer

    assert refused(alice.post(page(cast), typed(b"Agreed."))) == [NOT_NOW]


def test_nothing_is_taken_in_while_the_scanner_is_down(alice, cast, settings, caplog):
    settings.CLAMAV = "tcp:127.0.0.1:1"

    assert refused(alice.post(page(cast), typed(b"Agreed."))) == [NOT_NOW]
    assert "did not answer: ConnectionRefusedError" in caplog.text
    assert Event.objects.filter(verb="reviews.file_refused").count() == 0


def test_file_by_a_link_is_scanned_too(client, cast, scanner):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    action = action_under(recommendation, lead_agency=PROBATION, by=cast.alice)
    _, token = asked(cast.review, by=cast.alice)
    sent = {"text": "We trained.", "name": "Sam", "evidence": SimpleUploadedFile(NAME, VIRUS)}

    client.post(
        reverse("agencies:answer_action", args=[token, action.pk]),
        sent | typed_day("dated", yesterday()),
    )

    event = Event.objects.get(verb="reviews.file_refused")
    assert (event.actor, event.actor_name, event.changes["row"]) == (
        None,
        "somebody with a link",
        action.pk,
    )
    assert (AgencyUpdate.unscoped.count(), StoredFile.unscoped.count()) == (0, 0)


def test_what_a_file_holds_is_told_once_and_named_beside_it(alice, cast):
    data = acting_pdf(names={"/EmbeddedFiles": ["a.csv", enclosed("a.csv")]})

    response = alice.post(page(cast), typed(data, "Minutes.pdf"), follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert said == [told_once("Minutes.pdf", [Holds.FILES])]
    again = alice.get(reverse("documents:documents", args=[cast.review.pk]))
    assert not list(again.context["messages"])
    assert "It holds other files inside it." in " ".join(again.content.decode().split())
    stored = StoredFile.unscoped.get()
    assert (stored.holds, stored.kind) == ([Holds.FILES], FileKind.DOCUMENT)
    assert Event.objects.get(verb="reviews.file_kept").changes["holds"] == ["files"]


def test_ordinary_file_says_nothing(alice, cast):
    alice.post(page(cast), typed(b"Agreed."))

    response = alice.get(reverse("documents:documents", args=[cast.review.pk]))

    assert StoredFile.unscoped.get().holds == []
    assert "Holds more than its words" not in response.content.decode()


def test_file_that_takes_too_long_is_refused_and_the_next_one_is_kept(alice, cast, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("reviews.files.apart", partial(apart, limits=Limits(clock=0.001)))
        response = alice.post(page(cast), typed(b"Agreed."))

    assert refused(response) == [SENTENCES[Reason.TOO_SLOW]]
    assert alice.post(page(cast), typed(b"Agreed.")).status_code == 302


def test_letter_that_takes_too_long_is_refused_and_stays_on_the_page(alice, cast, monkeypatch):
    monkeypatch.setattr("feedback.apart.apart", partial(apart, limits=Limits(clock=0.001)))
    words = text_of(areas="• Say more about equality.")

    response = alice.post(
        reverse("feedback:bring", args=[cast.review.rounds.get().pk]), {"text": words}
    )

    form = response.context["form"]
    assert form.errors == {"text": [REASONS["too_slow"]]}
    assert form["text"].value() == words
    assert FeedbackLetter.unscoped.count() == 0
