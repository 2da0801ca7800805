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
from govuk.words import day
from reviews import actions, policies
from reviews.models import (
    DutyKind,
    FileKind,
    Hold,
    Marking,
    Review,
    Round,
    StageChange,
    StoredFile,
    Transfer,
)
from reviews.tests.factories import evidence, review_of, round_at, tomorrow, yesterday
from reviews.workflow import GUARDS, STEPS, Move, Side, Stage

NOT_A_MANAGER = "Only a CSP manager of this partnership can do this."
NOT_AT_WORK = "Only the CSP manager and the independent chair can do this."
ONLY_A_MANAGER = "Only a CSP manager of this partnership can record this."
NOT_YOURS = "Only a CSP manager of this partnership or a QA officer can record this."
NOT_YOUR_RECORD = "Only the side that took or recorded this step can correct it."
NEEDS_A_REASON = [move for move, step in STEPS.items() if step.needs_note]


def keep(cast, by, **file):
    return actions.keep_file(cast.review, evidence(**file), kind=FileKind.EVIDENCE, by=by)


def edit(review, by, version=1, **details):
    return actions.edit_review(review, version=version, by=by, **details)


def submit(cast, by, **told):
    told = {"note": "Sent last year."} | told
    return actions.make_move(cast.review.rounds.get(), Move.SENT_BEFORE, by=by, **told)


def correct(change, by, *, on=None, note="By post.", why="The wrong day.", **told):
    return actions.correct_step(change, on=on or yesterday(), note=note, why=why, by=by, **told)


def hold(review, by, *, reason="A criminal trial.", review_on=None):
    return actions.put_on_hold(review, reason=reason, review_on=review_on or tomorrow(), by=by)


def transfer(review, to, by, *, reason="They lived there."):
    return actions.transfer_review(review, to=to, reason=reason, by=by)


def fresh(row):
    """The row as another request would have it."""
    return type(row).unscoped.get(pk=row.pk)


def standing(review):
    return list(StageChange.unscoped.of_review(review.pk).standing())


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
    "make_move": ("reviews.round_moved", submit, ONLY_A_MANAGER),
    "keep_file": ("reviews.file_kept", keep, NOT_AT_WORK),
    "set_duties": (
        "reviews.duties_set",
        lambda cast, by: actions.set_duties(cast.review.rounds.get(), [DutyKind.WEBLINK], by=by),
        NOT_YOURS,
    ),
    "correct_step": (
        "reviews.step_corrected",
        lambda cast, by: correct(cast.listing, by),
        NOT_YOUR_RECORD,
    ),
    "take_back": (
        "reviews.step_taken_back",
        lambda cast, by: actions.take_back(cast.listing, why="Another review.", by=by),
        NOT_YOUR_RECORD,
    ),
    "take_back_letter": (
        "reviews.step_taken_back",
        lambda cast, by: actions.take_back_letter(cast.lettered, why="Another review.", by=by),
        NOT_YOUR_RECORD,
    ),
    "replace_letter_step": (
        "reviews.step_corrected",
        lambda cast, by: actions.replace_letter_step(
            cast.lettered, Move.LETTER_PUBLISH, why="Misread.", by=by
        ),
        NOT_YOUR_RECORD,
    ),
    "put_on_hold": (
        "reviews.hold_begun",
        lambda cast, by: hold(cast.review, by),
        NOT_YOURS,
    ),
    "take_off_hold": (
        "reviews.hold_ended",
        lambda cast, by: actions.take_off_hold(cast.held, reason="The trial is over.", by=by),
        NOT_YOURS,
    ),
    "transfer_review": (
        "reviews.review_transferred",
        lambda cast, by: transfer(cast.review, cast.eastmere, by),
        "Only a CSP manager of this partnership or a QA officer can transfer a review.",
    ),
    "note_download": (
        "reviews.file_downloaded",
        lambda cast, by: actions.note_download(cast.stored, by=by),
        "",
    ),
}
# Tried in test_people.py.
OF_PEOPLE = {"add_person_to_review", "edit_review_person", "remove_review_person"}
OF_NO_ROW = {"note_refused_file"}  # the whole-house test of uploads tries it
acts = pytest.mark.parametrize(("verb", "act", "refusal"), ACTS.values(), ids=ACTS)


@pytest.fixture
def cast(cast, monkeypatch):
    """The cast, with a file that somebody may have read; the rooms above do nothing of their own."""
    monkeypatch.setattr(actions, "EFFECTS", [])
    cast.stored = keep(cast, cast.alice, name="before.txt")
    return cast


