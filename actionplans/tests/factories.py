"""An action plan with its rows, made through the actions that a person would take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from actionplans import actions, keeping_actions
from actionplans.models import Action, ActionUpdate, Legend, Recommendation
from actionplans.tracking import Told, Tracked
from reviews.models import Review


def recommendation_in(review: Review, *, by: User, **details: Any) -> Recommendation:
    usual = {
        "number": str(review.recommendations.count() + 1),
        "text": "Agencies should share what they know of economic abuse.",
        "scope": "Local",
        "level": "local",
        "agencies": "multi",
    }
    return actions.add_recommendation(review, by=by, **usual | details)


def action_under(recommendation: Recommendation, *, by: User, **details: Any) -> Action:
    usual = {"text": "Write a joint protocol.", "lead_agency": "Northbrook Council"}
    return actions.add_action(recommendation, by=by, **usual | details)


def update_of(action: Action, *, by: User, rating: str = "", **details: Any) -> ActionUpdate:
    usual = {
        "dated": timezone.localdate(),
        "text": "The protocol was agreed.",
        "reason": "The draft is out." if rating else "",
    }
    return actions.add_update(action, by=by, rating=rating, **usual | details)


def given_up(action: Action, *, by: User, **details: Any) -> Action:
    """The action as it is afterwards: not taken forward."""
    usual = {
        "dated": timezone.localdate(),
        "reason": "The service was closed.",
        "agreed_by": "The partnership board",
    }
    fresh = Action.unscoped.get(pk=action.pk)
    keeping_actions.give_up(fresh, version=fresh.version, by=by, **usual | details)
    return Action.unscoped.get(pk=action.pk)


def legend_of(organisation: Organisation, *, by: User, **details: Any) -> Legend:
    version = Legend.of(organisation.pk).version
    return keeping_actions.edit_legend(organisation, version=version, by=by, **details)


def rated(*pairs: tuple[dt.date, str], **details: Any) -> Tracked:
    """An action as the pictures know it: `rated((day, "red"), (later, ""))`."""
    return Tracked(updates=tuple(Told(*pair) for pair in pairs), **details)
