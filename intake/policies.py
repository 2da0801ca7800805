"""May this person bring a plan in, check what was read and confirm it now, and if not, why?"""

from __future__ import annotations

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from actionplans.policies import may_edit_plan
from intake.models import PlanImport
from reviews.models import Review

IN_HAND = "A plan is already being checked. Go on with it, or set it aside first."
NO_ROWS = (
    "There is no row to bring in. Say what the columns mean, or take rows back that were skipped."
)
BROUGHT_IN = "This plan has been brought in. Change its actions on the plan’s page."


def may_bring_in(user: User, review: Review) -> Verdict:
    """One plan at a time: two drafts of one plan could not both be compared with it."""
    return first_no(may_edit_plan(user, review), _none_in_hand(review))


def may_check(user: User, plan_import: PlanImport) -> Verdict:
    """Whether what was read may still be put right."""
    return first_no(may_edit_plan(user, plan_import.review), is_in_hand(plan_import))


def may_confirm(user: User, plan_import: PlanImport) -> Verdict:
    """Whether the rows may be written into the plan, as far as can be told without comparing them."""
    return first_no(may_check(user, plan_import), _has_rows(plan_import))


def _none_in_hand(review: Review) -> Verdict:
    if PlanImport.unscoped.in_hand().filter(review=review).exists():
        return Verdict(IN_HAND)
    return YES


def is_in_hand(plan_import: PlanImport) -> Verdict:
    if plan_import.confirmed_at:
        return Verdict(BROUGHT_IN)
    if plan_import.set_aside_at:
        return Verdict("This plan was set aside. Bring the file in again if it was the right one.")
    return YES


def _has_rows(plan_import: PlanImport) -> Verdict:
    if plan_import.rows.filter(skipped=False).exists():
        return YES
    return Verdict(NO_ROWS)
