"""Who may add, sign off and submit, and the sentence that says why not."""

import pytest

from documents import policies
from documents.actions import leave_document_out
from documents.models import Capacity, DocumentKind
from documents.policies import SUBMITTING
from documents.tests.factories import document_in, ready_to_submit, submitted
from feedback.drafts import Outcome
from feedback.tests.factories import areas_of
from reviews.actions import put_on_hold
from reviews.models import Review
from reviews.tests.factories import round_at, tomorrow
from reviews.workflow import Move, Stage

CONTRIBUTORS = "Only the CSP manager and the independent chair can do this."
MANAGERS = "Only a CSP manager of this partnership can do this."
NOT_A_SIDE = "Only a CSP manager of this partnership or a QA officer can record this."


def test_every_submitting_stage_has_its_move():
    assert SUBMITTING == {
        Stage.PREPARING: Move.SUBMIT,
        Stage.INCOMPLETE: Move.SUBMIT,
        Stage.REVISING: Move.RESUBMIT,
    }


@pytest.mark.parametrize(
    ("who", "chair", "csp"),
    [
        ("alice", "", ""),
        ("chloe", "", MANAGERS),
        ("vic", CONTRIBUTORS, MANAGERS),
        ("kim", CONTRIBUTORS, MANAGERS),
        ("quinn", CONTRIBUTORS, MANAGERS),
    ],
)
def test_sign_off_is_for_those_who_may_speak_for_it(cast, who, chair, csp):
    document_in(cast.review, by=cast.alice)
    qa_round = cast.review.rounds.get()

    reasons = [
        policies.may_sign_off(getattr(cast, who), qa_round, capacity).reason
        for capacity in Capacity
    ]

    assert reasons == [chair, csp]


def test_sign_off_needs_something_to_sign(cast):
    qa_round = cast.review.rounds.get()

    assert policies.may_sign_off(cast.alice, qa_round, Capacity.CSP).reason == (
        "There are no documents to sign off yet. Add the overview report first."
    )


def test_sign_off_is_for_what_is_being_prepared(cast):
    submission = submitted(cast.review, by=cast.alice)

    assert policies.may_sign_off(cast.alice, submission.round, Capacity.CSP).reason == (
        "Nothing is to be signed off at the stage “Submitted”."
    )


@pytest.mark.parametrize(
    ("who", "kind", "reason"),
    [
        ("chloe", DocumentKind.APPENDIX, ""),
        ("vic", DocumentKind.APPENDIX, CONTRIBUTORS),
        (
            "alice",
            DocumentKind.ACTION_PLAN,
            "Every submission has this document. Add a newer version instead.",
        ),
        ("alice", DocumentKind.EVIDENCE, "This document is not submitted in any case."),
    ],
)
def test_leaving_out_is_for_what_a_submission_need_not_have(cast, who, kind, reason):
    document = document_in(cast.review, kind, by=cast.alice)

    assert policies.may_leave_out(getattr(cast, who), document).reason == reason


def test_leaving_out_is_done_once(cast):
    document = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    leave_document_out(document, reason="A mistake.", by=cast.alice)

    assert policies.may_leave_out(cast.alice, document).reason == (
        "This document has been left out already."
    )


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("alice", ""),
        ("quinn", "Only a CSP manager of this partnership can submit what is kept here."),
        ("chloe", NOT_A_SIDE),
        ("vic", NOT_A_SIDE),
    ],
)
def test_submit_is_for_the_manager(cast, who, reason):
    qa_round = ready_to_submit(cast.review, by=cast.alice)

    assert policies.may_submit(getattr(cast, who), qa_round).reason == reason


def test_submit_page_opens_before_everything_is_done(cast):
    qa_round = cast.review.rounds.get()

    assert policies.may_open_submit_page(cast.alice, qa_round)
    assert (
        policies.may_submit(cast.alice, qa_round).reason == "The overview report is not here yet."
    )


def test_nothing_is_prepared_that_the_letter_does_not_ask_for(cast):
    areas_of(cast.review, outcome=Outcome.PUBLISH_AFTER_CHANGES, by=cast.alice)
    qa_round = cast.review.rounds.get()

    assert policies.may_open_submit_page(cast.alice, qa_round)
    assert policies.is_to_be_submitted(cast.alice, qa_round).reason == (
        "The letter does not ask to see the review again before it is published."
    )


def test_what_came_by_email_is_recorded_whether_or_not_it_is_ready(cast):
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)

    assert policies.may_record_submission(cast.quinn, qa_round)


def test_nothing_is_submitted_or_signed_on_hold(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    put_on_hold(cast.review, reason="An inquest.", review_on=tomorrow(), by=cast.alice)
    qa_round.review = Review.unscoped.get(pk=cast.review.pk)

    reasons = {
        policies.may_submit(cast.alice, qa_round).reason,
        policies.may_open_submit_page(cast.alice, qa_round).reason,
        policies.may_sign_off(cast.alice, qa_round, Capacity.CSP).reason,
    }

    until = tomorrow()
    assert reasons == {
        f"This review is on hold until it is looked at again on {until.day} {until:%B %Y}."
    }
    assert policies.may_add_document(cast.chloe, qa_round.review)


def test_kinds_to_add_leave_out_what_there_is_only_one_of(cast):
    before = policies.kinds_to_add(cast.review)
    document_in(cast.review, DocumentKind.ACTION_PLAN, by=cast.alice)
    document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)

    left = set(before) - set(policies.kinds_to_add(cast.review))

    assert left == {DocumentKind.ACTION_PLAN}
    assert DocumentKind.FEEDBACK_LETTER not in before
