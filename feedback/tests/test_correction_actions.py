"""Putting a confirmed letter right: what changes with it, what stays readable, and who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from audit.models import Event
from feedback import carrying, policies
from feedback import correction_actions as corrections
from feedback import letter_actions as letters
from feedback.drafts import Outcome
from feedback.models import FeedbackItem, FeedbackLetter, LetterCorrection, Revision
from feedback.tests.factories import areas_of, letter_in_hand, marked_or_not, revision_of
from reviews.actions import correct_step, make_move, put_on_hold
from reviews.models import ClosingDuty, Round, StageChange
from reviews.policies import LATER_STEPS
from reviews.tests.factories import ready_or_not, round_at, tomorrow, yesterday
from reviews.workflow import Move, Stage

WHY = "The date was misread."
THEIRS = "The Home Office recorded this letter. Ask the secretariat."


@pytest.fixture
def confirmed(cast) -> FeedbackLetter:
    return areas_of(cast.review, by=cast.alice)[0].letter


@pytest.fixture
def refused():
    """Runs an act that must be refused without a trace, and returns the sentence."""

    def run(act, row, **kwargs):
        before = _rows()
        with pytest.raises(Refused) as refusal:
            act(row, **{"version": _version(row), "why": WHY} | kwargs)
        assert _rows() == before
        return str(refusal.value)

    return run


def _rows():
    models = (FeedbackLetter, FeedbackItem, LetterCorrection, Round, StageChange, ClosingDuty)
    return [list(model.unscoped.order_by("pk").values()) for model in models] + [
        Event.objects.count()
    ]


def _version(row):
    return getattr(row, "letter", row).draft_version


def put_right(act, row, *, by, why=WHY, **kwargs):
    return act(row, version=_version(row), why=why, by=by, **kwargs)


def correct(letter, *, by, **kwargs):
    return put_right(corrections.correct_letter, letter, by=by, **kwargs)


def told(letter):
    rows = letter.corrections.order_by("pk")
    return list(rows.values_list("what", "before", "after", "why"))


def stages(letter):
    return letter.round.review.rounds.values_list("number", "stage").last()


def test_letter_details_are_corrected_and_stay_readable(cast, confirmed):
    correct(confirmed, addressee="Sam\nChair", return_address="qa@example.org", by=cast.alice)

    assert (confirmed.addressee, confirmed.return_address) == ("Sam\nChair", "qa@example.org")
    assert told(confirmed) == [
        ("Sent to", "", "Sam\nChair", WHY),
        ("Send the answer to", "", "qa@example.org", WHY),
    ]


def test_letter_correction_leaves_one_event_of_its_own(cast, confirmed):
    correct(confirmed, addressee="Sam", by=cast.alice)

    event = Event.objects.latest("pk")
    assert (event.verb, event.changes) == (
        "feedback.letter_corrected",
        {"addressee": ["", "Sam"]},
    )


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (Outcome.PUBLISH, Stage.CLEARED),
        (Outcome.RESUBMIT, Stage.REVISING),
        (Outcome.OTHER, Stage.DECIDED_OTHERWISE),
    ],
)
def test_another_outcome_takes_the_round_to_its_stage(cast, confirmed, outcome, stage):
    correct(confirmed, outcome=outcome, by=cast.alice)

    step = policies.step_of(confirmed)
    assert (confirmed.outcome, stages(confirmed)) == (outcome, (1, stage))
    assert (step.move, step.why, step.corrects.move) == (
        letters.MOVE_FOR[outcome],
        WHY,
        Move.LETTER_CHANGES,
    )
    assert told(confirmed) == [("Outcome", Outcome.PUBLISH_AFTER_CHANGES.label, outcome.label, WHY)]


def test_outcome_may_be_corrected_back(cast, confirmed):
    correct(confirmed, outcome=Outcome.PUBLISH, by=cast.alice)
    correct(confirmed, outcome=Outcome.PUBLISH_AFTER_CHANGES, by=cast.alice)

    assert stages(confirmed) == (1, Stage.REVISING)
    assert [what for what, *_ in told(confirmed)] == ["Outcome", "Outcome"]


def test_outcome_stays_once_a_later_step_rests_on_it(cast, confirmed, refused):
    for item in confirmed.items.all():
        revision_of(item, by=cast.alice)
    make_move(confirmed.round, Move.CONFIRM_CHANGES, by=cast.alice)

    reason = refused(corrections.correct_letter, confirmed, outcome=Outcome.RESUBMIT, by=cast.alice)

    assert reason == LATER_STEPS
    assert correct(confirmed, addressee="Sam", by=cast.alice).addressee == "Sam"


def test_outcome_stays_while_the_review_is_on_hold(cast, confirmed, refused):
    put_on_hold(cast.review, reason="An inquest.", review_on=tomorrow(), by=cast.alice)

    reason = refused(corrections.correct_letter, confirmed, outcome=Outcome.RESUBMIT, by=cast.alice)

    assert reason == policies.may_withdraw_letter(cast.alice, confirmed).reason
    assert reason.startswith("This review is on hold")


def test_nothing_of_a_letter_changes_once_a_later_round_exists(cast, refused):
    item = areas_of(cast.review, "Say who led.", outcome=Outcome.RESUBMIT, by=cast.alice)[0]
    with ready_or_not():
        make_move(item.letter.round, Move.RESUBMIT, by=cast.alice)

    reasons = {
        refused(corrections.correct_letter, item.letter, addressee="Sam", by=cast.quinn),
        refused(corrections.withdraw_letter, item.letter, by=cast.alice),
        refused(corrections.add_area, item.letter, text="Missed.", by=cast.alice),
        refused(corrections.correct_area, item, text="Other words.", by=cast.alice),
        refused(corrections.leave_area_out, item, by=cast.alice),
    }

    assert reasons == {"A later round is open. What this letter said can no longer change."}


@pytest.mark.parametrize(
    ("dated", "corrected", "day"),
    [
        (yesterday(), dt.date(2026, 3, 4), dt.date(2026, 3, 4)),
        (None, dt.date(2026, 3, 4), dt.date(2026, 3, 4)),
        (tomorrow(), dt.date(2026, 3, 4), dt.date(2026, 3, 4)),
        (yesterday(), tomorrow(), timezone.localdate()),
        (yesterday(), None, yesterday()),
    ],
)
def test_letter_step_is_taken_on_the_corrected_date(cast, dated, corrected, day):
    typed = dated.isoformat() if dated else ""
    letter = areas_of(cast.review, letter_date=typed, by=cast.alice)[0].letter

    correct(letter, letter_date=corrected, by=cast.alice)

    assert (letter.letter_date, policies.step_of(letter).happened_on) == (corrected, day)


def test_letter_step_that_happened_on_another_day_keeps_it(cast):
    letter = areas_of(cast.review, letter_date="2026-03-04", by=cast.alice)[0].letter
    came = dt.date(2026, 3, 9)
    correct_step(policies.step_of(letter), on=came, note="", why="It came by post.", by=cast.alice)

    correct(letter, letter_date=dt.date(2026, 3, 5), by=cast.alice)

    assert policies.step_of(letter).happened_on == came


def test_outcome_and_date_are_corrected_at_once(cast):
    letter = areas_of(cast.review, letter_date=tomorrow().isoformat(), by=cast.alice)[0].letter
    right = dt.date(2026, 3, 4)

    correct(letter, outcome=Outcome.PUBLISH, letter_date=right, by=cast.alice)

    step = policies.step_of(letter)
    assert (step.move, step.happened_on) == (Move.LETTER_PUBLISH, right)
    assert {what for what, *_ in told(letter)} == {"Outcome", "Date of the letter"}


def test_letter_is_not_corrected_to_what_it_is(cast, confirmed, refused):
    same = {name: getattr(confirmed, name) for name in corrections.CORRECTABLE}

    reason = refused(corrections.correct_letter, confirmed, by=cast.alice, **same)

    assert reason == "Nothing differs from what is recorded. Change what is wrong, or cancel."


@pytest.mark.parametrize(
    ("act", "on_item", "details"),
    [
        (corrections.correct_letter, False, {"outcome": Outcome.PUBLISH}),
        (corrections.correct_letter, False, {"addressee": "Sam"}),
        (corrections.withdraw_letter, False, {}),
        (corrections.add_area, False, {"text": "Missed."}),
        (corrections.correct_area, True, {"text": "Other words."}),
        (corrections.leave_area_out, True, {}),
    ],
)
def test_putting_right_needs_a_reason_and_the_latest_version(
    cast, confirmed, refused, act, on_item, details
):
    row = confirmed.items.first() if on_item else confirmed

    assert refused(act, row, by=cast.alice, **details | {"why": " "}) == "Enter a reason."
    assert refused(act, row, by=cast.alice, **details | {"version": 99}) == CHANGED_SINCE


@pytest.mark.parametrize("name", ["vic", "chloe", "kim"])
def test_letter_is_not_put_right_by_others(cast, confirmed, refused, name):
    by, item = getattr(cast, name), confirmed.items.first()

    reasons = {
        refused(corrections.correct_letter, confirmed, addressee="Sam", by=by),
        refused(corrections.withdraw_letter, confirmed, by=by),
        refused(corrections.add_area, confirmed, text="Missed.", by=by),
        refused(corrections.correct_area, item, text="Other words.", by=by),
        refused(corrections.leave_area_out, item, by=by),
    }

    assert reasons == {"Only a CSP manager of this partnership or a QA officer can record this."}


def test_letter_of_the_secretariat_is_put_right_by_it_alone(cast, refused):
    round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    letter = areas_of(cast.review, by=cast.quinn)[0].letter

    assert refused(corrections.withdraw_letter, letter, by=cast.alice) == THEIRS
    assert refused(corrections.correct_letter, letter, addressee="Sam", by=cast.alice) == THEIRS
    assert correct(letter, addressee="Sam", by=cast.quinn).addressee == "Sam"


def test_letter_whose_outcome_the_secretariat_corrected_is_theirs_from_then_on(cast, refused):
    round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    letter = areas_of(cast.review, by=cast.alice)[0].letter
    correct(letter, outcome=Outcome.RESUBMIT, by=cast.quinn)

    reason = refused(corrections.correct_letter, letter, outcome=Outcome.PUBLISH, by=cast.alice)

    assert reason == THEIRS


def test_withdrawn_letter_stays_readable_and_counts_no_more(cast, confirmed):
    item = confirmed.items.first()
    revision = revision_of(item, by=cast.alice)

    put_right(corrections.withdraw_letter, confirmed, why="Another review’s letter.", by=cast.alice)

    assert (confirmed.set_aside_by, confirmed.set_aside_why) == (
        cast.alice,
        "Another review’s letter.",
    )
    assert stages(confirmed) == (1, Stage.PREPARING)
    assert FeedbackItem.visible_to(cast.vic).filter(pk=item.pk).exists()
    assert Revision.visible_to(cast.vic).get() == revision
    assert FeedbackItem.unscoped.in_round(confirmed.round).count() == 0


def test_letter_is_not_withdrawn_twice(cast, confirmed, refused):
    put_right(corrections.withdraw_letter, confirmed, by=cast.alice)

    reason = refused(corrections.withdraw_letter, confirmed, by=cast.alice)

    assert reason == "This letter does not stand. There is nothing to correct in it."


def test_letter_is_not_withdrawn_under_a_later_step(cast, confirmed, refused):
    with ready_or_not():
        make_move(confirmed.round, Move.CONFIRM_CHANGES, by=cast.alice)

    assert refused(corrections.withdraw_letter, confirmed, by=cast.alice) == LATER_STEPS


def test_withdrawn_letter_may_be_brought_in_again(cast, confirmed):
    put_right(corrections.withdraw_letter, confirmed, by=cast.alice)

    again = areas_of(cast.review, by=cast.alice)[0].letter

    assert (again.sha256, again.confirmed_at is None) == (confirmed.sha256, False)
    assert stages(again) == (1, Stage.REVISING)


def test_duties_of_a_withdrawn_letter_are_not_asked_for_twice(cast):
    asks = ("final_copy", "weblink")
    letter = areas_of(cast.review, requests=asks, by=cast.alice)[0].letter
    put_right(corrections.withdraw_letter, letter, by=cast.alice)
    between = list(letter.round.duties.values_list("kind", "from_letter"))

    areas_of(cast.review, "Explain.", requests=asks[:1], by=cast.alice)

    assert between == [(kind, False) for kind in asks]
    assert list(letter.round.duties.values_list("kind", "from_letter")) == [
        ("final_copy", True),
        ("weblink", False),
    ]


def test_area_of_a_withdrawn_letter_is_not_answered_beside_the_new_one(cast, confirmed):
    old = confirmed.items.first()
    put_right(corrections.withdraw_letter, confirmed, by=cast.alice)
    areas_of(cast.review, "Explain.", by=cast.alice)
    old = FeedbackItem.unscoped.get(pk=old.pk)

    verdicts = {policies.may_record_revision(cast.alice, old), policies.may_assign(cast.alice, old)}

    assert {verdict.reason for verdict in verdicts} == {
        "The letter of this area was withdrawn. The area counts no more."
    }


def test_area_is_corrected_and_its_words_before_stay(cast, confirmed):
    item = confirmed.items.first()

    put_right(corrections.correct_area, item, text="Rate it. ", children=["RAG"], by=cast.alice)

    assert (item.text, item.children) == ("Rate it.", ["RAG"])
    assert told(confirmed) == [("Words", "Add a rating to each action.", "Rate it.\n• RAG", WHY)]
    assert item.corrections.get().letter == confirmed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \n", "Enter the words of the letter."),
        (
            "Add a rating to each action.\r\n",
            "These are the words that are recorded. Change them, or cancel.",
        ),
    ],
)
def test_area_keeps_words_that_differ_from_nothing(cast, confirmed, refused, text, reason):
    item = confirmed.items.first()

    assert refused(corrections.correct_area, item, text=text, by=cast.alice) == reason


def test_area_that_was_missed_comes_last(cast, confirmed):
    item = put_right(corrections.add_area, confirmed, text=" Missed. ", by=cast.alice)

    assert (item.number, item.text, str(item)) == (3, "Missed.", "Area 3")
    assert told(confirmed) == [("Area added", "", "Missed.", WHY)]


def test_area_is_not_added_without_words(cast, confirmed, refused):
    reason = refused(corrections.add_area, confirmed, text=" ", by=cast.alice)

    assert reason == "Enter the words of the letter."


def test_area_is_added_only_while_areas_are_answered(cast, confirmed, refused):
    with ready_or_not():
        make_move(confirmed.round, Move.CONFIRM_CHANGES, by=cast.alice)

    reason = refused(corrections.add_area, confirmed, text="Missed.", by=cast.alice)

    assert reason == "The areas of this letter are no longer being answered."


def test_area_that_was_missed_carries_on_one_of_the_round_before(cast):
    first = areas_of(cast.review, "Say who led.", outcome=Outcome.RESUBMIT, by=cast.alice)[0]
    with ready_or_not():
        make_move(first.letter.round, Move.RESUBMIT, by=cast.alice)
    with marked_or_not():
        second = areas_of(cast.review, "Explain.", by=cast.alice)[0].letter

    item = put_right(corrections.add_area, second, text="Who led?", continues=1, by=cast.alice)

    assert (item.first, item.number) == (first, 2)


def test_area_that_was_left_out_counts_no_more(cast, confirmed):
    first, second = confirmed.items.all()
    revision_of(second, by=cast.alice)

    put_right(corrections.leave_area_out, first, by=cast.alice)

    standing = FeedbackItem.unscoped.in_round(confirmed.round)
    assert [(item.pk, item.number) for item in standing] == [(second.pk, 2)]
    assert make_move(confirmed.round, Move.CONFIRM_CHANGES, by=cast.alice).target == Stage.CLEARED
    assert told(confirmed) == [("Area left out", first.text, "", WHY)]


def test_area_that_was_left_out_is_neither_answered_nor_put_right(cast, confirmed, refused):
    item = confirmed.items.first()
    put_right(corrections.leave_area_out, item, by=cast.alice)

    assert policies.may_record_revision(cast.alice, item).reason == (
        "This area was left out of the letter. It counts no more."
    )
    assert refused(corrections.leave_area_out, item, by=cast.alice) == (
        "This area was left out of the letter."
    )


def test_area_that_was_left_out_meanwhile_is_not_answered(cast, confirmed):
    opened = confirmed.items.first()

    put_right(corrections.leave_area_out, confirmed.items.first(), by=cast.alice)

    with pytest.raises(Refused, match=r"This area was left out of the letter\."):
        revision_of(opened, by=cast.alice)


def test_only_area_is_left_out_once_the_letter_asks_for_no_changes(cast, refused):
    item = areas_of(cast.review, "Explain.", by=cast.alice)[0]

    reason = refused(corrections.leave_area_out, item, by=cast.alice)
    correct(item.letter, outcome=Outcome.PUBLISH, by=cast.alice)
    item = FeedbackItem.unscoped.get(pk=item.pk)
    put_right(corrections.leave_area_out, item, by=cast.alice)

    assert reason.startswith("This is the only area of a letter that asks for changes.")
    assert item.left_out_at is not None


def test_number_of_an_area_that_was_left_out_is_not_given_again(cast, confirmed):
    last = confirmed.items.last()
    put_right(corrections.leave_area_out, last, by=cast.alice)

    item = put_right(corrections.add_area, last.letter, text="Missed.", by=cast.alice)

    assert item.number == 3


def test_letter_is_not_corrected_before_it_is_confirmed(cast, letter, refused):
    reason = refused(corrections.correct_letter, letter, addressee="Sam", by=cast.alice)

    assert reason == "This letter does not stand. There is nothing to correct in it."


def test_corrected_letter_frees_the_other_side_letter_in_hand(cast, confirmed):
    put_right(corrections.withdraw_letter, confirmed, by=cast.alice)

    letter = letter_in_hand(cast.review, by=cast.alice)

    assert policies.may_check_letter(cast.alice, letter)


def test_history_of_an_area_passes_over_letters_that_were_withdrawn(cast):
    first = areas_of(
        cast.review, "Describe the leadership.", outcome=Outcome.RESUBMIT, by=cast.alice
    )[0]
    with ready_or_not():
        make_move(first.letter.round, Move.RESUBMIT, by=cast.alice)
    with marked_or_not():
        wrong = areas_of(cast.review, "Rewrite the chronology.", by=cast.alice)[0].letter
        old = put_right(corrections.add_area, wrong, text="Who led?", continues=1, by=cast.alice)
        wrong.refresh_from_db()
        put_right(corrections.withdraw_letter, wrong, by=cast.alice)
        right = areas_of(cast.review, "Rewrite the chronology.", by=cast.alice)[0].letter
    new = put_right(corrections.add_area, right, text="Who led?", continues=1, by=cast.alice)

    found = FeedbackItem.unscoped.in_all_rounds

    assert list(found(first)) == [first, new]
    assert list(found(old)) == [first, old, new]


def test_areas_that_were_not_met_go_on_when_the_letter_turns_out_to_ask_for_changes(
    cast, monkeypatch
):
    first = areas_of(
        cast.review, "Describe the leadership.", outcome=Outcome.RESUBMIT, by=cast.alice
    )[0]
    with ready_or_not():
        make_move(first.letter.round, Move.RESUBMIT, by=cast.alice)
    monkeypatch.setattr(carrying, "_NOT_MET", [lambda qa_round: {first.pk}])
    with marked_or_not():
        letter = letter_in_hand(
            cast.review, "Rewrite the chronology.", outcome=Outcome.PUBLISH, by=cast.alice
        )
        letters.confirm_letter(letter, version=1, by=cast.alice)
    before = [item.first for item in letter.items.all()]

    correct(letter, outcome=Outcome.RESUBMIT, by=cast.alice)

    assert before == [None]
    assert [(item.first, item.carried) for item in letter.items.all()] == [
        (None, False),
        (first, True),
    ]