@pytest.fixture
def company(cast):
    """The cast, with a step that was listed, one that a letter made, and a review on hold."""
    ash, fir, yew = (
        review_of(cast.northbrook, by=cast.alice, name=name) for name in ("Ash", "Fir", "Yew")
    )
    cast.listing = round_at(Stage.LISTED, yew, by=cast.alice).stage_changes.last()
    cast.lettered = round_at(Stage.REVISING, ash, by=cast.alice).stage_changes.last()
    hold(fir, cast.alice)
    cast.held = Review.unscoped.get(pk=fir.pk)
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

    assert ours == ACTS.keys() | OF_PEOPLE | OF_NO_ROW


@acts
def test_action_writes_one_event(company, verb, act, refusal):
    assert told_by(lambda: act(company, company.alice)) == [verb]
    assert Event.objects.last().actor == company.alice


@acts
def test_action_whose_event_cannot_be_written_writes_nothing(
    company, monkeypatch, verb, act, refusal
):
    before = every_row()
    monkeypatch.setattr(Event, "save", _broken)

    with pytest.raises(OSError, match="the log is full"):
        act(company, company.alice)

    assert every_row() == before


def _broken(*args, **kwargs):
    raise OSError("the log is full")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [(act, sentence) for _, act, sentence in ACTS.values() if sentence],
    ids=[name for name, (_, _, sentence) in ACTS.items() if sentence],
)
def test_verdict_comes_first(company, refused, act, sentence):
    assert refused(act, company, company.vic) == sentence


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
        Move.SENT_BEFORE,
        Stage.PREPARING,
        Stage.SUBMITTED,
    )
    assert (change.place, change.corrects, change.why) == (1, None, "")
    assert (change.happened_on, change.note, change.by) == (
        yesterday(),
        "By e-mail.",
        cast.alice,
    )
    assert Event.objects.last().changes == {
        "move": "sent-before",
        "stage": ["preparing", "submitted"],
    }


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

    assert said == f"{STEPS[move].needs_note.missing}."


@pytest.mark.parametrize(
    ("move", "who", "on_behalf_of"),
    [
        (Move.SENT_BEFORE, "alice", ""),
        (Move.CONFIRM_CHANGES, "quinn", Side.PARTNERSHIP),
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
    rain = [lambda qa_round: Verdict("Not while it rains.")]
    monkeypatch.setitem(GUARDS, Move.SENT_BEFORE, rain)

    assert refused(submit, cast, cast.alice) == "Not while it rains."


def test_of_two_people_who_move_at_once_one_wins(cast, refused):
    first, second = (Round.unscoped.get(review=cast.review) for _ in range(2))
    told = {"note": "Sent last year.", "by": cast.alice}
    actions.make_move(first, Move.SENT_BEFORE, **told)

    said = refused(actions.make_move, second, Move.SENT_BEFORE, **told)

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


ON_HOLD = f"This review is on hold until it is looked at again on {day(tomorrow())}."
STANDS_NO_MORE = "This step has been corrected or taken back already. Look at the timeline again."


@pytest.fixture
def listing(cast):
    """A step that alice recorded for the Home Office."""
    return round_at(Stage.LISTED, cast.review, by=cast.alice).stage_changes.last()


@pytest.fixture
def effects(monkeypatch):
    """What the rooms above were told of: (move, who), in the order in which it happened."""
    told = []
    monkeypatch.setattr(actions, "EFFECTS", [lambda change, by: told.append((change.move, by))])
    return told


def test_rooms_above_are_told_of_every_step_and_of_what_becomes_of_it(cast, effects):
    change = submit(cast, cast.alice)
    corrected = correct(change, cast.alice)
    actions.take_back(corrected, why="It was not sent.", by=cast.alice)

    assert effects == [
        (Move.SENT_BEFORE, cast.alice),
        (Move.SENT_BEFORE, cast.alice),
        (Move.TAKE_BACK, cast.alice),
    ]


def test_effect_that_fails_undoes_its_step(cast, monkeypatch):
    monkeypatch.setattr(actions, "EFFECTS", [_broken])
    before = every_row()

    with pytest.raises(OSError, match="the log is full"):
        submit(cast, cast.alice)

    assert every_row() == before


def test_correction_is_a_new_row_and_leaves_the_old_one(listing, cast):
    before = StageChange.unscoped.values().get(pk=listing.pk)
    panel_on = dt.date(2026, 5, 12)

    new = correct(listing, cast.alice, note=" Virtual. ", panel_on=panel_on, panel_mode="virtual")

    assert StageChange.unscoped.values().get(pk=listing.pk) == before
    assert (new.corrects, new.place, new.why) == (listing, listing.place, "The wrong day.")
    assert (new.happened_on, new.note) == (yesterday(), "Virtual.")
    assert (new.panel_on, new.panel_mode) == (panel_on, "virtual")
    assert (new.move, new.source, new.target) == (Move.LIST, Stage.SUBMITTED, Stage.LISTED)
    assert [step.pk for step in standing(cast.review)][1:] == [new.pk]
    assert fresh(new.round).stage == Stage.LISTED
    assert Event.objects.last().changes == {"corrects": listing.pk}


def test_correction_keeps_the_place_of_its_step(cast, listing):
    first = standing(cast.review)[0]

    new = correct(first, cast.alice)

    assert [step.pk for step in standing(cast.review)] == [new.pk, listing.pk]


def test_correction_can_itself_be_corrected(cast, listing):
    once = correct(listing, cast.alice)

    twice = correct(once, cast.alice, note="By courier.")

    assert [step.pk for step in standing(cast.review)][1:] == [twice.pk]


def test_step_of_an_earlier_round_can_be_corrected(cast):
    first = round_at(Stage.RESUBMITTED, cast.review, by=cast.alice)
    step = first.stage_changes.first()

    new = correct(step, cast.alice)

    assert (new.round, fresh(first).stage) == (first, Stage.RESUBMITTED)


def test_step_is_corrected_once(cast, refused, listing):
    same = fresh(listing)
    correct(listing, cast.alice)

    assert refused(correct, same, cast.alice) == STANDS_NO_MORE
    assert refused(actions.take_back, same, why="Misread.", by=cast.alice) == STANDS_NO_MORE


def test_step_that_was_taken_back_is_not_corrected_nor_is_the_taking_back(cast, refused, listing):
    undone = actions.take_back(listing, why="Another review.", by=cast.alice)

    for change in (listing, undone):
        assert refused(correct, fresh(change), cast.alice) == STANDS_NO_MORE
        assert (
            refused(actions.take_back, fresh(change), why="Misread.", by=cast.alice)
            == STANDS_NO_MORE
        )


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"why": " \n"}, "Enter a reason."),
        ({"on": tomorrow()}, "The day must be today or in the past."),
    ],
)
def test_correction_that_is_not_whole_is_refused(cast, refused, listing, told, sentence):
    assert refused(correct, listing, cast.alice, **told) == sentence


