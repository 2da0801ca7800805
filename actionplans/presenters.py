"""The words, colours and counts in which an action plan is shown, and its line on the review's page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actionplans import pictures
from actionplans.forms import area_words
from actionplans.models import Action, ActionEnd, ActionUpdate, Legend, Rag, Recommendation
from actionplans.naming import supporting_line
from actionplans.policies import (
    may_add_update,
    may_edit_plan,
    may_give_up,
    may_look,
    may_take_up,
)
from actionplans.ratings import DEFAULT, NOT_USED_NOW, Count, Rating, counted, legend_of
from actionplans.suggesting import Facts, next_look, suggest
from actionplans.tracking import Told, Tracked
from feedback.models import FeedbackItem
from govuk.words import count, day, shortened
from reviews.models import Review, Round
from reviews.policies import holds
from reviews.sections import Section, section
from reviews.workflow import Stage

NOT_RECORDED = "Not recorded"
CELL, HEADING = 220, 400
LOOK = {True: "Found to be still in place", False: "Found to be no longer in place"}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A rating that the facts speak for, and where a person can give it."""

    words: str
    href: str

    @classmethod
    def of(cls, action: Any, legend: Legend) -> Self | None:
        words = legend.words
        found = suggest(_facts(action, legend), words)
        if found is None:
            return None
        rating = Rating.of(found.rating, words[found.rating])
        given = urlencode({"rating": found.rating, "reason": found.reason})
        return cls(
            words=f"Suggested: {rating.full}, because {found.because}.",
            href=f"{reverse('actionplans:add_update', args=[action.pk])}?{given}",
        )


def _facts(action: Any, legend: Legend) -> Facts:
    return Facts(
        today=timezone.localdate(),
        quiet=dt.timedelta(legend.quiet_days),
        rating=action.rating or "",
        target=action.target_date,
        completed=action.completed_on,
        updated=action.last_update_on,
        given_up=action.ended_on is not None,
    )


def end_words(action: Any) -> str:
    """Why an action is not taken forward; `with_state` has read it."""
    if action.ended_on is None:
        return ""
    reason = action.end_reason.strip()
    return f"Not taken forward, {day(action.ended_on)}. Agreed by {action.end_agreed_by}. {reason}"


def look_words(action: Any) -> str:
    """What was found when somebody looked after completion, and when to look next."""
    if action.completed_on is None:
        return ""
    due = next_look(action.completed_on, action.looked_on)
    parts = [f"{LOOK[action.in_place]} on {day(action.looked_on)}."] if action.looked_on else []
    if due:
        verb = "was" if due < timezone.localdate() else "is"
        parts.append(f"A look whether it is still in place {verb} due on {day(due)}.")
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One action in the list; long texts are shortened, its own page has them whole."""

    action: Action
    text: str
    supporting: str
    milestones: str
    outcome: str
    ended: str
    look: str
    overdue: bool
    rating: Rating
    reason: str
    update: str
    suggestion: Suggested | None

    @classmethod
    def of(cls, action: Any, legend: Legend) -> Self:
        """`action` as `ActionQuerySet.with_state` gives it."""
        return cls(
            action=action,
            text=shortened(action.text, CELL),
            supporting=shortened(supporting_line(action.supporting_names), CELL),
            milestones=shortened(action.milestones, CELL),
            outcome=shortened(action.outcome, CELL),
            ended=shortened(end_words(action), CELL),
            look=look_words(action),
            overdue=action.is_overdue(),
            rating=Rating.of(action.rating, action.rating_words),
            reason=shortened(action.rating_reason or "", CELL),
            update=shortened(action.last_update or "", CELL),
            suggestion=Suggested.of(action, legend),
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


def groups(actions: Iterable[Action], legend: Legend) -> list[Group]:
    """Actions under their recommendations, in the order in which they come."""
    runs = groupby(actions, key=lambda action: action.recommendation)
    return [Group.of(above, [Row.of(action, legend) for action in run]) for above, run in runs]


def known_of(actions: Any) -> list[Any]:
    """What figures are made of: of each action its rating, end, dates and lead agency.

    Who asks for its supporting agencies too prefetches them.
    """
    return list(actions.with_rating().only("completed_on", "target_date", "lead_agency").order_by())


@dataclass(frozen=True, slots=True)
class Standing:
    """A whole plan in figures, whatever part of it the page shows."""

    actions: int
    overdue: int
    complete: int
    ratings: list[Count]
    given_up: int = 0

    @classmethod
    def of(cls, actions: Any, words: Mapping[str, str] = DEFAULT) -> Self:
        """In one query."""
        return cls.among(known_of(actions), words)

    @classmethod
    def among(cls, known: list[Any], words: Mapping[str, str] = DEFAULT) -> Self:
        return cls(
            actions=len(known),
            overdue=sum(action.is_overdue() for action in known),
            complete=sum(action.completed_on is not None for action in known),
            ratings=counted((action.rating for action in known), words),
            given_up=sum(action.ended_on is not None for action in known),
        )

    @property
    def summary(self) -> str:
        """For example "4 actions, 1 complete, 1 overdue"."""
        if not self.actions:
            return "No actions yet"
        parts = [count(self.actions, "action,actions")]
        parts += [f"{self.complete} complete"] if self.complete else []
        parts += [f"{self.given_up} not taken forward"] if self.given_up else []
        parts += [f"{self.overdue} overdue"] if self.overdue else []
        return ", ".join(parts)


def picture_labels(words: Mapping[str, str]) -> dict[str, str]:
    """Every rating's words, and last those for an action without one."""
    every = {value: words.get(value, NOT_USED_NOW) for value in Rag.values}
    return {value: Rating.of(value, every.get(value)).full for value in (*every, "")}


