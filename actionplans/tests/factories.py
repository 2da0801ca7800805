"""An action plan with its rows, made through the actions that a person would take."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from actionplans import actions
from actionplans.models import Action, ActionUpdate, Recommendation
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
