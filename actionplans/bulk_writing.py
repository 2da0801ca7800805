"""Many rows of one plan written at once: a number of queries that does not grow with them.

Each function writes what it is given; whether it may be, and the event that tells of it, are for the
action that calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Max

from actionplans.models import Action, ActionUpdate, Recommendation, SupportingAgency
from actionplans.numbering import counted
from reviews.models import Review

BATCH = 500  # rows of one UPDATE, which grows with the square of them


def hold_plan(review: Review) -> None:
    """Nobody else changes a recommendation or an action, or adds one, until this transaction has ended.

    Actions before recommendations, as an action that moves takes them. No lock on keys: whoever
    saves a row has its parent's key looked up, and would wait for this one while it waits for them.
    """
    actions = Action.unscoped.of_review(review)
    recommendations = Recommendation.unscoped.filter(review=review)
    for rows in (Review.unscoped.filter(pk=review.pk), actions, recommendations):
        held = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        list(held.values_list("pk", flat=True))


def add_recommendations(review: Review, added: Sequence[Recommendation]) -> None:
    """Each stands after the last one whose number comes before its own, as when it is added alone.

    Numbers that are already out of order, as some printed plans have them, stay as they are.
    """
    order = list(Recommendation.unscoped.filter(review=review))
    numbers = [counted(row.number) for row in order]
    for one in added:
        mine = counted(one.number)
        place = next((at for at in range(len(order), 0, -1) if numbers[at - 1] <= mine), 0)
        order.insert(place, one)
        numbers.insert(place, mine)
    moved = [row for at, row in enumerate(order, 1) if row.pk and row.position != at]
    for at, row in enumerate(order, 1):
        row.position = at
    Recommendation.unscoped.bulk_create(added)
    _save(Recommendation, moved, ["position"])


def save_recommendations(rows: Sequence[Recommendation], fields: Sequence[str]) -> None:
    """Save those fields; whoever has one of the rows open is told, for its version rises."""
    _save_changed(Recommendation, rows, fields)


def save_actions(rows: Sequence[Action], fields: Sequence[str]) -> None:
    """Save those fields; whoever has one of the rows open is told, for its version rises."""
    _save_changed(Action, rows, fields)


def put_last(review: Review, actions: Sequence[Action]) -> None:
    """Give actions, new or from elsewhere, the places after the last under their recommendations."""
    counts = Action.unscoped.of_review(review).order_by().values_list("recommendation")
    last = defaultdict(int, counts.annotate(last=Max("position")))
    for action in actions:
        last[action.recommendation_id] += 1
        action.position = last[action.recommendation_id]


def add_actions(actions: Sequence[Action]) -> None:
    Action.unscoped.bulk_create(actions)


def set_supporting(names: Mapping[Action, Sequence[str]]) -> None:
    """The agencies that help with each action are these from now on."""
    SupportingAgency.unscoped.filter(action__in=[one.pk for one in names]).delete()
    SupportingAgency.unscoped.bulk_create(
        [
            SupportingAgency(action=action, name=name)
            for action, given in names.items()
            for name in given
        ]
    )


def add_updates(updates: Sequence[ActionUpdate]) -> None:
    ActionUpdate.unscoped.bulk_create(updates)


def _save(model: Any, rows: Sequence[Any], fields: Sequence[str]) -> None:
    if rows and fields:
        model.unscoped.bulk_update(rows, fields, batch_size=BATCH)


def _save_changed(model: Any, rows: Sequence[Any], fields: Sequence[str]) -> None:
    _save(model, rows, fields)
    changed = model.unscoped.filter(pk__in=[row.pk for row in rows])
    changed.update(version=F("version") + 1)
