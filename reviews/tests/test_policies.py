"""Who may do what to a review, at which stage, and the sentence for who may not."""

import pytest

from access.verdict import YES, Verdict
from accounts.actions import give_role
from accounts.models import Role, User
from govuk.words import day
from reviews import policies
from reviews.actions import put_on_hold, transfer_review
from reviews.models import Review, Round
from reviews.tests.factories import review_of, round_at, tomorrow
from reviews.workflow import (
    GUARDS,
    READINESS,
    STEPS,
    Move,
    Readiness,
    Side,
    Stage,
    moves_from,
)

NOT_A_MANAGER = Verdict("Only a CSP manager of this partnership can do this.")
NOT_AT_WORK = Verdict("Only the CSP manager and the independent chair can do this.")
NOT_YOURS = Verdict("Only a CSP manager of this partnership or a QA officer can record this.")
EVERYONE = ("alice", "vic", "chloe", "kim", "quinn")
MOVERS = ("alice", "quinn")


@pytest.fixture
def unguarded(monkeypatch):
    """The moves as this room knows them, without the conditions of the rooms above."""
    for move in STEPS:
        monkeypatch.setitem(GUARDS, move, [])
        monkeypatch.setitem(READINESS, move, [])


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


def not_yours(move):
    """What somebody reads who may not make a move: whether the other side may record it too."""
    alone = Verdict("Only a CSP manager of this partnership can record this.")
    return NOT_YOURS if STEPS[move].on_behalf else alone


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("move", STEPS)
def test_each_move_is_for_its_side_and_for_the_other_on_its_behalf(cast, unguarded, move, who):
    qa_round = cast.review.rounds.get()
    qa_round.stage = STEPS[move].sources[0]

    verdict = policies.may_make(move, getattr(cast, who), qa_round)

    movers = MOVERS if STEPS[move].on_behalf else MOVERS[:1]
    assert verdict == (YES if who in movers else not_yours(move))


@pytest.mark.parametrize("move", STEPS)
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

    assert answers == {"alice": Verdict("Only a QA officer can record this."), "quinn": YES}


def test_guard_is_asked_last(cast, monkeypatch):
    monkeypatch.setitem(
        GUARDS, Move.SUBMIT, [lambda qa_round: YES, lambda qa_round: Verdict("No.")]
    )
    qa_round = cast.review.rounds.get()

    answers = [policies.may_make(Move.SUBMIT, user, qa_round) for user in (cast.alice, cast.vic)]

    assert answers == [Verdict("No."), NOT_YOURS]


def test_guard_gives_both_sides_its_reason(cast, monkeypatch):
    monkeypatch.setitem(GUARDS, Move.CONFIRM_CHANGES, [lambda qa_round: Verdict("Not asked for.")])
    qa_round = round_at(Stage.REVISING, cast.review, by=cast.alice)

    said = [policies.may_make(Move.CONFIRM_CHANGES, u, qa_round) for u in (cast.alice, cast.quinn)]

    assert said == [Verdict("Not asked for.")] * 2


@pytest.fixture
def half_ready(cast, unguarded, monkeypatch):
    """A round being revised, of which one thing is done that is wanted first, and one is not."""
    entries = [
        Readiness(label, lambda qa_round, said=said: said, lambda qa_round: "/there/")
        for label, said in (("Signed", YES), ("Anonymised", Verdict("Not anonymised.")))
    ]
    monkeypatch.setitem(READINESS, Move.CONFIRM_CHANGES, entries)
    return round_at(Stage.REVISING, cast.review, by=cast.alice)


def test_readiness_binds_only_the_side_whose_step_it_is(cast, half_ready):
    answers = {
        who: policies.may_make(Move.CONFIRM_CHANGES, getattr(cast, who), half_ready)
        for who in MOVERS
    }

    assert answers == {"alice": Verdict("Not anonymised."), "quinn": YES}
    assert policies.may_start(Move.CONFIRM_CHANGES, cast.alice, half_ready) == YES


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ("alice", [("Signed", YES), ("Anonymised", Verdict("Not anonymised."))]),
        ("quinn", []),
        ("vic", []),
    ],
)
def test_what_is_left_to_do_is_told_to_the_side_that_does_it(cast, half_ready, who, listed):
    left = policies.left_to_do(Move.CONFIRM_CHANGES, getattr(cast, who), half_ready)

    assert [(entry.label, verdict) for entry, verdict in left] == listed


def test_readiness_is_of_the_side_and_not_of_the_person(cast, half_ready):
    """A manager who is also a QA officer cannot pass over what their own partnership has to do."""
    give_role(cast.alice, role=Role.QA_OFFICER, organisation=cast.home_office, by=None)
    alice = User.objects.get(pk=cast.alice.pk)

    said = policies.may_make(Move.CONFIRM_CHANGES, alice, half_ready)

    assert said == Verdict("Not anonymised.")


