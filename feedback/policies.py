"""May this person do this to this letter or this area for development now, and if not, why?"""

from __future__ import annotations

from access.once import once_a_page
from access.verdict import YES, Verdict, first_no
from accounts.models import User
from feedback.drafts import LetterDraft, Outcome, from_json
from feedback.models import FeedbackItem, FeedbackLetter
from reviews.models import Round, StageChange
from reviews.policies import (
    is_latest_step,
    is_their_record,
    may_answer,
    may_contribute,
    may_record,
    not_on_hold,
    side_of,
)
from reviews.workflow import BEFORE_LETTER, LETTER_MOVES, Side, Stage

IN_HAND = "A letter is already being checked. Go on with it, or set it aside first."
ASKS_FOR_CHANGES = (Outcome.PUBLISH_AFTER_CHANGES, Outcome.RESUBMIT)


def may_bring_letter(user: User, qa_round: Round) -> Verdict:
    """The side to which the letter came may bring it in, and the side that wrote it."""
    side = side_of(user, qa_round.review)
    return first_no(
        may_record(user, qa_round.review), _awaits_letter(qa_round), _none_in_hand(qa_round, side)
    )


def may_check_letter(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether what was read may still be corrected: by the side that brought it in."""
    review = letter.round.review
    theirs = letter.side == side_of(user, review)
    return first_no(
        may_record(user, review),
        YES
        if theirs
        else Verdict("The other side brought this letter in. Only they can check it."),
        _is_being_checked(letter),
    )


def may_confirm_letter(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether what was read, as it is saved now, may become areas for development."""
    return first_no(may_check_letter(user, letter), _is_ready(from_json(letter.draft)))


def may_correct_letter(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether a mistake in a confirmed letter may be put right: until the next round is open.

    By the Home Office, whose letter it is, and by the CSP while the record of it is theirs.
    """
    verdict = first_no(
        may_record(user, letter.round.review), _stands(letter), _is_latest_round(letter.round)
    )
    if verdict and not is_their_record(user, step_of(letter)):
        return Verdict("The Home Office recorded this letter. Ask the secretariat.")
    return verdict


def may_withdraw_letter(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether the whole letter may be taken back: while no later step rests on it."""
    return may_correct_letter(user, letter) and first_no(
        not_on_hold(letter.round.review), is_latest_step(step_of(letter))
    )


def may_change_outcome(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether the letter may have said another outcome, which takes the round to another stage."""
    return may_withdraw_letter(user, letter)


def may_add_area(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether an area that was missed when the letter was checked may be added: while it can be answered."""
    verdict = may_correct_letter(user, letter)
    if verdict and letter.round.stage not in (Stage.REVISING, Stage.DECIDED_OTHERWISE):
        return Verdict("The areas of this letter are no longer being answered.")
    return verdict


def may_correct_area(user: User, item: FeedbackItem) -> Verdict:
    """Whether the words of an area may be put right."""
    if item.left_out_at:
        return Verdict("This area was left out of the letter.")
    return may_correct_letter(user, item.letter)


def may_leave_area_out(user: User, item: FeedbackItem) -> Verdict:
    """Whether an area may count no more; a letter that asks for changes asks for one at least."""
    others = item.letter.items.standing().exclude(pk=item.pk)
    verdict = may_correct_area(user, item)
    if verdict and item.letter.outcome in ASKS_FOR_CHANGES and not others.exists():
        return Verdict(
            "This is the only area of a letter that asks for changes. "
            "Correct its words, or correct the outcome of the letter first."
        )
    return verdict


@once_a_page
def step_of(letter: FeedbackLetter) -> StageChange:
    """The step that this letter made, as it stands now."""
    steps = StageChange.unscoped.standing().filter(round=letter.round_id, move__in=LETTER_MOVES)
    return steps.select_related("round__review").get()


def may_record_revision(user: User, item: FeedbackItem) -> Verdict:
    return may_contribute(user, item.letter.round.review) and first_no(
        _counts(item), may_answer(user, item.letter.round)
    )


def may_assign(user: User, item: FeedbackItem) -> Verdict:
    return may_contribute(user, item.letter.round.review) and first_no(
        _counts(item), may_answer(user, item.letter.round)
    )


def may_comment(user: User, item: FeedbackItem) -> Verdict:
    return may_contribute(user, item.letter.round.review)


def may_retheme(user: User, item: FeedbackItem) -> Verdict:
    return first_no(may_contribute(user, item.letter.round.review), _counts(item))


def _awaits_letter(qa_round: Round) -> Verdict:
    if qa_round.stage in BEFORE_LETTER:
        return YES
    return Verdict(f"No letter is awaited at the stage “{qa_round.get_stage_display()}”.")


def _none_in_hand(qa_round: Round, side: Side) -> Verdict:
    if FeedbackLetter.unscoped.being_checked().filter(round=qa_round, side=side).exists():
        return Verdict(IN_HAND)
    return YES


def _is_being_checked(letter: FeedbackLetter) -> Verdict:
    if letter.confirmed_at:
        return Verdict("This letter has been confirmed. What was read from it no longer changes.")
    if letter.set_aside_at:
        return Verdict("This letter was set aside. Bring it in again if it was the right one.")
    return YES


def _counts(item: FeedbackItem) -> Verdict:
    if item.left_out_at:
        return Verdict("This area was left out of the letter. It counts no more.")
    if item.letter.set_aside_at:
        return Verdict("The letter of this area was withdrawn. The area counts no more.")
    return YES


def _stands(letter: FeedbackLetter) -> Verdict:
    if letter.confirmed_at and not letter.set_aside_at:
        return YES
    return Verdict("This letter does not stand. There is nothing to correct in it.")


@once_a_page
def _is_latest_round(qa_round: Round) -> Verdict:
    if Round.unscoped.filter(review=qa_round.review_id, number__gt=qa_round.number).exists():
        return Verdict("A later round is open. What this letter said can no longer change.")
    return YES


def _is_ready(draft: LetterDraft) -> Verdict:
    if not draft.outcome:
        return Verdict("Select the outcome that the letter states.")
    if not draft.kept and draft.outcome in ASKS_FOR_CHANGES:
        return Verdict("Add the areas for development, or select another outcome.")
    wordless = [n for n, area in enumerate(draft.kept, start=1) if not area.text.strip()]
    if wordless:
        return Verdict(f"Area {wordless[0]} has no words. Enter them, or leave it out.")
    return YES
