"""Disposal: everything of a review goes, or nothing; what stays is a certificate and the bare events."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from access.verdict import Refused
from audit.chain import verify
from audit.models import Event
from printing.keeping import KeptInStorage
from retention.belongings import belongings_of
from retention.models import DisposalCertificate, DisposalProposal
from retention.removing_actions import DISPOSED, GONE, dispose
from retention.tests.factories import LONG_AGO, SCHEDULE, agreed, due, period
from reviews.actions import keep_file
from reviews.models import FileKind, Review, StoredFile
from reviews.tests.factories import evidence, review_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hazel(cast, settings):
    """Records with a file that a second person agreed to dispose of, with nothing left to wait for."""
    settings.DISPOSAL_WAIT_DAYS = 0
    period(cast.northbrook, by=cast.ada)
    review = due(cast.northbrook, by=cast.alice)
    keep_file(review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
    return agreed(review, by=cast.alice, second=cast.ada)


def test_disposal_leaves_a_certificate_and_no_review(hazel, cast):
    events = Event.objects.count()

    certificate = dispose(hazel, by=cast.alice)

    facts = (
        certificate.reference,
        certificate.closed_on,
        certificate.years,
        certificate.schedule,
        certificate.ground,
        certificate.proposed_by,
        certificate.agreed_by,
        certificate.removed_by,
    )
    assert facts == (
        "Hazel 1",
        LONG_AGO,
        7,
        SCHEDULE,
        "period_ended",
        cast.alice,
        cast.ada,
        cast.alice,
    )
    assert not Review.unscoped.filter(pk=hazel.review_id).exists()
    assert Event.objects.count() == events + 2


def test_certificate_counts_what_was_removed(hazel, cast):
    rows = sum(map(len, belongings_of(hazel.review).values()))

    certificate = dispose(hazel, by=cast.alice)

    one_line = hashlib.sha256(evidence().sha256.encode()).hexdigest()
    assert sum(number for _, number in certificate.counts) == rows
    assert certificate.counts[:2] == [["round,rounds", 1], ["file,files", 1]]
    assert (certificate.files, certificate.bytes) == (1, evidence().size)
    assert certificate.files_digest == one_line


def test_event_of_a_disposal_says_how_many_details_were_erased(hazel, cast):
    certificate = dispose(hazel, by=cast.alice)

    event = Event.objects.get(verb=DISPOSED)
    gone = [one for one in Event.objects.all() if one.is_erased]
    assert event.changes["details"] == certificate.details == len(gone) > 5
    assert (event.subject_id, event.actor) == (str(certificate.pk), cast.alice)
    assert list(verify()) == []


def test_events_of_a_review_stay_without_a_word(hazel, cast):
    opened = Event.objects.get(verb="reviews.review_opened", subject_id=str(hazel.review_id))
    before = (opened.number, opened.actor, opened.at, opened.changes)

    dispose(hazel, by=cast.alice)

    opened = Event.objects.get(pk=opened.pk)
    assert (opened.number, opened.actor, opened.at, {"reference": "Hazel 1"}) == before
    assert opened.changes == {}


def test_other_reviews_stay_as_they_are(hazel, cast):
    other = keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)

    dispose(hazel, by=cast.alice)

    assert list(StoredFile.unscoped.all()) == [other]
    assert Event.objects.about("reviews.StoredFile", [other.pk]).get().changes != {}


def test_files_go_when_the_rows_are_gone(hazel, cast, django_capture_on_commit_callbacks):
    (name,) = default_storage.listdir(".")[1]

    with django_capture_on_commit_callbacks() as callbacks:
        dispose(hazel, by=cast.alice)
    before = default_storage.exists(name)
    for callback in callbacks:
        callback()

    assert (before, default_storage.exists(name)) == (True, False)


def test_printed_sections_are_forgotten(hazel, cast, django_capture_on_commit_callbacks):
    kept = KeptInStorage(default_storage)
    kept.put("a", b"Hazel.")

    with django_capture_on_commit_callbacks(execute=True):
        dispose(hazel, by=cast.alice)

    assert kept.get("a") is None


def test_disposal_that_breaks_half_way_removes_nothing(hazel, cast, monkeypatch):
    from retention import removing_actions

    before = {model: set(keys) for model, keys in belongings_of(hazel.review).items()}
    removed = []

    def breaks(rows):
        removed.append(rows)
        if len(removed) > 3:
            raise OSError
        return remove(rows)

    remove = removing_actions.remove
    monkeypatch.setattr(removing_actions, "remove", breaks)
    with pytest.raises(OSError):  # noqa: PT011 -- whatever it is
        dispose(hazel, by=cast.alice)

    assert belongings_of(Review.unscoped.get(pk=hazel.review_id)) == before
    assert not DisposalCertificate.unscoped.exists()


def test_second_of_two_who_remove_is_told(hazel, cast):
    dispose(hazel, by=cast.alice)

    with pytest.raises(Refused, match=GONE):
        dispose(hazel, by=cast.ada)


def test_certificate_of_the_command_names_nobody_who_removed(hazel):
    call_command("dispose")

    certificate = DisposalCertificate.unscoped.get()
    assert (certificate.removed_by, Event.objects.get(verb=DISPOSED).actor) == (None, None)


def test_command_only_counts_when_asked_to(hazel, capsys):
    call_command("dispose", "--dry-run")

    assert capsys.readouterr().out == "1 review would be removed.\n"
    assert DisposalProposal.unscoped.filter(pk=hazel.pk).exists()


def test_command_leaves_what_is_still_to_be_waited_for(hazel, settings, capsys):
    settings.DISPOSAL_WAIT_DAYS = 7

    call_command("dispose")

    assert capsys.readouterr().out == "Removed 0 reviews.\n"
    assert DisposalProposal.unscoped.filter(pk=hazel.pk).exists()


def test_command_clears_up_what_a_crash_left(hazel, cast, settings):
    """The rows were gone, and the process died before the files were."""
    dispose(hazel, by=cast.alice)  # this test's own transaction never commits
    kept = KeptInStorage(default_storage)
    kept.put("a", b"Hazel.")
    for name in default_storage.listdir(".")[1]:
        _is_old(name)
    _is_old("printed/a")

    call_command("dispose")

    assert default_storage.listdir(".")[1] == []
    assert kept.get("a") is None


def test_review_opened_by_mistake_can_go_without_a_period(cast, settings):
    settings.DISPOSAL_WAIT_DAYS = 0
    mistaken = agreed(
        review_of(cast.northbrook, name="Box", by=cast.alice), by=cast.alice, second=cast.ada
    )

    certificate = dispose(mistaken, by=None)

    assert (certificate.ground, certificate.years, certificate.closed_on) == (
        "opened_by_mistake",
        None,
        None,
    )


def _is_old(name):
    import os

    os.utime(default_storage.path(name), (0, 0))
