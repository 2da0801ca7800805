"""Says on the plan's page that a plan is being checked, so that whoever left off finds the way back."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from intake.presenters import in_hand_of
from reviews.models import Review

register = template.Library()


@register.inclusion_tag("intake/_in_hand.html", takes_context=True)
def plan_in_hand(context: Context, review: Review) -> dict[str, Any]:
    """The import in hand of a review, if the person may go on with it; one query."""
    return {"in_hand": in_hand_of(review, context["user"])}