def test_correction_does_not_take_away_the_reason_that_a_step_needs(cast, refused):
    change = submit(cast, cast.alice)

    assert refused(correct, change, cast.alice, note=" ") == "Enter what was sent, and how."


def test_side_for_which_a_step_was_recorded_corrects_it_and_then_it_is_theirs(
    cast, refused, listing
):
    new = correct(listing, cast.quinn)

    assert (listing.on_behalf_of, new.on_behalf_of) == (Side.HOME_OFFICE, "")
    assert refused(correct, new, cast.alice) == NOT_YOUR_RECORD


def test_step_of_the_other_side_is_not_corrected(cast, refused):
    change = submit(cast, cast.alice)

    assert refused(correct, change, cast.quinn) == NOT_YOUR_RECORD


def test_day_is_put_right_on_hold_but_nothing_is_taken_back(cast, refused, listing):
    hold(cast.review, cast.alice)

    new = correct(listing, cast.alice)

    assert new.happened_on == yesterday()
    assert refused(actions.take_back, fresh(new), why="Misread.", by=cast.alice) == ON_HOLD


def test_taking_back_undoes_the_latest_step_and_keeps_both(cast, listing):
    undone = actions.take_back(listing, why=" Another review. ", by=cast.alice)

    assert fresh(undone.round).stage == Stage.SUBMITTED
    assert (undone.move, undone.source, undone.target) == (
        Move.TAKE_BACK,
        Stage.LISTED,
        Stage.SUBMITTED,
    )
    assert (undone.corrects, undone.why, undone.on_behalf_of) == (
        listing,
        "Another review.",
        Side.HOME_OFFICE,
    )
    assert [step.move for step in standing(cast.review)] == [Move.SENT_BEFORE]
    assert StageChange.unscoped.count() == 3


def test_step_before_is_the_latest_once_the_last_is_taken_back(cast, listing):
    actions.take_back(listing, why="Another review.", by=cast.alice)
    (first,) = standing(cast.review)

    actions.take_back(first, why="It was not sent.", by=cast.alice)

    assert (cast.review.rounds.get().stage, standing(cast.review)) == (Stage.PREPARING, [])


