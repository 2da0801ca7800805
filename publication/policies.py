"""May this person record how a review was closed, and if not, why?"""

from __future__ import annotations

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from publication.models import Duty, DutyState, Withholding, withholding_of
from reviews.models import Review, Round
from reviews.policies import may_edit_review, may_record, side_of
from reviews.workflow import Side, Stage

CSP_ONLY = "This duty is the CSP’s own. Only a CSP manager of this partnership can record it."
CLOSED = "This review is closed. Open it again before you change how it was closed."


def may_record_duty(user: User, duty: Duty) -> Verdict:
    """Whether a person may record that a duty is done, or put that record right."""
    review = duty.round.review
    return first_no(speaks_for(user, duty, review), not_closed(review))


def may_take_back_duty(user: User, duty: Duty) -> Verdict:
    """Whether a duty may be put back among those that are not done."""
    return first_no(may_record_duty(user, duty), is_recorded(duty))


def may_set_aside(user: User, duty: Duty) -> Verdict:
    """Whether a duty may be left undone for good: one of the CSP's own."""
    review = duty.round.review
    return first_no(may_edit_review(user, review), can_be_set_aside(duty), not_closed(review))


def may_change_closing(user: User, review: Review) -> Verdict:
    """Whether a person keeps the CSP's own list, and may withhold publication."""
    return first_no(may_edit_review(user, review), not_closed(review))


def may_end_withholding(user: User, review: Review) -> Verdict:
    return first_no(may_change_closing(user, review), is_withheld(withholding_of(review)))


def speaks_for(user: User, duty: Duty, review: Review) -> Verdict:
    """The CSP's managers; the secretariat on their behalf, for what its letter asked."""
    if side_of(user, review) is Side.HOME_OFFICE and not duty.from_letter:
        return Verdict(CSP_ONLY)
    return may_record(user, review)


def not_closed(review: Review) -> Verdict:
    latest = Round.unscoped.filter(review=review).latest("number")
    return Verdict(CLOSED) if latest.stage == Stage.CLOSED else YES


def is_recorded(duty: Duty) -> Verdict:
    if duty.state is DutyState.NOT_DONE:
        return Verdict("This duty is not recorded as done.")
    return YES


def can_be_set_aside(duty: Duty) -> Verdict:
    if duty.from_letter:
        return Verdict("The letter asks for this, so it cannot be set aside.")
    return _NOT_SET_ASIDE.get(duty.state, YES)


def is_withheld(withholding: Withholding | None) -> Verdict:
    return YES if withholding else Verdict("The publication of this review is not withheld.")


_NOT_SET_ASIDE = {
    DutyState.DONE: Verdict("This duty is recorded as done."),
    DutyState.SET_ASIDE: Verdict("This duty has been set aside already."),
}
