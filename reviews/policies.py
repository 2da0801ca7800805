"""May this person do this to this review now, and if not, why?"""

from __future__ import annotations

from typing import Any

from access.verdict import YES, Verdict, first_no
from accounts.models import Organisation, OrganisationKind, Role, User
from govuk.words import day
from reviews.models import Review, ReviewPerson, Round, StageChange
from reviews.workflow import GUARDS, READINESS, STEPS, Move, Readiness, Side, Stage, moves_from

NOT_A_SIDE = "Only a CSP manager of this partnership or a QA officer can record this."
ONLY = {
    Side.PARTNERSHIP: "Only a CSP manager of this partnership can record this.",
    Side.HOME_OFFICE: "Only a QA officer can record this.",
}
LATER_STEPS = "Later steps have been recorded since. Take those back first."
NOWHERE_TO_GO = (
    "You can hand a review only to a partnership that you manage too, and you manage no other. "
    "Ask the secretariat, or somebody who manages both."
)


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


def may_receive_review(user: User, organisation: Organisation) -> Verdict:
    """Whether a review that came by e-mail may be opened for a partnership that does not use this."""
    if user.is_qa_officer and organisation.kind == OrganisationKind.CSP:
        return YES
    return Verdict("Only a QA officer can record a submission that came by e-mail.")


def may_edit_review(user: User, review: Review) -> Verdict:
    if side_of(user, review) is Side.PARTNERSHIP:
        return YES
    return Verdict("Only a CSP manager of this partnership can do this.")


def may_contribute(user: User, review: Review) -> Verdict:
    """Whether a person works on the answers: the partnership's managers and the independent chair."""
    if user.pk == review.chair_id or side_of(user, review) is Side.PARTNERSHIP:
        return YES
    return Verdict("Only the CSP manager and the independent chair can do this.")


def may_edit_people(user: User, review: Review) -> Verdict:
    """Whether a person keeps the list of who belongs to a review; the chair leads its panel."""
    return may_contribute(user, review)


def may_edit_person(user: User, person: ReviewPerson) -> Verdict:
    """Whether an entry of that list may be changed or taken off it."""
    if person.removed_at:
        return Verdict("This person has been taken off the list. Look at the list again.")
    return may_edit_people(user, person.review)


def may_keep_file(user: User, review: Review) -> Verdict:
    """Whether a person may add a file: who works on the answers, and the secretariat its own."""
    if user.is_qa_officer and Review.visible_to(user).filter(pk=review.pk).exists():
        return YES
    return may_contribute(user, review)


def may_record(user: User, review: Review) -> Verdict:
    """Whether a person speaks for either side, and so may record what happens between them."""
    if side_of(user, review) is not Side.NOBODY:
        return YES
    return Verdict(NOT_A_SIDE)


def may_hold(user: User, review: Review) -> Verdict:
    """Whether a review may be put on hold, or taken off it; the other side may have asked for it."""
    return may_record(user, review)


def may_put_on_hold(user: User, review: Review) -> Verdict:
    return first_no(may_hold(user, review), not_on_hold(review))


def may_take_off_hold(user: User, review: Review) -> Verdict:
    held = YES if review.hold else Verdict("This review is not on hold.")
    return first_no(may_hold(user, review), held)


def may_transfer(user: User, review: Review) -> Verdict:
    """Whether a person may hand a review to another CSP; `transferable_to` says to which."""
    if not user.is_qa_officer and not may_edit_review(user, review):
        return Verdict(
            "Only a CSP manager of this partnership or a QA officer can transfer a review."
        )
    if not transferable_to(user, review).exists():
        return Verdict(NOWHERE_TO_GO)
    return YES


def transferable_to(user: User, review: Review) -> Any:
    """The partnerships to which this person may hand the review: their own, or any for the secretariat.

    A manager cannot hand the papers of a death to strangers by choosing the wrong line of a list.
    """
    others = Organisation.visible_to(user).filter(kind=OrganisationKind.CSP)
    if not user.is_qa_officer:
        others = others.managed_by(user)
    return others.exclude(pk=review.organisation_id)


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
    """Whether a person may take this step now."""
    return may_start(move, user, qa_round) and _guarded(move, user, qa_round)