def test_step_goes_on_from_where_it_was_taken_back_to(cast, listing):
    undone = actions.take_back(listing, why="Another review.", by=cast.alice)

    again = actions.make_move(undone.round, Move.LIST, by=cast.alice)

    assert (again.place, [step.pk for step in standing(cast.review)][1:]) == (
        listing.place + 1,
        [again.pk],
    )


def test_second_listing_is_taken_back_to_the_first(cast, listing):
    second = actions.make_move(listing.round, Move.LIST, panel_on=tomorrow(), by=cast.alice)

    actions.take_back(second, why="Another review.", by=cast.alice)

    assert cast.review.rounds.get().stage == Stage.LISTED
    assert [step.pk for step in standing(cast.review)][1:] == [listing.pk]


def test_corrected_step_can_be_taken_back(cast, listing):
    corrected = correct(listing, cast.alice)

    actions.take_back(corrected, why="Another review.", by=cast.alice)

    assert [step.move for step in standing(cast.review)] == [Move.SENT_BEFORE]


def test_secretariat_no_longer_sees_what_was_not_sent(cast):
    change = submit(cast, cast.alice)
    seen = Review.visible_to(cast.quinn).count()

    actions.take_back(change, why="It was not sent.", by=cast.alice)

    assert (seen, Review.visible_to(cast.quinn).count()) == (1, 0)


def test_step_under_a_later_one_is_not_taken_back(cast, refused, listing):
    first = standing(cast.review)[0]

    said = refused(actions.take_back, first, why="It was not sent.", by=cast.alice)

    assert said == policies.LATER_STEPS


def test_step_of_a_round_before_the_latest_is_not_taken_back(cast, refused):
    first = round_at(Stage.RESUBMITTED, cast.review, by=cast.alice)
    step = first.stage_changes.first()
    actions.make_move(cast.review.rounds.last(), Move.LIST, by=cast.alice)

    said = refused(actions.take_back_letter, step, why="Misread.", by=cast.alice)

    assert said == policies.LATER_STEPS


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage.REVISING, "A letter's step is taken back with its letter. Withdraw the letter."),
        (
            Stage.RESUBMITTED,
            "What was submitted has been seen. Record that it was returned as incomplete instead.",
        ),
    ],
)
def test_letter_and_submission_are_not_taken_back_alone(cast, refused, stage, sentence):
    change = round_at(stage, cast.review, by=cast.alice).stage_changes.last()

    assert refused(actions.take_back, change, why="Misread.", by=cast.alice) == sentence


def test_taking_back_needs_a_reason(cast, refused, listing):
    assert refused(actions.take_back, listing, why=" ", by=cast.alice) == "Enter a reason."


def test_step_that_was_taken_meanwhile_is_not_taken_back(cast, refused, listing):
    same = fresh(listing)
    actions.make_move(listing.round, Move.CONSIDER, by=cast.alice)

    said = refused(actions.take_back, same, why="Another review.", by=cast.alice)

    assert said == policies.LATER_STEPS


def test_letters_step_becomes_the_step_of_another_outcome(cast, effects):
    change = round_at(Stage.REVISING, cast.review, by=cast.alice).stage_changes.get()

    new = actions.replace_letter_step(change, Move.LETTER_PUBLISH, why="Misread.", by=cast.alice)

    assert (fresh(new.round).stage, new.source, new.target) == (
        Stage.CLEARED,
        Stage.PREPARING,
        Stage.CLEARED,
    )
    assert standing(cast.review) == [new]
    assert effects[-1] == (Move.LETTER_PUBLISH, cast.alice)


def test_letters_step_is_not_replaced_under_a_later_one(cast, refused):
    qa_round = round_at(Stage.MONITORING, cast.review, by=cast.alice)
    change = qa_round.stage_changes.first()

    said = refused(
        actions.replace_letter_step, change, Move.LETTER_CHANGES, why="Misread.", by=cast.alice
    )

    assert said == policies.LATER_STEPS


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_review_on_hold_takes_no_step_from_either_side(cast, refused, who):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    held = hold(cast.review, getattr(cast, who), reason=" A criminal trial. ")

    assert (held.reason, held.review_on, held.by) == (
        "A criminal trial.",
        tomorrow(),
        getattr(cast, who),
    )
    for by in (cast.alice, cast.quinn):
        assert refused(actions.make_move, fresh(qa_round), Move.LIST, by=by) == ON_HOLD
    assert Event.objects.last().changes == {"review_on": str(tomorrow())}


