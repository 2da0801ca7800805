"""May this person do this to this review now, and if not, why?"""

from access.verdict import YES, Verdict, first_no
from accounts.models import Organisation, Role, User
from reviews.models import Review, Round
from reviews.workflow import GUARDS, STEPS, Move, Side, Stage, moves_from


def side_of(user: User, review: Review) -> Side:
    """The side that a person may speak for; a viewer speaks for nobody."""
    if user.holds(Role.CSP_MANAGER, review.organisation_id):
        return Side.PARTNERSHIP
    return Side.HOME_OFFICE if user.is_qa_officer else Side.NOBODY


def holds(user: User, review: Review) -> bool:
    """Whether the working papers of a review are this person's to read."""
    return review.is_held_by(user)


def may_open_review(user: User, organisation: Organisation) -> Verdict:
    if user.holds(Role.CSP_MANAGER, organisation.pk):
        return YES
    return Verdict("Only a CSP manager can open a review. Ask the manager of your partnership.")


def may_edit_review(user: User, review: Review) -> Verdict:
    if side_of(user, review) is Side.PARTNERSHIP:
        return YES
    return Verdict("Only a CSP manager of this partnership can do this.")


def may_contribute(user: User, review: Review) -> Verdict:
    """Whether a person works on the answers: the partnership's managers and the independent chair."""
    if user.pk == review.chair_id or side_of(user, review) is Side.PARTNERSHIP:
        return YES
    return Verdict("Only the CSP manager and the independent chair can do this.")


def is_their_turn(user: User, qa_round: Round) -> bool:
    """Whether a person is waited for: the chair too, while answers to the letter are written."""
    side = side_of(user, qa_round.review)
    return (side is qa_round.turn and side is not Side.NOBODY) or bool(may_answer(user, qa_round))


def may_answer(user: User, qa_round: Round) -> Verdict:
    """Whether answers to the letter may be written now."""
    verdict = may_contribute(user, qa_round.review)
    if verdict and qa_round.stage != Stage.REVISING:
        return Verdict(_NOT_REVISING.get(Stage(qa_round.stage), _NO_LETTER_YET))
    return verdict


def may_make(move: Move, user: User, qa_round: Round) -> Verdict:
    """Whether a person may take this step now; a guard's reason is told to the step's own side."""
    verdict = first_no(_is_possible(move, qa_round), _is_theirs(move, user, qa_round))
    guarded = verdict and _guarded(move, qa_round)
    if verdict and not guarded and not holds(user, qa_round.review):
        return Verdict("The CSP cannot take this step yet.")
    return guarded


def open_moves(user: User, qa_round: Round) -> dict[Move, Verdict]:
    """Every move out of this stage, with its verdict: the page shows the button or the reason."""
    return {move: may_make(move, user, qa_round) for move in moves_from(qa_round.stage)}


def _is_possible(move: Move, qa_round: Round) -> Verdict:
    if qa_round.stage in STEPS[move].sources:
        return YES
    return Verdict(
        f"This is not possible at the stage “{qa_round.get_stage_display()}”. "
        "Somebody may have moved the review on since you opened the page."
    )


def _is_theirs(move: Move, user: User, qa_round: Round) -> Verdict:
    side, step = side_of(user, qa_round.review), STEPS[move]
    if side is step.by or (step.on_behalf and side is not Side.NOBODY):
        return YES
    return Verdict("Only a CSP manager of this partnership or a QA officer can record this.")


def _guarded(move: Move, qa_round: Round) -> Verdict:
    return next((v for check in GUARDS[move] if not (v := check(qa_round))), YES)


_NO_LETTER_YET = "There is no feedback letter to answer in this round yet."
_NOT_REVISING = {
    Stage.DECIDED_OTHERWISE: "Choose the next step before you answer the letter.",
    Stage.RESUBMITTED: "This round has been resubmitted. Its answers can no longer change.",
    Stage.CLEARED: "This review is cleared for publication. Its answers can no longer change.",
}
