"""Who may do what to a review, at which stage, and the sentence for who may not."""

import pytest

from access.verdict import YES, Verdict
from accounts.actions import give_role
from accounts.models import Role, User
from reviews import policies
from reviews.models import Review
from reviews.tests.factories import round_at
from reviews.workflow import GUARDS, STEPS, Move, Side, Stage, moves_from

NOT_A_MANAGER = Verdict("Only a CSP manager of this partnership can do this.")
NOT_AT_WORK = Verdict("Only the CSP manager and the independent chair can do this.")
NOT_YOURS = Verdict("Only a CSP manager of this partnership or a QA officer can record this.")
EVERYONE = ("alice", "vic", "chloe", "kim", "quinn")
MOVERS = ("alice", "quinn")


@pytest.fixture
def unguarded(monkeypatch):
    """The moves as this room knows them, without the conditions of the rooms above."""
    for move in Move:
        monkeypatch.setitem(GUARDS, move, [])


@pytest.mark.parametrize(
    ("who", "side", "edits", "contributes"),
    [
        ("alice", Side.PARTNERSHIP, YES, YES),
        ("vic", Side.NOBODY, NOT_A_MANAGER, NOT_AT_WORK),
        ("chloe", Side.NOBODY, NOT_A_MANAGER, YES),
        ("kim", Side.NOBODY, NOT_A_MANAGER, NOT_AT_WORK),
        ("quinn", Side.HOME_OFFICE, NOT_A_MANAGER, NOT_AT_WORK),
    ],
)
def test_each_person_has_a_side_and_a_part(cast, who, side, edits, contributes):
    user = getattr(cast, who)

    assert policies.side_of(user, cast.review) is side
    assert policies.may_edit_review(user, cast.review) == edits
    assert policies.may_contribute(user, cast.review) == contributes


def test_manager_who_is_also_a_qa_officer_speaks_for_the_csp_at_home(cast):
    give_role(cast.alice, role=Role.QA_OFFICER, organisation=cast.home_office, by=None)
    alice = User.objects.get(pk=cast.alice.pk)

    sides = [
        policies.side_of(alice, Review(organisation=organisation))
        for organisation in (cast.northbrook, cast.westhaven)
    ]

    assert sides == [Side.PARTNERSHIP, Side.HOME_OFFICE]


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("move", Move)
def test_each_move_is_for_managers_and_qa_officers(cast, unguarded, move, who):
    qa_round = cast.review.rounds.get()
    qa_round.stage = STEPS[move].sources[0]

    verdict = policies.may_make(move, getattr(cast, who), qa_round)

    assert verdict == (YES if who in MOVERS else NOT_YOURS)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("stage", Stage)
def test_each_move_is_possible_only_from_its_stages(cast, unguarded, stage, move):
    qa_round = cast.review.rounds.get()
    qa_round.stage = stage

    verdict = policies.may_make(move, cast.alice, qa_round)

    not_here = Verdict(
        f"This is not possible at the stage “{stage.label}”. "
        "Somebody may have moved the review on since you opened the page."
    )
    assert verdict == (YES if stage in STEPS[move].sources else not_here)


def test_move_that_may_not_be_recorded_on_behalf_is_its_own_sides(cast, unguarded, monkeypatch):
    step = STEPS[Move.LIST]
    alone = type(step)(step.sources, step.target, step.by, on_behalf=False)
    monkeypatch.setitem(STEPS, Move.LIST, alone)
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    answers = {who: policies.may_make(Move.LIST, getattr(cast, who), qa_round) for who in MOVERS}

    assert answers == {"alice": NOT_YOURS, "quinn": YES}


def test_guard_is_asked_last(cast, monkeypatch):
    monkeypatch.setitem(
        GUARDS, Move.SUBMIT, [lambda qa_round: YES, lambda qa_round: Verdict("No.")]
    )
    qa_round = cast.review.rounds.get()

    answers = [policies.may_make(Move.SUBMIT, user, qa_round) for user in (cast.alice, cast.vic)]

    assert answers == [Verdict("No."), NOT_YOURS]


@pytest.mark.parametrize("stage", Stage)
def test_open_moves_are_those_of_the_stage(cast, stage):
    qa_round = cast.review.rounds.get()
    qa_round.stage = stage

    moves = policies.open_moves(cast.vic, qa_round)

    assert moves == dict.fromkeys(moves_from(stage), NOT_YOURS)


NO_LETTER = "There is no feedback letter to answer in this round yet."


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        (Stage.PREPARING, Verdict(NO_LETTER)),
        (Stage.SUBMITTED, Verdict(NO_LETTER)),
        (Stage.INCOMPLETE, Verdict(NO_LETTER)),
        (Stage.LISTED, Verdict(NO_LETTER)),
        (Stage.CONSIDERED, Verdict(NO_LETTER)),
        (Stage.REVISING, YES),
        (
            Stage.DECIDED_OTHERWISE,
            Verdict("Choose the next step before you answer the letter."),
        ),
        (
            Stage.RESUBMITTED,
            Verdict("This round has been resubmitted. Its answers can no longer change."),
        ),
        (
            Stage.CLEARED,
            Verdict("This review is cleared for publication. Its answers can no longer change."),
        ),
    ],
)
def test_answers_are_written_while_revising(cast, stage, verdict):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    answers = [policies.may_answer(user, qa_round) for user in (cast.alice, cast.chloe, cast.vic)]

    assert answers == [verdict, verdict, NOT_AT_WORK]
