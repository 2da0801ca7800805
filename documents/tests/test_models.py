"""What always holds of documents, and what the other side may see of them."""

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from documents.models import (
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
    LeftOut,
    SignOff,
    Submission,
)
from documents.tests.factories import document_in, ready_to_submit, submitted, version_of
from reviews.actions import correct_step, keep_file, make_move
from reviews.models import FileKind
from reviews.tests.factories import evidence, yesterday
from reviews.workflow import Move


@pytest.mark.parametrize("kind", REQUIRED)
def test_review_has_one_document_of_a_required_kind(cast, kind):
    Document.unscoped.create(review=cast.review, kind=kind)

    with pytest.raises(IntegrityError, match=r"review_id, .*kind"):
        Document.unscoped.create(review=cast.review, kind=kind)


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"kind": "appendix", "title": ""}, "other_documents_have_a_title"),
        ({"kind": "minutes", "title": "Minutes"}, "document_kind_is_known"),
    ],
)
def test_document_is_whole(cast, row, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Document.unscoped.create(review=cast.review, **row)


def test_version_numbers_do_not_repeat(cast):
    document = document_in(cast.review, by=cast.alice)
    file = keep_file(cast.review, evidence(), kind=FileKind.DOCUMENT, by=cast.alice)

    with pytest.raises(IntegrityError, match="number"):
        DocumentVersion.unscoped.create(document=document, number=1, file=file, by=cast.alice)


def test_file_is_one_version(cast):
    version = document_in(cast.review, by=cast.alice).versions.get()

    with pytest.raises(IntegrityError, match="file_id"):
        DocumentVersion.unscoped.create(
            document=version.document, number=2, file=version.file, by=cast.alice
        )


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"name": "", "capacity": "csp"}, "sign_off_has_a_name"),
        ({"name": "Alice", "capacity": "author"}, "sign_off_capacity_is_known"),
    ],
)
def test_sign_off_is_whole(cast, row, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        SignOff.unscoped.create(
            round=cast.review.rounds.get(),
            signed_on=yesterday(),
            covers=[],
            fingerprint="",
            by=cast.alice,
            **row,
        )


def test_left_out_has_a_reason(cast):
    version = document_in(cast.review, by=cast.alice).versions.get()

    with pytest.raises(IntegrityError, match="left_out_has_a_reason"):
        LeftOut.unscoped.create(version=version, reason="", by=cast.alice)


def test_submission_numbers_do_not_repeat_in_a_round(cast):
    first = submitted(cast.review, by=cast.alice)
    listing = make_move(first.round, Move.LIST, by=cast.quinn)

    with pytest.raises(IntegrityError, match="number"):
        Submission.unscoped.create(
            round=first.round,
            number=1,
            sent_on=yesterday(),
            anonymised=True,
            change=listing,
            by=cast.alice,
        )


def test_only_what_was_submitted_is_shown_to_the_secretariat(cast):
    submission = submitted(cast.review, by=cast.alice)
    version_of(Document.unscoped.get(kind=DocumentKind.ACTION_PLAN), by=cast.alice)
    document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)

    assert set(DocumentVersion.visible_to(cast.quinn)) == set(submission.versions.all())
    assert {row.kind for row in Document.visible_to(cast.quinn)} == set(REQUIRED)
    assert set(SignOff.visible_to(cast.quinn)) == set(submission.sign_offs.all())
    assert DocumentVersion.visible_to(cast.alice).count() == len(REQUIRED) + 2


def test_current_is_the_latest_version_of_each(cast):
    report = document_in(cast.review, by=cast.alice)
    plan = document_in(cast.review, DocumentKind.ACTION_PLAN, by=cast.alice)
    latest = version_of(report, by=cast.alice)

    assert set(DocumentVersion.unscoped.current()) == {latest, plan.versions.get()}


def test_latest_sign_off_is_that_of_the_round(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    version_of(Document.unscoped.get(kind=DocumentKind.OVERVIEW_REPORT), by=cast.alice)
    ready_to_submit(cast.review, by=cast.alice)

    latest = SignOff.unscoped.latest(qa_round)

    assert latest == {
        capacity: SignOff.unscoped.filter(capacity=capacity).last() for capacity in Capacity
    }
    assert SignOff.unscoped.count() == 4


def test_version_knows_whether_its_bytes_are_there(cast):
    version = document_in(cast.review, by=cast.alice).versions.get()

    before = version.is_in_storage
    default_storage.delete(version.file.file.name)

    assert (before, version.is_in_storage) == (True, False)


def test_day_of_a_submission_follows_its_step(cast):
    submission = submitted(cast.review, by=cast.alice)
    correct_step(
        submission.change, on=yesterday(), note="", why="Sent a day before.", by=cast.alice
    )

    row = Submission.unscoped.get(pk=submission.pk)

    assert (row.day, row.sent_on) == (yesterday(), timezone.localdate())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DocumentKind.OVERVIEW_REPORT, "the overview report, version 1"),
        (DocumentKind.APPENDIX, "“Appendix B”, version 1"),
    ],
)
def test_version_is_named_as_in_a_sentence(cast, kind, words):
    assert document_in(cast.review, kind, by=cast.alice).versions.get().named == words