@pytest.mark.parametrize("stage", Stage)
def test_open_moves_are_those_of_the_stage(cast, stage):
    qa_round = cast.review.rounds.get()
    qa_round.stage = stage

    moves = policies.open_moves(cast.vic, qa_round)

    assert moves == {move: not_yours(move) for move in moves_from(stage)}


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
        (
            Stage.MONITORING,
            Verdict("This review is cleared for publication. Its answers can no longer change."),
        ),
        (Stage.CLOSED, Verdict("This review is closed. Its answers can no longer change.")),
    ],
)
def test_answers_are_written_while_revising(cast, stage, verdict):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    answers = [policies.may_answer(user, qa_round) for user in (cast.alice, cast.chloe, cast.vic)]

    assert answers == [verdict, verdict, NOT_AT_WORK]


ON_HOLD = Verdict(f"This review is on hold until it is looked at again on {day(tomorrow())}.")
NO_TRANSFER = Verdict(
    "Only a CSP manager of this partnership or a QA officer can transfer a review."
)


def held(cast):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    put_on_hold(cast.review, reason="A criminal trial.", review_on=tomorrow(), by=cast.alice)
    return Review.unscoped.get(pk=cast.review.pk)


@pytest.mark.parametrize("who", EVERYONE)
def test_either_side_holds_a_review_and_lets_it_go(cast, who):
    user = getattr(cast, who)
    free = [
        policies.may_put_on_hold(user, cast.review),
        policies.may_take_off_hold(user, cast.review),
    ]
    review = held(cast)
    bound = [policies.may_put_on_hold(user, review), policies.may_take_off_hold(user, review)]

    if who in MOVERS:
        assert (free, bound) == ([YES, Verdict("This review is not on hold.")], [ON_HOLD, YES])
    else:
        assert free == bound == [NOT_YOURS, NOT_YOURS]


@pytest.mark.parametrize("move", STEPS)
def test_hold_stops_every_step(cast, unguarded, move):
    qa_round = Round.unscoped.get(review=held(cast))
    qa_round.stage = STEPS[move].sources[0]

    answers = [policies.may_make(move, getattr(cast, who), qa_round) for who in MOVERS]

    assert answers == [ON_HOLD, ON_HOLD]


@pytest.mark.parametrize(
    ("who", "verdict"),
    [
        ("alice", YES),
        ("vic", NO_TRANSFER),
        ("chloe", NO_TRANSFER),
        ("kim", NO_TRANSFER),
        ("quinn", YES),
    ],
)
def test_review_is_transferred_by_its_managers_and_the_secretariat(cast, who, verdict):
    assert policies.may_transfer(getattr(cast, who), cast.review) == verdict


def test_manager_of_one_partnership_is_told_that_they_have_nowhere_to_transfer_to(cast):
    review = review_of(cast.westhaven, by=cast.kim, name="Ash")

    assert policies.may_transfer(cast.kim, review) == Verdict(policies.NOWHERE_TO_GO)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("alice", ["Eastmere CSP"]),
        ("kim", ["Westhaven CSP"]),
        ("vic", []),
        ("quinn", ["Eastmere CSP", "Westhaven CSP"]),
    ],
)
def test_review_goes_to_partnerships_of_ones_own_or_to_any_for_the_secretariat(cast, who, names):
    found = policies.transferable_to(getattr(cast, who), cast.review)

    assert [organisation.name for organisation in found] == names


def test_side_is_that_of_the_partnership_that_has_the_review_now(cast):
    transfer_review(cast.review, to=cast.westhaven, reason="They lived there.", by=cast.quinn)
    review = Review.unscoped.get(pk=cast.review.pk)

    sides = {who: policies.side_of(getattr(cast, who), review) for who in ("alice", "kim")}

    assert sides == {"alice": Side.NOBODY, "kim": Side.PARTNERSHIP}


NOT_YOUR_RECORD = Verdict("Only the side that took or recorded this step can correct it.")


@pytest.mark.parametrize(
    ("stage", "who", "verdict"),
    [
        (Stage.SUBMITTED, "alice", YES),
        (Stage.SUBMITTED, "quinn", NOT_YOUR_RECORD),
        (Stage.LISTED, "alice", YES),
        (Stage.LISTED, "quinn", YES),
        (Stage.LISTED, "vic", NOT_YOUR_RECORD),
        (Stage.LISTED, "chloe", NOT_YOUR_RECORD),
        (Stage.LISTED, "kim", NOT_YOUR_RECORD),
    ],
)
def test_step_is_corrected_by_the_side_that_took_or_recorded_it(cast, stage, who, verdict):
    change = round_at(stage, cast.review, by=cast.alice).stage_changes.last()

    assert policies.may_correct_step(getattr(cast, who), change) == verdict
    assert policies.may_take_back(getattr(cast, who), change) == verdict
