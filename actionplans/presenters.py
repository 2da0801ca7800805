"""The words, colours and counts in which an action plan is shown, and its line on the review's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from django.urls import reverse

from accounts.models import User
from actionplans.forms import area_words
from actionplans.models import Action, ActionUpdate, Rag, Recommendation
from actionplans.policies import may_add_update, may_edit_plan
from feedback.models import FeedbackItem
from govuk.words import count, day, shortened
from reviews.models import Review, Round
from reviews.policies import holds
from reviews.sections import Section, section
from reviews.workflow import Stage

NO_RATING = "No rating"
NOT_RECORDED = "Not recorded"
CELL, HEADING = 220, 400


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as it is shown: the colour's name and the legend's words stand beside the colour."""

    value: str
    colour: str
    words: str

    @classmethod
    def of(cls, value: str | None) -> Self:
        if not value:
            return cls("", "", NO_RATING)
        return cls(value, value.title(), str(Rag(value).label))

    @property
    def full(self) -> str:
        return f"{self.colour}: {self.words.lower()}" if self.colour else self.words


def legend() -> list[Rating]:
    return [Rating.of(value) for value in Rag.values]


@dataclass(frozen=True, slots=True)
class Row:
    """One action in the list; long texts are shortened, its own page has them whole."""

    action: Action
    text: str
    milestones: str
    outcome: str
    overdue: bool
    rating: Rating
    reason: str
    update: str

    @classmethod
    def of(cls, action: Any) -> Self:
        return cls(
            action=action,
            text=shortened(action.text, CELL),
            milestones=shortened(action.milestones, CELL),
            outcome=shortened(action.outcome, CELL),
            overdue=action.is_overdue(),
            rating=Rating.of(action.rating),
            reason=shortened(action.rating_reason or "", CELL),
            update=shortened(action.last_update or "", CELL),
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A recommendation with those of its actions that the page shows."""

    recommendation: Recommendation
    text: str
    whole: bool
    rows: list[Row]

    @classmethod
    def of(cls, recommendation: Recommendation, rows: list[Row]) -> Self:
        text = shortened(recommendation.text, HEADING)
        whole = text == " ".join(recommendation.text.split())
        return cls(recommendation, text, whole, rows)


def groups(actions: Iterable[Action]) -> list[Group]:
    """Actions under their recommendations, in the order in which they come."""
    runs = groupby(actions, key=lambda action: action.recommendation)
    return [Group.of(above, [Row.of(action) for action in run]) for above, run in runs]


@dataclass(frozen=True, slots=True)
class Count:
    rating: Rating
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A whole plan in figures, whatever part of it the page shows."""

    actions: int
    overdue: int
    complete: int
    ratings: list[Count]
    agencies: list[str]

    @classmethod
    def of(cls, actions: Any) -> Self:
        """In one query."""
        known = list(
            actions.with_state().only("completed_on", "target_date", "lead_agency").order_by()
        )
        rated = Counter(action.rating or "" for action in known)
        return cls(
            actions=len(known),
            overdue=sum(action.is_overdue() for action in known),
            complete=sum(action.completed_on is not None for action in known),
            ratings=[Count(Rating.of(value), rated[value]) for value in (*Rag.values, "")],
            agencies=sorted({a.lead_agency for a in known if a.lead_agency}, key=str.casefold),
        )

    @property
    def summary(self) -> str:
        """For example "4 actions, 1 complete, 1 overdue"."""
        if not self.actions:
            return "No actions yet"
        parts = [count(self.actions, "action,actions")]
        parts += [f"{self.complete} complete"] if self.complete else []
        parts += [f"{self.overdue} overdue"] if self.overdue else []
        return ", ".join(parts)


def action_page(action: Any, updates: list[ActionUpdate], user: User) -> dict[str, Any]:
    """Everything that the page of one action shows."""
    review = action.recommendation.review
    return {
        "action": action,
        "recommendation": action.recommendation,
        "review": review,
        "row": Row.of(action),
        "columns": columns(action),
        "hint": hint(action),
        "updates": [(update, Rating.of(update.rating)) for update in updates],
        "history": [(update, Rating.of(update.rating)) for update in updates if update.rating],
        "areas": linked_areas(action, user),
        "may_edit": may_edit_plan(user, review),
        "may_update": may_add_update(user, action),
    }


def columns(row: Action | Recommendation) -> list[tuple[str, str]]:
    """The template's columns, in its order and its words, with the level beside the scope."""
    if isinstance(row, Recommendation):
        return _of_recommendation(row)
    return _of_recommendation(row.recommendation) + _of_action(row)


def _of_recommendation(row: Recommendation) -> list[tuple[str, str]]:
    level = f"{row.get_level_display()}, {row.get_agencies_display().lower()}"
    return [
        ("Recommendation", f"{row.number}: {row.text}"),
        ("Scope of recommendation (i.e. local or regional)", row.scope or NOT_RECORDED),
        ("Level", level),
    ]


def _of_action(row: Action) -> list[tuple[str, str]]:
    completed = (day(row.completed_on) or "Not complete", row.outcome)
    milestones = row.milestones or NOT_RECORDED
    return [
        ("Action to take", row.text),
        ("Lead Agency", row.lead_agency or NOT_RECORDED),
        ("Key milestones achieved in enacting recommendation", milestones),
        ("Target Date", day(row.target_date) or row.target_date_text or "Not set"),
        ("Date of completion and outcome", "\n\n".join(filter(None, completed))),
    ]


def linked_areas(action: Action, user: User) -> list[tuple[str, str]]:
    """The areas for development that an action answers, as (words, href)."""
    items = FeedbackItem.visible_to(user).filter(actions=action).select_related("letter__round")
    found = list(items.order_by("letter__round__number", "number"))
    several = len({item.letter.round_id for item in found}) > 1
    return [(area_words(i, several_rounds=several), i.get_absolute_url()) for i in found]


def hint(action: Any) -> str:
    """Where the rating and the date of completion disagree. A person decides which to change."""
    if action.completed_on is None and action.rating == Rag.BLUE:
        return "The rating says complete, but there is no date of completion."
    if action.completed_on and action.rating in (Rag.RED, Rag.AMBER, Rag.GREEN):
        return f"There is a date of completion, but the rating is still {action.rating}."
    return ""


@section(place=20)
def plan(review: Review, qa_round: Round, user: User) -> Section | None:
    """The plan's line on the review's page, for those whose working paper it is.

    While the report is being revised, the answers to the letter come before what is overdue.
    """
    if not holds(user, review):
        return None
    href = reverse("actionplans:plan", args=[review.pk])
    standing = Standing.of(Action.visible_to(user).of_review(review))
    step = None
    if standing.overdue and qa_round.stage != Stage.REVISING and may_edit_plan(user, review):
        step = ("See the overdue actions", f"{href}?overdue=on")
    return Section("Action plan", href, standing.summary, step)
