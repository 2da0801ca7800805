"""What must be done before a round is submitted, each with its sentence."""

import pytest
from django.core.files.storage import default_storage

from documents import guards
from documents.models import REQUIRED, Capacity, Document, DocumentKind, DocumentVersion
from documents.tests.factories import document_in, ready_to_submit, signed, version_of
from reviews.policies import left_to_do
from reviews.workflow import Move

REPORT = DocumentKind.OVERVIEW_REPORT


def reasons(cast, move=Move.SUBMIT):
    """What this room still asks for, by its label."""
    left = left_to_do(move, cast.alice, cast.review.rounds.last())
    return {entry.label: verdict.reason for entry, verdict in left}


def test_everything_is_asked_for_at_first(cast):
    assert reasons(cast) == {
        "The overview report is kept here": "The overview report is not here yet.",
        "The executive summary is kept here": "The executive summary is not here yet.",
        "The action plan is kept here": "The action plan is not here yet.",
        "Every file to be submitted is in storage": "",
        "The independent chair has signed off": "The independent chair has not signed off yet.",
        "The CSP has signed off": "The CSP has not signed off yet.",
    }


@pytest.mark.parametrize("move", [Move.SUBMIT, Move.RESUBMIT])
def test_nothing_is_left_when_all_is_there(cast, move):
    ready_to_submit(cast.review, by=cast.alice)

    left = reasons(cast, move)

    assert len(left) >= len(REQUIRED) + 3
    assert set(left.values()) == {""}


def test_sign_off_lapses_with_a_newer_version(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    version_of(Document.unscoped.get(kind=REPORT), by=cast.alice)
    signed(qa_round, Capacity.CSP, by=cast.alice)

    left = {label: reason for label, reason in reasons(cast).items() if reason}

    assert left == {
        "The independent chair has signed off": (
            "The independent chair’s sign-off has lapsed, because what it covers has changed."
        )
    }


def test_sign_off_does_not_lapse_with_what_is_not_submitted(cast):
    ready_to_submit(cast.review, by=cast.alice)
    document_in(cast.review, DocumentKind.EVIDENCE, title="Minutes", by=cast.alice)

    assert set(reasons(cast).values()) == {""}


def test_files_that_are_gone_are_named(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    appendix = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    for kind in (REPORT, DocumentKind.APPENDIX):
        version = DocumentVersion.unscoped.get(document__kind=kind)
        default_storage.delete(version.file.file.name)

    before = guards.every_file_is_in_storage(qa_round).reason
    version_of(Document.unscoped.get(kind=REPORT), by=cast.alice)
    version_of(appendix, by=cast.alice)

    assert before == (
        "Missing from storage: the overview report, version 1; “Appendix B”, version 1. "
        "Add the file again as a newer version."
    )
    assert guards.every_file_is_in_storage(qa_round)