def plan_pictures(known: list[Any], words: Mapping[str, str]) -> dict[str, Any]:
    """How a whole plan stands and stood, of what is `known_of` its actions; in one query."""
    told: defaultdict[int, list[Told]] = defaultdict(list)
    updates = ActionUpdate.unscoped.filter(action__in=known).order_by("dated", "pk")
    for action, on, rating in updates.values_list("action", "dated", "rating"):
        told[action].append(Told(on, rating))
    tracked = [
        Tracked(
            one.lead_agency, one.target_date, one.completed_on, one.ended_on, tuple(told[one.pk])
        )
        for one in known
    ]
    labels, today = picture_labels(words), timezone.localdate()
    return {
        "now": pictures.now(tracked, labels),
        "months": pictures.by_month(tracked, labels, today=today),
        "agencies": pictures.by_agency(tracked, labels),
    }


def action_picture(
    action: Action, updates: list[ActionUpdate], words: Mapping[str, str]
) -> pictures.History | None:
    """The history of one action, in the words that its ratings had; its updates come newest first."""
    told = tuple(
        Told(update.dated, update.rating, Rating.of(update.rating, update.rating_words).full)
        for update in reversed(updates)
    )
    tracked = Tracked(
        action.lead_agency, action.target_date, action.completed_on, action.ended_on, told
    )
    labels = picture_labels(words) | {one.rating: one.words for one in told if one.rating}
    return pictures.history(tracked, labels, today=timezone.localdate())


def action_page(
    action: Any, updates: list[ActionUpdate], ends: list[ActionEnd], user: User
) -> dict[str, Any]:
    """Everything that the page of one action shows."""
    review = action.recommendation.review
    legend = Legend.of(review.organisation_id)
    rated = [(update, Rating.of(update.rating, update.rating_words)) for update in updates]
    return {
        "action": action,
        "recommendation": action.recommendation,
        "review": review,
        "row": Row.of(action, legend),
        "columns": columns(action),
        "hint": hint(action),
        "updates": rated,
        "history": [(update, rating) for update, rating in rated if rating.value],
        "ends": ends,
        "meanings": legend_of(legend.words),
        "picture": action_picture(action, updates, legend.words),
        "areas": linked_areas(action, user),
        "may_edit": may_edit_plan(user, review),
        "may_update": may_add_update(user, action),
        "may_give_up": may_give_up(user, action),
        "may_take_up": may_take_up(user, action),
        "may_look": may_look(user, action),
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
    agencies = (row.lead_agency or NOT_RECORDED, supporting_line(row.supporting_names))
    completed = (day(row.completed_on) or end_words(row) or "Not complete", row.outcome)
    milestones = row.milestones or NOT_RECORDED
    return [
        ("Action to take", row.text),
        ("Lead Agency", "\n\n".join(filter(None, agencies))),
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
