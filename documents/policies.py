"""May this person add to the documents of a review, sign them off or submit them now, and if not, why?"""

from __future__ import annotations

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from documents.models import (
    NOT_SUBMITTED,
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
)
from reviews.models import Review, Round, StoredFile
from reviews.policies import (
    may_contribute,
    may_edit_review,
    may_make,
    may_start,
    not_on_hold,
    side_of,
)
from reviews.workflow import GUARDS, STEPS, Move, Side, Stage

SUBMITTING: dict[Stage, Move] = {
    source: move for move, step in STEPS.items() if step.with_submission for source in step.sources
}


def move_of(qa_round: Round) -> Move | None:
    """The move that would submit a round now, if its stage has one."""
    return SUBMITTING.get(Stage(qa_round.stage))


def may_add_document(user: User, review: Review) -> Verdict:
    return may_contribute(user, review)


def kinds_to_add(review: Review) -> list[DocumentKind]:
    """The kinds of which this review may have another document; letters come with their own page."""
    there = Document.unscoped.filter(review=review, kind__in=REQUIRED)
    taken = {*there.values_list("kind", flat=True), DocumentKind.FEEDBACK_LETTER}
    return [kind for kind in DocumentKind if kind not in taken]


def may_add_version(user: User, document: Document) -> Verdict:
    return may_contribute(user, document.review)


def may_adopt(user: User, stored: StoredFile) -> Verdict:
    """Whether a newer version may follow a file that was kept with a letter or an answer."""
    partnerships = stored.side == Side.PARTNERSHIP
    own = YES if partnerships else Verdict("This file belongs to the Home Office.")
    return first_no(may_contribute(user, stored.review), own)


def may_leave_out(user: User, document: Document) -> Verdict:
    """Whether a document may be left out of what is submitted; its versions stay."""
    if document.kind in REQUIRED:
        return Verdict("Every submission has this document. Add a newer version instead.")
    if document.kind in NOT_SUBMITTED:
        return Verdict("This document is not submitted in any case.")
    current = DocumentVersion.unscoped.current().filter(document=document, left_out__isnull=True)
    there = YES if current.exists() else Verdict("This document has been left out already.")
    return first_no(may_contribute(user, document.review), there)


def may_sign_off(user: User, qa_round: Round, capacity: Capacity) -> Verdict:
    """Whether a person may sign, or write down that somebody has signed, now."""
    return first_no(
        _may_sign_for(user, qa_round.review, capacity),
        not_on_hold(qa_round.review),
        _is_being_prepared(qa_round),
        _has_what_is_signed(qa_round),
    )


def may_open_submit_page(user: User, qa_round: Round) -> Verdict:
    """Whether submitting is this person's step at all; the page says what is still to be done."""
    move = move_of(qa_round)
    if move is None:
        return Verdict(f"Nothing is to be submitted at the stage “{qa_round.get_stage_display()}”.")
    return may_start(move, user, qa_round)


def is_to_be_submitted(user: User, qa_round: Round) -> Verdict:
    """Whether this person prepares a submission now: not where the letter asks for none."""
    opened = may_open_submit_page(user, qa_round)
    move = move_of(qa_round)
    return first_no(opened, *(check(qa_round) for check in GUARDS[move])) if move else opened


def may_submit(user: User, qa_round: Round) -> Verdict:
    """Whether a round may be submitted now, with everything done that has to be done first."""
    move = move_of(qa_round)
    if move is None:
        return may_open_submit_page(user, qa_round)
    return first_no(may_make(move, user, qa_round), _is_their_own(user, qa_round))


def may_record_submission(user: User, qa_round: Round) -> Verdict:
    """Whether the secretariat may record what came by e-mail."""
    move = move_of(qa_round)
    if move is None:
        return may_open_submit_page(user, qa_round)
    return first_no(may_make(move, user, qa_round), _is_on_behalf(user, qa_round))


def _may_sign_for(user: User, review: Review, capacity: Capacity) -> Verdict:
    if capacity == Capacity.CSP:
        return may_edit_review(user, review)
    return may_contribute(user, review)


def _is_being_prepared(qa_round: Round) -> Verdict:
    if move_of(qa_round):
        return YES
    return Verdict(f"Nothing is to be signed off at the stage “{qa_round.get_stage_display()}”.")


def _has_what_is_signed(qa_round: Round) -> Verdict:
    if DocumentVersion.unscoped.filter(document__review=qa_round.review_id).exists():
        return YES
    return Verdict("There are no documents to sign off yet. Add the overview report first.")


def _is_their_own(user: User, qa_round: Round) -> Verdict:
    if side_of(user, qa_round.review) is Side.PARTNERSHIP:
        return YES
    return Verdict("Only a CSP manager of this partnership can submit what is kept here.")


def _is_on_behalf(user: User, qa_round: Round) -> Verdict:
    if side_of(user, qa_round.review) is Side.HOME_OFFICE:
        return YES
    return Verdict("Only a QA officer can record what came by e-mail.")
