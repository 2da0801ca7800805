"""All the plans of one CSP at once: whose actions they are, and which of them the page shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from django import forms

from accounts.models import Organisation
from actionplans.forms import PLAN_ORDER, PlanFilter
from actionplans.models import Action
from actionplans.naming import agencies_in
from reviews.models import Review


@dataclass(frozen=True, slots=True)
class Agency:
    """How the actions that one agency leads stand, and how many it supports; no name: nobody leads."""

    name: str
    actions: int = 0
    open: int = 0
    overdue: int = 0
    supports: int = 0

    @classmethod
    def of(cls, name: str, actions: Collection[Action], supports: int = 0) -> Self:
        return cls(
            name=name,
            actions=len(actions),
            open=sum(action.is_open for action in actions),
            overdue=sum(action.is_overdue() for action in actions),
            supports=supports,
        )


def by_agency(actions: list[Action]) -> list[Agency]:
    """The agencies with most overdue first; the actions come with their state."""
    named = agencies_in(actions)
    found = [Agency.of(one.name, one.led, supports=len(one.supported)) for one in named]
    if nobodys := [action for action in actions if not action.lead_agency]:
        found.append(Agency.of("", nobodys))
    return sorted(found, key=lambda agency: (-agency.overdue, not agency.name))


class OverviewFilter(PlanFilter):
    """Which actions of all the plans: those of one review, or as one plan has it."""

    review = forms.ModelChoiceField(
        label="Review", queryset=Review.unscoped.all(), empty_label="All reviews", required=False
    )
    field_order = ("review", "q", "rating", "lead", "state", "overdue", "due")
    order = ("recommendation__review__name", "recommendation__review", *PLAN_ORDER)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviews = self.fields["review"]
        reviews.queryset = reviews.queryset.filter(organisation=organisation).order_by("name")
