"""May this person change this action plan now, and if not, why?

The plan outlives the letter and the publication of the report, so no stage closes it.
"""

from __future__ import annotations

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from actionplans.models import Action, Recommendation
from reviews.models import Review
from reviews.policies import may_contribute


def may_edit_plan(user: User, review: Review) -> Verdict:
    """The partnership's managers and the independent chair keep the plan, at every stage."""
    if may_contribute(user, review):
        return YES
    return Verdict("Only the CSP manager and the independent chair can change the action plan.")


def may_edit_recommendation(user: User, recommendation: Recommendation) -> Verdict:
    return may_edit_plan(user, recommendation.review)


def may_add_action(user: User, review: Review) -> Verdict:
    return first_no(may_edit_plan(user, review), _has_a_recommendation(review))


def may_edit_action(user: User, action: Action) -> Verdict:
    return may_edit_plan(user, action.recommendation.review)


def may_add_update(user: User, action: Action) -> Verdict:
    return may_edit_plan(user, action.recommendation.review)


def _has_a_recommendation(review: Review) -> Verdict:
    if Recommendation.unscoped.filter(review=review).exists():
        return YES
    return Verdict("Add a recommendation first: every action carries one out.")
