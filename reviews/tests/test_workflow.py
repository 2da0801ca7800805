"""The table of the cycle is whole: every stage has its turn, every move its step, every open stage a way on."""

import pytest

from access.verdict import YES, Verdict
from reviews.workflow import (
    ENDED,
    GUARDS,
    NEXT_ROUND,
    STEPS,
    TURN,
    UNSEEN,
    Move,
    Side,
    Stage,
    diagram,
    guards,
    moves_from,
)

OPEN = [stage for stage in Stage if stage not in ENDED]


def test_every_stage_has_its_turn():
    assert TURN.keys() == set(Stage)


def test_every_move_has_its_step():
    assert STEPS.keys() == set(Move)


def test_round_ends_resubmitted_or_cleared():
    assert ENDED == (Stage.RESUBMITTED, Stage.CLEARED)


def test_only_what_is_being_prepared_is_unseen():
    assert UNSEEN == (Stage.PREPARING,)


@pytest.mark.parametrize("stage", OPEN)
def test_open_stage_has_a_way_out(stage):
    assert moves_from(stage) != ()


@pytest.mark.parametrize("stage", ENDED)
def test_ended_stage_has_none(stage):
    assert moves_from(stage) == ()


@pytest.mark.parametrize("stage", OPEN)
def test_open_stage_leads_to_an_end(stage):
    assert set(ENDED) <= _reached_from(stage)


def test_every_stage_is_reached():
    assert _reached_from(Stage.PREPARING) == set(Stage)


def _reached_from(stage):
    reached, waiting = set(), [stage]
    while waiting:
        if (here := waiting.pop()) not in reached:
            reached.add(here)
            waiting += [STEPS[move].target for move in moves_from(here)]
    return reached


@pytest.mark.parametrize("move", Move)
def test_move_goes_somewhere_else(move):
    assert STEPS[move].target not in STEPS[move].sources


@pytest.mark.parametrize("move", [move for move in Move if not STEPS[move].with_letter])
def test_move_by_hand_is_made_by_the_side_whose_turn_it_is(move):
    assert {TURN[source] for source in STEPS[move].sources} == {STEPS[move].by}


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
        Move.RETURN,
        Move.CHOOSE_REVISING,
        Move.CHOOSE_CLEARED,
    }


def test_moves_are_found_by_the_word_that_a_row_keeps():
    assert moves_from("listed") == moves_from(Stage.LISTED)
    assert moves_from("listed")[0] == Move.CONSIDER
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


def test_diagram_draws_every_stage_and_arrow():
    lines = diagram().splitlines()

    arrows = sum(len(step.sources) for step in STEPS.values())
    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> preparing" in lines
    assert "    preparing --> submitted: Record the submission" in lines
    assert '    state "Revising<br/>turn: the CSP" as revising' in lines
    assert '    state "Resubmitted<br/>round ended" as resubmitted' in lines
    assert len(lines) == 2 + len(Stage) + arrows + len(ENDED)
