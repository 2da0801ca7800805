"""What happens to documents: versions are only added, sign-offs lapse, a submission stays as it was."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage

from access.verdict import Refused
from audit.models import Event
from documents import actions
from documents.actions import CHANGED_MEANWHILE, NOT_ANONYMISED, SIGNED_ALREADY
from documents.covering import covered, fingerprint
from documents.freezing import _FREEZES
from documents.models import (
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
    SignOff,
    Submission,
)
from documents.tests.factories import document_in, ready_to_submit, signed, submitted, version_of
from reviews.actions import keep_file, make_move
from reviews.models import FileKind, Review, Round, StageChange, StoredFile
from reviews.tests.factories import evidence, review_of, round_at, tomorrow, yesterday
from reviews.workflow import Move, Side, Stage

REPORT = DocumentKind.OVERVIEW_REPORT


def events():
    """This room's own; the rooms that hang on a step leave theirs too."""
    own = Event.objects.filter(verb__startswith="documents.").order_by("pk")
    return list(own.values_list("verb", flat=True))


def numbers(submission):
    return [(str(v.document), v.number) for v in submission.versions.order_by("document")]


def test_add_document_keeps_its_first_version(cast):
    document = actions.add_document(
        cast.review, evidence("report.txt"), kind=REPORT, dated=yesterday(), by=cast.chloe
    )

    version = document.versions.get()
    assert (version.number, version.dated, version.by) == (1, yesterday(), cast.chloe)
    assert (version.file.kind, version.file.side) == (FileKind.DOCUMENT, Side.PARTNERSHIP)
    assert events()[-1] == "documents.document_added"