def may_start(move: Move, user: User, qa_round: Round) -> Verdict:
    """Whether a step is this person's and possible now, whatever is still to be done before it."""
    return first_no(
        not_on_hold(qa_round.review), _is_possible(move, qa_round), _is_theirs(move, user, qa_round)
    )


def may_prepare(move: Move, qa_round: Round) -> Verdict:
    """Whether a move is one that this round may come to, whatever is still to be done before it."""
    return next((v for check in GUARDS[move] if not (v := check(qa_round))), YES)


def left_to_do(move: Move, user: User, qa_round: Round) -> list[tuple[Readiness, Verdict]]:
    """What the side whose move it is must do first, each with how it stands; nothing on its behalf."""
    if side_of(user, qa_round.review) is not STEPS[move].by:
        return []
    return [(entry, entry.check(qa_round)) for entry in READINESS[move]]


def not_on_hold(review: Review) -> Verdict:
    """On hold, nothing moves."""
    if review.hold is None:
        return YES
    until = day(review.hold.review_on)
    return Verdict(f"This review is on hold until it is looked at again on {until}.")


def may_correct_step(user: User, change: StageChange) -> Verdict:
    """Whether the day or the note of a recorded step may be put right by this person."""
    return _stands(change) and is_their_record(user, change)


def may_take_back(user: User, change: StageChange) -> Verdict:
    """Whether a step may be taken back because it was recorded by mistake."""
    return may_correct_step(user, change) and first_no(
        not_on_hold(change.round.review), takes_back_alone(change), is_latest_step(change)
    )


def is_latest_step(change: StageChange) -> Verdict:
    """Only the latest step of the latest round can be undone: the later ones rest on it."""
    standing = StageChange.unscoped.filter(round__review=change.round.review_id).standing()
    last = standing.last()
    return YES if last and last.pk == change.pk else Verdict(LATER_STEPS)


def _stands(change: StageChange) -> Verdict:
    if StageChange.unscoped.standing().filter(pk=change.pk).exists():
        return YES
    return Verdict(
        "This step has been corrected or taken back already. Look at the timeline again."
    )


def is_their_record(user: User, change: StageChange) -> Verdict:
    """Your side's own steps, and those that somebody of your side recorded for the other."""
    side = side_of(user, change.round.review)
    owner = STEPS[Move(change.move)].by
    recorded_by = Side.HOME_OFFICE if owner is Side.PARTNERSHIP else Side.PARTNERSHIP
    if side is not Side.NOBODY and side in (owner, recorded_by if change.on_behalf_of else owner):
        return YES
    return Verdict("Only the side that took or recorded this step can correct it.")


def takes_back_alone(change: StageChange) -> Verdict:
    step = STEPS[Move(change.move)]
    if step.with_letter:
        return Verdict("A letter's step is taken back with its letter. Withdraw the letter.")
    if step.with_submission:
        return Verdict(
            "What was submitted has been seen. Record that it was returned as incomplete instead."
        )
    return YES


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
    return Verdict(NOT_A_SIDE if step.on_behalf else ONLY[step.by])


def _guarded(move: Move, user: User, qa_round: Round) -> Verdict:
    """The first condition that does not hold; what only readiness asks does not bind the other side."""
    verdict = may_prepare(move, qa_round)
    if not verdict or side_of(user, qa_round.review) is not STEPS[move].by:
        return verdict
    return next((v for entry in READINESS[move] if not (v := entry.check(qa_round))), YES)


_NO_LETTER_YET = "There is no feedback letter to answer in this round yet."
_NOT_REVISING = {
    Stage.DECIDED_OTHERWISE: "Choose the next step before you answer the letter.",
    Stage.RESUBMITTED: "This round has been resubmitted. Its answers can no longer change.",
    Stage.CLEARED: "This review is cleared for publication. Its answers can no longer change.",
    Stage.MONITORING: "This review is cleared for publication. Its answers can no longer change.",
    Stage.CLOSED: "This review is closed. Its answers can no longer change.",
}
