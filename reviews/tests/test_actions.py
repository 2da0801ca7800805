"""What happens to a review: each action writes its row and one event, or neither."""

import datetime as dt
import hashlib
import inspect
import re

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from access.verdict import Refused, Verdict
from access.versions import CHANGED_SINCE
from audit.models import Event
from audit.tests.trail import every_row, told_by
from reviews import actions
from reviews.models import DutyKind, FileKind, Marking, Review, Round, StageChange, StoredFile
from reviews.tests.factories import evidence, review_of, round_at, tomorrow, yesterday
from reviews.workflow import GUARDS, STEPS, Move, Side, Stage

NOT_A_MANAGER = "Only a CSP manager of this partnership can do this."
NOT_AT_WORK = "Only the CSP manager and the independent chair can do this."
NOT_YOURS = "Only a CSP manager of this partnership or a QA officer can record this."
NEEDS_A_REASON = [move for move, step in STEPS.items() if step.needs_note]


def keep(cast, by, **file):
    return actions.keep_file(cast.review, evidence(**file), kind=FileKind.EVIDENCE, by=by)


def edit(review, by, version=1, **details):
    return actions.edit_review(review, version=version, by=by, **details)


def submit(cast, by, **told):
    return actions.make_move(cast.review.rounds.get(), Move.SUBMIT, by=by, **told)


ACTS = {
    "open_review": (
        "reviews.review_opened",
        lambda cast, by: review_of(cast.northbrook, by=by, name="Oak"),
        "Only a CSP manager can open a review. Ask the manager of your partnership.",
    ),
    "edit_review": (
        "reviews.review_edited",
        lambda cast, by: edit(cast.review, by, name="Elm Tree"),
        NOT_A_MANAGER,
    ),
    "make_move": ("reviews.round_moved", submit, NOT_YOURS),
    "keep_file": ("reviews.file_kept", keep, NOT_AT_WORK),
    "set_duties": (
        "reviews.duties_set",
        lambda cast, by: actions.set_duties(cast.review.rounds.get(), [DutyKind.WEBLINK], by=by),
        NOT_A_MANAGER,
    ),
    "note_download": (
        "reviews.file_downloaded",
        lambda cast, by: actions.note_download(cast.stored, by=by),
        "",
    ),
}
acts = pytest.mark.parametrize(("verb", "act", "refusal"), ACTS.values(), ids=ACTS)


@pytest.fixture
def cast(cast):
    """The cast, with a file that somebody may have read."""
    cast.stored = keep(cast, cast.alice, name="before.txt")
    return cast


@pytest.fixture
def refused():
    """Runs an act that must be refused without a trace, and returns the sentence."""

    def run(act, *args, **kwargs):
        before = every_row()
        with pytest.raises(Refused) as refusal:
            act(*args, **kwargs)
        assert every_row() == before
        return str(refusal.value)

    return run


def test_every_action_is_tried():
    functions = inspect.getmembers(actions, inspect.isfunction)

    ours = {
        name
        for name, act in functions
        if act.__module__ == actions.__name__ and not name.startswith("_")
    }

    assert ours == ACTS.keys()


@acts
def test_action_writes_one_event(cast, verb, act, refusal):
    assert told_by(lambda: act(cast, cast.alice)) == [verb]
    assert Event.objects.last().actor == cast.alice


@acts
def test_action_whose_event_cannot_be_written_writes_nothing(cast, monkeypatch, verb, act, refusal):
    before = every_row()
    monkeypatch.setattr(Event, "save", _broken)

    with pytest.raises(OSError, match="the log is full"):
        act(cast, cast.alice)

    assert every_row() == before


def _broken(*args, **kwargs):
    raise OSError("the log is full")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [(act, sentence) for _, act, sentence in ACTS.values() if sentence],
    ids=[name for name, (_, _, sentence) in ACTS.items() if sentence],
)
def test_verdict_comes_first(cast, refused, act, sentence):
    assert refused(act, cast, cast.vic) == sentence


def test_review_opens_with_its_first_round(cast):
    review = review_of(cast.eastmere, by=cast.alice, name="Oak", chair=cast.chloe)

    qa_round = review.rounds.get()
    assert (review.organisation, review.chair, review.version) == (cast.eastmere, cast.chloe, 1)
    assert (qa_round.number, qa_round.stage) == (1, Stage.PREPARING)
    assert Event.objects.last().changes == {"reference": "Oak 1"}


def test_manager_does_not_open_reviews_of_another_partnership(cast, refused):
    reason = refused(review_of, cast.westhaven, by=cast.alice)

    assert reason == "Only a CSP manager can open a review. Ask the manager of your partnership."


def test_review_with_a_reference_in_use_is_refused(cast, refused):
    said = refused(review_of, cast.northbrook, by=cast.alice, name="Elm")

    assert said == "Northbrook CSP already has a review “Elm 1”."


def test_edit_keeps_before_and_after_of_what_changed(cast):
    died = dt.date(2024, 2, 29)

    edited = edit(
        cast.review,
        cast.alice,
        name="Elm",
        died_on=died,
        chair=None,
        marking=Marking.OFFICIAL,
    )

    assert (edited.died_on, edited.chair, edited.version) == (died, None, 2)
    assert Event.objects.last().changes == {
        "died_on": [None, "2024-02-29"],
        "chair": [cast.chloe.pk, None],
        "marking": ["official_sensitive", "official"],
    }


@pytest.mark.parametrize("version", [0, 1, 3, 10**30])
def test_edit_from_an_old_page_is_refused(cast, refused, version):
    edit(cast.review, cast.alice, name="First")

    said = refused(edit, cast.review, cast.alice, version=version, name="Second")

    assert said == CHANGED_SINCE
    assert Review.unscoped.get(pk=cast.review.pk).name == "First"


