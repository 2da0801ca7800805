"""May this person change this action plan now, and if not, why?

The plan outlives the letter and the publication of the report, so no stage closes it.
"""

from __future__ import annotations

from access.verdict import YES, Verdict, first_no
from accounts.models import Organisation, Role, User
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


def may_give_up(user: User, action: Action) -> Verdict:
    """Say that an action is not taken forward. What is complete has ended already."""
    return first_no(may_edit_action(user, action), _is_open(action))


def may_take_up(user: User, action: Action) -> Verdict:
    """Open an action again that was not taken forward."""
    return first_no(may_edit_action(user, action), _is_given_up(action))


def may_look(user: User, action: Action) -> Verdict:
    """Record whether what a completed action brought about is still in place."""
    return first_no(may_add_update(user, action), _is_complete(action))


def may_change_plans(user: User, organisation: Organisation) -> Verdict:
    """Change actions of any of a CSP's plans; each plan is asked for again when it is done."""
    if user.holds(Role.CSP_MANAGER, organisation.pk):
        return YES
    return Verdict("Only the CSP manager can change actions of several plans.")


def may_edit_legend(user: User, organisation: Organisation) -> Verdict:
    if user.holds(Role.CSP_MANAGER, organisation.pk):
        return YES
    return Verdict("Only the CSP manager can change what the ratings mean.")


def may_rename_agency(user: User, organisation: Organisation) -> Verdict:
    if user.holds(Role.CSP_MANAGER, organisation.pk):
        return YES
    return Verdict("Only the CSP manager can rename an agency.")


def _is_open(action: Action) -> Verdict:
    if action.completed_on:
        return Verdict("This action is complete.")
    return Verdict("This action is not taken forward already.") if action.ended_on else YES


def _is_given_up(action: Action) -> Verdict:
    return YES if action.ended_on else Verdict("This action is being taken forward.")


def _is_complete(action: Action) -> Verdict:
    return YES if action.completed_on else Verdict("This action is not complete yet.")


def _has_a_recommendation(review: Review) -> Verdict:
    if Recommendation.unscoped.filter(review=review).exists():
        return YES
    return Verdict("Add a recommendation first: every action carries one out.")
