"""What is signed off and submitted of the answers: the ones that stand, as they stood."""

from __future__ import annotations

from django.urls import reverse

from documents.covering import covered, fingerprint, lapse
from documents.models import Capacity
from documents.tests.factories import document_in, signed, submitted
from feedback.drafts import Outcome
from feedback.letter_actions import confirm_letter
from feedback.models import Revision, RevisionKind
from feedback.tests.factories import areas_of, letter_in_hand, revision_of
from reviews.models import StoredFile
from reviews.tests.factories import evidence, round_at
from reviews.workflow import Side, Stage


def test_another_answer_of_the_same_kind_lapses_a_sign_off(cast):
    (item,) = areas_of(cast.review, "Say who leads.", outcome=Outcome.RESUBMIT, by=cast.alice)
    revision_of(item, by=cast.alice)
    qa_round = item.letter.round
    document_in(cast.review, by=cast.alice)
    sign_off = signed(qa_round, Capacity.CSP, by=cast.alice)
    before = fingerprint(covered(qa_round))

    revision_of(item, by=cast.chloe)

    assert fingerprint(covered(qa_round)) != before
    assert lapse(sign_off, covered(qa_round)).changes == (
        "Area 1, answer 2: revised (signed off: Area 1, answer 1: revised)",
    )


def test_answers_are_submitted_as_they_stand(cast):
    first, second = areas_of(
        cast.review, "Say who leads.", "Say when.", outcome=Outcome.RESUBMIT, by=cast.alice
    )
    revision_of(first, by=cast.alice)
    latest = revision_of(first, by=cast.alice, kind=RevisionKind.PARTLY)
    other = revision_of(second, by=cast.alice)

    submission = submitted(cast.review, by=cast.alice)

    assert [row.revision for row in submission.answers.all()] == [latest, other]
    assert set(Revision.visible_to(cast.quinn)) == {latest, other}


def test_first_submission_holds_no_answers(cast):
    submission = submitted(cast.review, by=cast.alice)

    assert submission.answers.count() == 0


def test_answers_that_are_being_signed_off_are_asked_for_in_one_query(
    cast, django_assert_num_queries
):
    items = areas_of(cast.review, *[f"Area {n}." for n in range(5)], by=cast.alice)
    for item in items:
        revision_of(item, by=cast.alice)

    with django_assert_num_queries(2):  # the documents and the answers
        covered(items[0].letter.round)


def test_file_of_a_letter_is_the_other_sides_too_once_it_is_confirmed(cast, client):
    qa_round = round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    letter = letter_in_hand(cast.review, file=evidence("Letter.txt"), by=cast.quinn)
    before = StoredFile.visible_to(cast.alice).filter(review=cast.review).count()

    confirm_letter(letter, version=1, by=cast.quinn)
    client.force_login(cast.alice)
    page = client.get(reverse("documents:documents", args=[cast.review.pk])).content.decode()

    assert (letter.side, qa_round.number, before) == (Side.HOME_OFFICE, 1, 0)
    assert list(StoredFile.visible_to(cast.alice)) == [letter.file]
    assert reverse("reviews:file", args=[letter.file_id]) in page
    assert list(StoredFile.visible_to(cast.kim)) == []


def test_evidence_stays_a_working_paper_when_the_letter_is_confirmed(cast):
    (item,) = areas_of(cast.review, "Say who leads.", file=evidence("Letter.txt"), by=cast.alice)
    revision_of(item, evidence=[evidence("minutes.txt")], by=cast.alice)

    assert list(StoredFile.visible_to(cast.quinn)) == [item.letter.file]