def test_edit_to_a_reference_in_use_is_refused(cast, refused):
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")

    said = refused(edit, other, cast.alice, reference="Elm 1")

    assert said == "Northbrook CSP already has a review “Elm 1”."


def test_move_writes_its_row(cast):
    change = submit(cast, cast.alice, on=yesterday(), note="  By e-mail. ")

    qa_round = cast.review.rounds.get()
    assert (qa_round.stage, list(qa_round.stage_changes.all())) == (Stage.SUBMITTED, [change])
    assert (change.move, change.source, change.target) == (
        Move.SUBMIT,
        Stage.PREPARING,
        Stage.SUBMITTED,
    )
    assert (change.happened_on, change.note, change.by) == (
        yesterday(),
        "By e-mail.",
        cast.alice,
    )
    assert Event.objects.last().changes == {"move": "submit", "stage": ["preparing", "submitted"]}


def test_move_is_of_today_unless_said(cast):
    assert submit(cast, cast.alice).happened_on == timezone.localdate()


def test_move_of_a_day_to_come_is_refused(cast, refused):
    said = refused(submit, cast, cast.alice, on=tomorrow())

    assert said == "The day must be today or in the past."


@pytest.mark.parametrize("note", ["", "  \n"])
@pytest.mark.parametrize("move", NEEDS_A_REASON)
def test_move_that_needs_a_reason_is_refused_without(cast, refused, move, note):
    qa_round = round_at(STEPS[move].sources[0], cast.review, by=cast.alice)

    said = refused(actions.make_move, qa_round, move, note=note, by=cast.alice)

    assert said == "Enter a reason."


@pytest.mark.parametrize(
    ("move", "who", "on_behalf_of"),
    [
        (Move.SUBMIT, "alice", ""),
        (Move.SUBMIT, "quinn", Side.PARTNERSHIP),
        (Move.LIST, "alice", Side.HOME_OFFICE),
        (Move.LIST, "quinn", ""),
        (Move.LETTER_CHANGES, "alice", Side.HOME_OFFICE),
        (Move.RETURN, "quinn", ""),
    ],
)
def test_move_says_on_whose_behalf_it_was_recorded(cast, move, who, on_behalf_of):
    qa_round = round_at(STEPS[move].sources[-1], cast.review, by=cast.alice)

    change = actions.make_move(qa_round, move, note="As agreed.", by=getattr(cast, who))

    assert change.on_behalf_of == on_behalf_of


def test_move_asks_the_guards(cast, refused, monkeypatch):
    monkeypatch.setitem(GUARDS, Move.SUBMIT, [lambda qa_round: Verdict("Not while it rains.")])

    assert refused(submit, cast, cast.alice) == "Not while it rains."


def test_of_two_people_who_move_at_once_one_wins(cast, refused):
    first, second = (Round.unscoped.get(review=cast.review) for _ in range(2))
    actions.make_move(first, Move.SUBMIT, by=cast.alice)

    said = refused(actions.make_move, second, Move.SUBMIT, by=cast.alice)

    assert said == actions.MOVED_ON
    assert (first.stage, second.stage) == (Stage.SUBMITTED, Stage.PREPARING)
    assert StageChange.unscoped.count() == 1


def test_resubmission_opens_the_next_round(cast):
    first = round_at(Stage.RESUBMITTED, cast.review, by=cast.alice)

    rounds = list(cast.review.rounds.values_list("number", "stage"))

    assert rounds == [(1, Stage.RESUBMITTED), (2, Stage.SUBMITTED)]
    assert list(first.stage_changes.values_list("target", flat=True)) == [
        Stage.REVISING,
        Stage.RESUBMITTED,
    ]


def test_clearance_opens_no_round(cast):
    round_at(Stage.CLEARED, cast.review, by=cast.alice)

    assert cast.review.rounds.count() == 1


def test_file_is_kept_under_a_name_that_tells_nothing(cast):
    words = "Zoë’s words".encode()

    stored = keep(cast, cast.chloe, name="Elm – overview.txt", data=words)

    with stored.file.open() as kept:
        assert kept.read() == words
    assert re.fullmatch(r"[0-9a-f]{32}\.bin", stored.file.name)
    assert (stored.name, stored.size, stored.by) == ("Elm – overview.txt", len(words), cast.chloe)
    assert stored.sha256 == hashlib.sha256(words).hexdigest()


def test_file_kept_twice_is_two_files(cast):
    first, second = (keep(cast, cast.alice, data=b"The same.") for _ in range(2))

    assert first.file.name != second.file.name
    assert (first.sha256, first.review) == (second.sha256, second.review)


def test_file_name_is_in_no_event(cast):
    keep(cast, cast.alice, name="Elm.txt")

    changes = Event.objects.last().changes
    assert changes == {"kind": "evidence", "sha256": evidence().sha256}


def test_refused_file_leaves_no_bytes(cast, refused):
    before = default_storage.listdir(".")

    said = refused(keep, cast, cast.quinn)

    assert said == NOT_AT_WORK
    assert default_storage.listdir(".") == before


def test_duties_are_set_once_each(cast):
    qa_round = cast.review.rounds.get()
    kinds = [DutyKind.WEBLINK, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK]

    actions.set_duties(qa_round, kinds, by=cast.alice)

    assert list(qa_round.duties.values_list("kind", flat=True)) == ["weblink", "digital_copy"]


def test_download_leaves_a_trace_without_the_name(cast):
    actions.note_download(cast.stored, by=cast.vic)

    event = Event.objects.last()
    assert (event.actor, event.subject_id) == (cast.vic, str(cast.stored.pk))
    assert event.changes == {"sha256": cast.stored.sha256}
    assert StoredFile.unscoped.count() == 1