def test_hold_that_came_after_the_page_was_looked_at_stops_its_step(cast, refused):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    looked_at = qa_round.review.hold
    hold(cast.review, cast.quinn)

    said = refused(actions.make_move, qa_round, Move.LIST, by=cast.alice)

    assert (looked_at, said) == (None, ON_HOLD)


def test_review_goes_on_when_it_is_taken_off_hold(cast):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    hold(cast.review, cast.alice)

    ended = actions.take_off_hold(cast.review, reason="The trial is over.", by=cast.quinn)
    change = actions.make_move(fresh(qa_round), Move.LIST, by=cast.alice)

    assert (ended.review_on, change.target) == (None, Stage.LISTED)
    assert Hold.unscoped.count() == 2


def test_review_is_held_again(cast):
    hold(cast.review, cast.alice)
    actions.take_off_hold(cast.review, reason="The trial is over.", by=cast.alice)

    again = hold(cast.review, cast.alice, reason="An appeal.", review_on=timezone.localdate())

    assert fresh(cast.review).hold == again
    assert list(Hold.unscoped.standing()) == [again]


def test_review_on_hold_is_not_held_twice(cast, refused):
    hold(cast.review, cast.alice)

    assert refused(hold, cast.review, cast.quinn) == ON_HOLD


def test_review_that_is_not_on_hold_is_not_taken_off(cast, refused):
    said = refused(actions.take_off_hold, cast.review, reason="The trial is over.", by=cast.alice)

    assert said == "This review is not on hold."


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"reason": " "}, "Enter a reason."),
        (
            {"review_on": yesterday()},
            "The day on which it is looked at again must be today or in the future.",
        ),
    ],
)
def test_hold_that_is_not_whole_is_refused(cast, refused, told, sentence):
    assert refused(hold, cast.review, cast.alice, **told) == sentence


def seen_by(cast, review):
    people = ("alice", "vic", "chloe", "kim", "quinn")
    return [who for who in people if review in Review.visible_to(getattr(cast, who))]


def test_transfer_changes_at_once_who_sees_a_review(cast):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    before = seen_by(cast, cast.review)

    moved = transfer(cast.review, cast.westhaven, cast.quinn)

    assert before == ["alice", "vic", "chloe", "quinn"]
    assert seen_by(cast, cast.review) == ["chloe", "kim", "quinn"]
    assert (moved.source, moved.target) == (cast.northbrook, cast.westhaven)
    assert StoredFile.visible_to(cast.kim).get() == cast.stored
    assert Event.objects.last().changes == {"organisation": [cast.northbrook.pk, cast.westhaven.pk]}


def test_manager_transfers_between_their_own_partnerships(cast):
    transfer(cast.review, cast.eastmere, cast.alice, reason=" They lived there. ")

    assert fresh(cast.review).organisation == cast.eastmere
    assert Transfer.unscoped.get().reason == "They lived there."
    assert seen_by(cast, cast.review) == ["alice", "chloe"]


@pytest.mark.parametrize(
    ("who", "to"),
    [
        ("alice", "westhaven"),
        ("alice", "northbrook"),
        ("alice", "home_office"),
        ("quinn", "northbrook"),
        ("quinn", "home_office"),
    ],
)
def test_review_is_not_handed_to_others(cast, refused, who, to):
    said = refused(transfer, cast.review, getattr(cast, to), getattr(cast, who))

    assert said == "Choose a partnership that you may hand this review to."


def test_manager_of_one_partnership_is_told_whom_to_ask(cast, refused):
    review = review_of(cast.westhaven, by=cast.kim, name="Ash")

    said = refused(transfer, review, cast.northbrook, cast.kim)

    assert said == policies.NOWHERE_TO_GO


def test_transfer_needs_a_reason(cast, refused):
    assert refused(transfer, cast.review, cast.eastmere, cast.alice, reason=" ") == (
        "Enter a reason."
    )


def test_transfer_to_where_the_reference_is_in_use_is_refused(cast, refused):
    review_of(cast.eastmere, by=cast.alice, name="Elm")

    said = refused(transfer, cast.review, cast.eastmere, cast.alice)

    assert said == "Eastmere CSP already has a review “Elm 1”."


def test_details_typed_before_a_transfer_are_not_saved_over_it(cast, refused):
    transfer(cast.review, cast.eastmere, cast.alice)

    assert refused(edit, fresh(cast.review), cast.alice, name="Oak") == CHANGED_SINCE


def test_manager_who_lost_the_review_takes_no_step_from_an_old_page(cast, refused):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    transfer(cast.review, cast.westhaven, cast.quinn)

    assert refused(actions.make_move, qa_round, Move.LIST, by=cast.alice) == NOT_YOURS


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
