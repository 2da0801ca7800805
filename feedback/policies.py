"""May this person do this to this letter or this area for development now, and if not, why?"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from feedback.drafts import LetterDraft, Outcome, from_json
from feedback.models import FeedbackItem, FeedbackLetter
from reviews.models import Round
from reviews.policies import may_answer, may_contribute, may_edit_review
from reviews.workflow import BEFORE_LETTER

IN_HAND = "A letter is already being checked. Go on with it, or set it aside first."


def may_bring_letter(user: User, qa_round: Round) -> Verdict:
    return first_no(
        may_edit_review(user, qa_round.review), _awaits_letter(qa_round), _none_in_hand(qa_round)
    )


def may_check_letter(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether what was read may still be corrected."""
    return first_no(may_edit_review(user, letter.round.review), _is_being_checked(letter))


def may_confirm_letter(user: User, letter: FeedbackLetter) -> Verdict:
    """Whether what was read, as it is saved now, may become areas for development."""
    return first_no(may_check_letter(user, letter), _is_ready(from_json(letter.draft)))


def may_record_revision(user: User, item: FeedbackItem) -> Verdict:
    return may_answer(user, item.letter.round)


def may_assign(user: User, item: FeedbackItem) -> Verdict:
    return may_answer(user, item.letter.round)


def may_comment(user: User, item: FeedbackItem) -> Verdict:
    return may_contribute(user, item.letter.round.review)


def may_retheme(user: User, item: FeedbackItem) -> Verdict:
    return may_contribute(user, item.letter.round.review)


def _awaits_letter(qa_round: Round) -> Verdict:
    if qa_round.stage in BEFORE_LETTER:
        return YES
    return Verdict(f"No letter is awaited at the stage “{qa_round.get_stage_display()}”.")


def _none_in_hand(qa_round: Round) -> Verdict:
    if FeedbackLetter.unscoped.being_checked().filter(round=qa_round).exists():
        return Verdict(IN_HAND)
    return YES


def _is_being_checked(letter: FeedbackLetter) -> Verdict:
    if letter.confirmed_at:
        return Verdict("This letter has been confirmed. What was read from it no longer changes.")
    if letter.set_aside_at:
        return Verdict("This letter was set aside. Bring it in again if it was the right one.")
    return YES


def _is_ready(draft: LetterDraft) -> Verdict:
    if not draft.outcome:
        return Verdict("Select the outcome that the letter states.")
    if not draft.kept and draft.outcome in (Outcome.PUBLISH_AFTER_CHANGES, Outcome.RESUBMIT):
        return Verdict("Add the areas for development, or select another outcome.")
    wordless = [n for n, area in enumerate(draft.kept, start=1) if not area.text.strip()]
    if wordless:
        return Verdict(f"Area {wordless[0]} has no words. Enter them, or leave it out.")
    if draft.letter_date and dt.date.fromisoformat(draft.letter_date) > timezone.localdate():
        return Verdict("The date of the letter must be today or in the past.")
    return YES