def test_add_document_has_only_one_report(cast):
    document_in(cast.review, REPORT, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        document_in(cast.review, REPORT, data=b"Another", by=cast.chloe)

    assert str(refusal.value) == (
        "There is an overview report already. Add your file to it as a newer version."
    )
    assert StoredFile.unscoped.count() == 1


def test_add_document_may_have_several_appendices(cast):
    for title in ("Appendix A", "Appendix B"):
        document_in(cast.review, DocumentKind.APPENDIX, title=title, by=cast.alice)

    assert [str(row) for row in Document.unscoped.all()] == ["Appendix A", "Appendix B"]


def test_add_document_asks_for_a_title_where_the_kind_does_not_say_it(cast):
    with pytest.raises(Refused) as refusal:
        document_in(cast.review, DocumentKind.APPENDIX, title="  ", by=cast.alice)

    assert str(refusal.value) == "Enter a title."


def test_add_document_dated_tomorrow_leaves_nothing_half_made(cast):
    with pytest.raises(Refused) as refusal:
        actions.add_document(cast.review, evidence(), kind=REPORT, dated=tomorrow(), by=cast.alice)

    assert str(refusal.value) == "The date of the document must be today or in the past."
    assert (Document.unscoped.count(), StoredFile.unscoped.count()) == (0, 0)


@pytest.mark.parametrize("who", ["vic", "kim", "quinn"])
def test_add_document_is_for_those_who_work_on_the_answers(cast, who):
    with pytest.raises(Refused) as refusal:
        document_in(cast.review, by=getattr(cast, who))

    assert str(refusal.value) == "Only the CSP manager and the independent chair can do this."


def test_add_version_leaves_the_one_before(cast):
    document = document_in(cast.review, by=cast.alice)

    version = version_of(document, by=cast.chloe)

    assert [row.number for row in document.versions.all()] == [1, 2]
    assert version.what_changed == "We rewrote the conclusion."
    assert events()[-1] == "documents.version_added"


def test_follow_file_makes_the_kept_file_version_1(cast):
    stored = keep_file(cast.review, evidence("Minutes.txt"), kind=FileKind.EVIDENCE, by=cast.chloe)

    version = actions.follow_file(
        stored, evidence("Minutes2.txt", b"2"), dated=None, what_changed="Signed.", by=cast.alice
    )

    first = version.document.versions.get(number=1)
    assert (version.number, version.document.title) == (2, "Minutes.txt")
    assert version.document.kind == DocumentKind.EVIDENCE
    assert (first.file, first.by, first.at) == (stored, cast.chloe, stored.at)


def test_follow_file_twice_is_one_document_with_three_versions(cast):
    stored = keep_file(cast.review, evidence(), kind=FileKind.LETTER, by=cast.alice)
    for data in (b"2", b"3"):
        file = evidence(data=data)
        actions.follow_file(stored, file, dated=None, what_changed="Signed.", by=cast.alice)

    assert Document.unscoped.get().kind == DocumentKind.FEEDBACK_LETTER
    assert [v.number for v in DocumentVersion.unscoped.all()] == [1, 2, 3]


def test_follow_file_does_not_take_the_secretariats_own(cast):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    stored = keep_file(
        qa_round.review, evidence(), kind=FileKind.LETTER, side=Side.HOME_OFFICE, by=cast.quinn
    )

    with pytest.raises(Refused) as refusal:
        actions.follow_file(stored, evidence(), dated=None, what_changed="New.", by=cast.alice)

    assert str(refusal.value) == "This file belongs to the Home Office."


def test_leave_document_out_until_there_is_a_newer_version(cast):
    document = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    qa_round = ready_to_submit(cast.review, by=cast.alice)

    left_out = actions.leave_document_out(document, reason="Names the family.", by=cast.chloe)
    without = len(covered(qa_round))
    version_of(document, by=cast.alice)

    assert (left_out.version.number, left_out.reason) == (1, "Names the family.")
    assert (without, len(covered(qa_round))) == (len(REQUIRED), len(REQUIRED) + 1)
    assert "documents.document_left_out" in events()
    assert document.versions.count() == 2


def test_leave_document_out_asks_why(cast):
    document = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        actions.leave_document_out(document, reason=" ", by=cast.alice)

    assert str(refusal.value) == "Enter a reason."


def test_sign_off_covers_what_would_be_submitted(cast):
    document_in(cast.review, REPORT, by=cast.alice)
    document_in(cast.review, DocumentKind.EVIDENCE, title="Minutes", by=cast.alice)
    qa_round = cast.review.rounds.get()

    row = signed(qa_round, Capacity.CHAIR, by=cast.chloe)

    report = Document.unscoped.get(kind=REPORT)
    assert row.covers == [[f"document.{report.pk}", "Overview report, version 1"]]
    assert row.fingerprint == fingerprint(covered(qa_round))
    assert events()[-1] == "documents.signed_off"


def test_sign_off_is_refused_when_something_changed_meanwhile(cast):
    document = document_in(cast.review, by=cast.alice)
    qa_round = cast.review.rounds.get()
    seen = fingerprint(covered(qa_round))
    version_of(document, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        actions.sign_off(
            qa_round,
            capacity=Capacity.CSP,
            name="Alice",
            signed_on=yesterday(),
            seen=seen,
            by=cast.alice,
        )

    assert str(refusal.value) == CHANGED_MEANWHILE
    assert SignOff.unscoped.count() == 0


def test_sign_off_is_given_again_only_when_it_has_lapsed(cast):
    document = document_in(cast.review, by=cast.alice)
    qa_round = cast.review.rounds.get()
    signed(qa_round, Capacity.CSP, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        signed(qa_round, Capacity.CSP, by=cast.alice)
    version_of(document, by=cast.alice)
    signed(qa_round, Capacity.CSP, by=cast.alice)

    assert str(refusal.value) == SIGNED_ALREADY
    assert SignOff.unscoped.count() == 2


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"name": " "}, "Enter the name of the person who signs."),
        ({"signed_on": dt.date.max}, "The day must be today or in the past."),
    ],
)
def test_sign_off_is_by_somebody_on_a_day(cast, typed, reason):
    document_in(cast.review, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        signed(cast.review.rounds.get(), Capacity.CSP, by=cast.alice, **typed)

    assert str(refusal.value) == reason


def test_submit_round_freezes_what_there_is(cast):
    document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    document_in(cast.review, DocumentKind.EVIDENCE, title="Minutes", by=cast.alice)

    submission = submitted(cast.review, by=cast.alice, on=yesterday(), note="By e-mail too.")
    version_of(Document.unscoped.get(kind=REPORT), by=cast.alice)

    assert numbers(submission) == [
        ("Appendix B", 1),
        ("Overview report", 1),
        ("Executive summary", 1),
        ("Action plan", 1),
    ]
    assert {row.capacity for row in submission.sign_offs.all()} == set(Capacity)
    assert (submission.sent_on, submission.note) == (yesterday(), "By e-mail too.")
    assert (submission.number, submission.anonymised) == (1, True)
    assert submission.round.stage == Stage.SUBMITTED
    assert submission.change == StageChange.unscoped.get(move=Move.SUBMIT)
    assert events()[-2:] == ["documents.round_submitted", "documents.version_added"]


def test_submit_round_after_a_return_is_the_rounds_second_submission(cast):
    first = submitted(cast.review, by=cast.alice)
    make_move(first.round, Move.RETURN, note="The action plan is cut off.", by=cast.quinn)
    version_of(Document.unscoped.get(kind=DocumentKind.ACTION_PLAN), by=cast.alice)

    second = submitted(cast.review, by=cast.alice)

    assert [(s.round.number, s.number) for s in (first, second)] == [(1, 1), (1, 2)]
    assert numbers(first)[-1] == ("Action plan", 1)
    assert numbers(second)[-1] == ("Action plan", 2)


def test_resubmission_belongs_to_the_round_that_it_opens(cast):
    qa_round = round_at(Stage.REVISING, cast.review, by=cast.alice)

    submission = submitted(cast.review, by=cast.alice)

    assert submission.round.number == 2
    assert submission.change.round == qa_round
    assert submission.sign_offs.filter(round=qa_round).count() == 2


def test_submit_round_lets_other_rooms_freeze_their_part(cast, monkeypatch):
    frozen = []
    monkeypatch.setattr("documents.freezing._FREEZES", [*_FREEZES, lambda *row: frozen.append(row)])

    submission = submitted(cast.review, by=cast.alice)

    assert frozen == [(submission, cast.alice)]


def test_submit_round_needs_the_word_that_it_is_anonymised(cast):
    with pytest.raises(Refused) as refusal:
        submitted(cast.review, by=cast.alice, anonymised=False)

    assert str(refusal.value) == NOT_ANONYMISED
    assert cast.review.rounds.get().stage == Stage.PREPARING


def test_submit_round_is_refused_when_something_changed_meanwhile(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    seen = fingerprint(covered(qa_round))
    version_of(Document.unscoped.get(kind=REPORT), by=cast.chloe)
    ready_to_submit(cast.review, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        actions.submit_round(qa_round, anonymised=True, on=yesterday(), seen=seen, by=cast.alice)

    assert str(refusal.value) == CHANGED_MEANWHILE
    assert Submission.unscoped.count() == 0


def test_submit_round_twice_tells_the_second_person(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    as_another_saw_it = Round.unscoped.get(pk=qa_round.pk)
    submitted(cast.review, by=cast.alice)
    seen = fingerprint(covered(qa_round))

    with pytest.raises(Refused) as refusal:
        actions.submit_round(
            as_another_saw_it, anonymised=True, on=yesterday(), seen=seen, by=cast.alice
        )

    assert str(refusal.value) == (
        "Somebody else has just moved this review on. Look at it again before you go on."
    )
    assert Submission.unscoped.count() == 1


def test_submit_round_names_a_file_that_is_gone_from_storage(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)
    version = DocumentVersion.unscoped.get(document__kind=REPORT)
    default_storage.delete(version.file.file.name)

    with pytest.raises(Refused) as refusal:
        submitted(cast.review, by=cast.alice)

    assert str(refusal.value) == (
        "Missing from storage: the overview report, version 1. "
        "Add the file again as a newer version."
    )
    assert Round.unscoped.get(pk=qa_round.pk).stage == Stage.PREPARING


def test_receive_submission_holds_exactly_what_came(cast):
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)
    document_in(cast.review, REPORT, data=b"A draft", by=cast.alice)
    document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)

    submission = actions.receive_submission(
        qa_round,
        received=[
            (REPORT, evidence("report.txt", b"As sent")),
            (DocumentKind.OTHER, evidence("cover.txt", b"Cover")),
        ],
        on=yesterday(),
        note="By e-mail.",
        by=cast.quinn,
    )

    assert numbers(submission) == [("Overview report", 2), ("cover.txt", 1)]
    assert (submission.change.on_behalf_of, submission.anonymised) == (Side.PARTNERSHIP, False)
    assert submission.sign_offs.count() == 0
    assert [v.number for v in DocumentVersion.visible_to(cast.quinn)] == [2, 1]
    assert DocumentVersion.held_by(cast.alice).count() == 4
    assert events()[-1] == "documents.submission_received"


def test_receive_submission_freezes_no_answers(cast, monkeypatch):
    frozen = []
    monkeypatch.setattr("documents.freezing._FREEZES", [lambda *row: frozen.append(row)])
    qa_round = round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)

    actions.receive_submission(qa_round, received=[], on=yesterday(), by=cast.quinn)

    assert frozen == []


def test_receive_submission_is_the_secretariats(cast):
    qa_round = ready_to_submit(cast.review, by=cast.alice)

    with pytest.raises(Refused) as refusal:
        actions.receive_submission(qa_round, received=[], on=yesterday(), by=cast.alice)

    assert str(refusal.value) == "Only a QA officer can record what came by e-mail."


def test_receive_review_opens_it_as_submitted(cast):
    submission = actions.receive_review(
        cast.westhaven,
        received=[(REPORT, evidence("report.txt"))],
        on=yesterday(),
        name="Ash",
        reference="Ash 1",
        by=cast.quinn,
    )

    review = Review.unscoped.get(name="Ash")
    assert (review.organisation, submission.round.review) == (cast.westhaven, review)
    assert submission.round.stage == Stage.SUBMITTED
    assert numbers(submission) == [("Overview report", 1)]
    assert events() == ["documents.submission_received", "documents.review_received"]


def test_receive_review_is_the_secretariats(cast):
    with pytest.raises(Refused) as refusal:
        actions.receive_review(
            cast.northbrook, received=[], on=yesterday(), name="Ash", reference="1", by=cast.alice
        )

    assert str(refusal.value) == "Only a QA officer can record a submission that came by e-mail."


def test_documents_of_another_review_are_not_submitted(cast):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    document_in(oak, DocumentKind.APPENDIX, by=cast.alice)

    submission = submitted(cast.review, by=cast.alice)

    assert {v.document.review for v in submission.versions.all()} == {cast.review}
    assert submission.versions.count() == len(REQUIRED)
