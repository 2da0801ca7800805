"""The table of the cycle is whole: every stage has its turn, every move its step, every open stage a way on."""

import pytest

from access.verdict import YES, Verdict
from reviews import workflow
from reviews.workflow import (
    AFTERWARDS,
    ENDED,
    GUARDS,
    NEXT_ROUND,
    READINESS,
    STEPS,
    TURN,
    UNSEEN,
    Move,
    Side,
    Stage,
    diagram,
    effect,
    guards,
    moves_from,
    ready,
)

OPEN = [stage for stage in Stage if stage not in ENDED]


def test_every_stage_has_its_turn():
    assert TURN.keys() == set(Stage)


def test_every_move_has_its_step_but_the_one_that_undoes_them():
    assert STEPS.keys() == set(Move) - {Move.TAKE_BACK}


def test_round_ends_resubmitted_or_closed():
    assert ENDED == (Stage.RESUBMITTED, Stage.CLOSED)


def test_only_what_is_being_prepared_is_unseen():
    assert UNSEEN == (Stage.PREPARING,)


@pytest.mark.parametrize("stage", OPEN)
def test_open_stage_has_a_way_out(stage):
    assert moves_from(stage) != ()


@pytest.mark.parametrize(
    ("stage", "moves"), [(Stage.RESUBMITTED, ()), (Stage.CLOSED, (Move.REOPEN,))]
)
def test_ended_stage_has_none_but_to_be_opened_again(stage, moves):
    assert moves_from(stage) == moves


@pytest.mark.parametrize("stage", OPEN)
def test_open_stage_leads_to_an_end(stage):
    ends = _reached_from(stage) & set(ENDED)

    assert ends == ({Stage.CLOSED} if stage in AFTERWARDS else set(ENDED))


def test_every_stage_is_reached():
    assert _reached_from(Stage.PREPARING) == set(Stage)


def _reached_from(stage):
    reached, waiting = set(), [stage]
    while waiting:
        if (here := waiting.pop()) not in reached:
            reached.add(here)
            waiting += [STEPS[move].target for move in moves_from(here)]
    return reached


def test_only_a_listing_may_leave_the_stage_as_it_is():
    """A review that is listed for another panel stays listed."""
    stays = [move for move, step in STEPS.items() if step.target in step.sources]

    assert stays == [Move.LIST]


BY_HAND = [move for move, step in STEPS.items() if not step.with_letter and move != Move.REOPEN]


@pytest.mark.parametrize("move", BY_HAND)
def test_move_by_hand_is_made_by_the_side_whose_turn_it_is(move):
    assert {TURN[source] for source in STEPS[move].sources} == {STEPS[move].by}


def test_closed_review_is_opened_again_by_the_csp():
    step = STEPS[Move.REOPEN]

    assert (step.sources, step.target, step.by) == (
        (Stage.CLOSED,),
        Stage.MONITORING,
        Side.PARTNERSHIP,
    )


def test_csp_alone_says_what_it_did_before_and_afterwards():
    assert {move for move, step in STEPS.items() if not step.on_behalf} == {
        Move.SENT_BEFORE,
        Move.MONITOR,
        Move.CLOSE,
        Move.REOPEN,
    }


def test_moves_that_hand_documents_over_are_the_csps():
    handing = {move for move, step in STEPS.items() if step.with_submission}

    assert handing == {Move.SUBMIT, Move.RESUBMIT}
    assert {STEPS[move].by for move in handing} == {Side.PARTNERSHIP}


def test_letter_moves_are_the_home_offices():
    letters = {move for move, step in STEPS.items() if step.with_letter}

    assert letters == {
        Move.LETTER_PUBLISH,
        Move.LETTER_CHANGES,
        Move.LETTER_RESUBMIT,
        Move.LETTER_OTHER,
    }
    assert {STEPS[move].by for move in letters} == {Side.HOME_OFFICE}


def test_moves_that_turn_something_back_or_choose_ask_for_a_reason():
    assert {move for move, step in STEPS.items() if step.needs_note} == {
        Move.SENT_BEFORE,
        Move.RETURN,
        Move.CHOOSE_REVISING,
        Move.CHOOSE_CLEARED,
        Move.CLOSE,
        Move.REOPEN,
    }


def test_moves_are_found_by_the_word_that_a_row_keeps():
    assert moves_from("listed") == moves_from(Stage.LISTED)
    assert moves_from("listed")[:2] == (Move.LIST, Move.CONSIDER)
    assert moves_from("no such stage") == ()


def test_resubmission_opens_the_next_round_as_submitted():
    assert NEXT_ROUND == {Stage.RESUBMITTED: Stage.SUBMITTED}


def test_guard_is_hung_on_each_of_its_moves(monkeypatch):
    monkeypatch.setitem(GUARDS, Move.SUBMIT, [])
    monkeypatch.setitem(GUARDS, Move.LIST, [])

    @guards(Move.SUBMIT, Move.LIST)
    def never(qa_round):
        return Verdict("Never.") if qa_round else YES

    assert (GUARDS[Move.SUBMIT], GUARDS[Move.LIST]) == ([never], [never])


def test_readiness_is_hung_with_its_words_and_its_page(monkeypatch):
    monkeypatch.setitem(READINESS, Move.CLOSE, [])

    @ready(Move.CLOSE, label="Every action has ended", mend=lambda qa_round: f"/{qa_round}/")
    def ended(qa_round):
        return YES

    (entry,) = READINESS[Move.CLOSE]
    assert (entry.label, entry.check, entry.mend("plan")) == (
        "Every action has ended",
        ended,
        "/plan/",
    )


def test_effect_is_kept_for_every_step(monkeypatch):
    monkeypatch.setattr(workflow, "EFFECTS", [])

    @effect
    def told(change, by):
        raise AssertionError

    assert [told] == workflow.EFFECTS


def test_diagram_draws_every_stage_and_arrow():
    lines = diagram().splitlines()

    arrows = sum(len(step.sources) for step in STEPS.values())
    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> preparing" in lines
    assert "    preparing --> submitted: Submit to the Home Office" in lines
    assert '    state "Revising<br/>turn: the CSP" as revising' in lines
    assert '    state "Resubmitted<br/>round ended" as resubmitted' in lines
    assert len(lines) == 2 + len(Stage) + arrows + len(ENDED)
