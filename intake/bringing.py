"""Writing what a file says into the plan: all its rows at once, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from actionplans import bulk_writing
from actionplans.models import Action, ActionUpdate, Agencies, Level, Recommendation
from actionplans.naming import names_in
from intake.comparing import OF_RECOMMENDATION, Compared, Comparison, Kind
from intake.differences import TEXTS, supporting_of
from intake.drafting import IN_THE_PLAN
from intake.models import ImportedRow, PlanImport
from intake.recommendations import Group
from reviews.models import Review

SAVED = {
    **{name: (name,) for name in (*TEXTS, "completed_on")},
    "number": ("recommendation", "position"),
    "target_date": ("target_date", "target_date_text"),
    "supporting": (),
}
"""What a file can change of an action, and the fields in which that is kept. Ratings and updates are
rows of their own, and so are the supporting agencies; but of those the action's version tells."""


@dataclass(slots=True)
class Brought:
    """What was written, as lists of keys: what the event tells."""

    recommendations_added: list[int] = field(default_factory=list)
    recommendations_changed: list[int] = field(default_factory=list)
    actions_added: list[int] = field(default_factory=list)
    actions_changed: list[int] = field(default_factory=list)
    updates_added: list[int] = field(default_factory=list)


def bring_in(
    plan_import: PlanImport, comparison: Comparison, *, dated: dt.date, by: User
) -> Brought:
    """Write the new and the changed; `dated` is the day that ratings and updates are about."""
    brought, review = Brought(), plan_import.review
    kept = [one for one in comparison.rows if one.kind in (Kind.NEW, Kind.CHANGED)]
    _write_recommendations(review, kept, brought)
    actions = _write_actions(review, kept, brought)
    _write_supporting(kept, actions)
    updates = [
        ActionUpdate(action=actions[one.row.pk], dated=dated, by=by, **told)
        for one in kept
        if (told := _told(one, comparison.standing.legend, plan_import.file.name))
    ]
    bulk_writing.add_updates(updates)
    brought.updates_added = [update.pk for update in updates]
    _write_down(comparison, actions)
    return brought


def _write_recommendations(review: Review, kept: Sequence[Compared], brought: Brought) -> None:
    leading = [one for one in kept if one.group and one.group.first is one.row]
    added = [one.group for one in leading if one.group and not one.group.known]
    for group in added:
        group.known = _new_recommendation(review, group)
    changed = list(_changed_recommendations(leading))
    bulk_writing.add_recommendations(review, [group.known for group in added if group.known])
    bulk_writing.save_recommendations(changed, [*OF_RECOMMENDATION])
    brought.recommendations_added = [group.known.pk for group in added if group.known]
    brought.recommendations_changed = [row.pk for row in changed]


def _new_recommendation(review: Review, group: Group) -> Recommendation:
    """Its level and whom it is for are told by the words of its scope, where those say so."""
    scope = group.scope.casefold()
    return Recommendation(
        review=review,
        number=group.place,
        text=group.text,
        scope=group.scope,
        level=next((level for level in Level if level in scope), Level.LOCAL),
        agencies=Agencies.MULTI if "multi" in scope else Agencies.SINGLE,
    )


def _changed_recommendations(leading: Sequence[Compared]) -> Iterator[Recommendation]:
    for one in leading:
        changes = {change.field: change.after for change in one.changes}
        said = {
            name: changes[shown] for name, shown in OF_RECOMMENDATION.items() if shown in changes
        }
        if said and one.group and one.group.known:
            for name, words in said.items():
                setattr(one.group.known, name, words)
            yield one.group.known


def _write_actions(review: Review, kept: Sequence[Compared], brought: Brought) -> dict[int, Action]:
    """{row: its action}, with those that are new; each new or moved one is the last of its own."""
    actions = {one.row.pk: action for one in kept if (action := _action(one))}
    added = [action for action in actions.values() if action.pk is None]
    changed = [actions[one.row.pk] for one in kept if _changes_action(one)]
    moved = [actions[one.row.pk] for one in kept if "number" in _fields(one)]
    bulk_writing.put_last(review, [*moved, *added])
    bulk_writing.add_actions(added)
    bulk_writing.save_actions(changed, _fields_of(kept))
    brought.actions_added = [action.pk for action in added]
    brought.actions_changed = [action.pk for action in changed]
    return actions


def _fields_of(kept: Sequence[Compared]) -> list[str]:
    """Only the fields that some row changes: each one costs as much as all of them have rows."""
    changed = {name for one in kept if one.action for name in _fields(one)}
    return [field for name, fields in SAVED.items() if name in changed for field in fields]


def _action(one: Compared) -> Action | None:
    """The action as it will be saved, None for a row that is about a recommendation alone."""
    row, action = one.row, one.action
    if not (action or row.text.strip()):
        return None
    changed = _fields(one).keys() if action else SAVED.keys()
    action = action or Action()
    if "number" in changed and one.group and one.group.known:
        action.recommendation = one.group.known
    for name in changed & set(TEXTS):
        setattr(action, name, getattr(row, name))
    if "target_date" in changed:
        action.target_date = row.target_date
        action.target_date_text = "" if row.target_date else row.target_date_text
    if "completed_on" in changed:
        action.completed_on = row.completed_on
    return action


def _write_supporting(kept: Sequence[Compared], actions: Mapping[int, Action]) -> None:
    bulk_writing.set_supporting(
        {actions[one.row.pk]: names for one in kept if (names := _supporting(one)) is not None}
    )


def _supporting(one: Compared) -> list[str] | None:
    """The agencies that support the action from now on; None where they stay as they are."""
    if one.action:
        changed = _fields(one).get("supporting")
        return None if changed is None else names_in(changed)
    return supporting_of(one.row) if one.row.text.strip() else None


def _told(one: Compared, legend: Mapping[str, str], name: str) -> dict[str, str]:
    """The update that a row gives, with a rating or none; {} where it tells nothing new."""
    row, fields = one.row, _fields(one)
    rating = row.rating if not one.action or "rating" in fields else ""
    text = row.update.strip() if not one.action else fields.get("update", "")
    if not (rating or text):
        return {}
    reason = row.reason.strip() or row.update.strip() or IN_THE_PLAN.format(name) if rating else ""
    words = legend[rating] if rating else ""
    return {"text": text or reason, "rating": rating, "rating_words": words, "reason": reason}


def _write_down(comparison: Comparison, actions: Mapping[int, Action]) -> None:
    """Keep in each row what became of it; a row that was skipped brought nothing."""
    rows = [one.row for one in comparison.rows if one.kind != Kind.SKIPPED]
    for one in comparison.rows:
        if one.kind != Kind.SKIPPED:
            one.row.action = actions.get(one.row.pk, one.action)
            changes = {change.field: [change.before, change.after] for change in one.changes}
            one.row.changes = ({"new": True} if one.kind == Kind.NEW else {}) | changes
    ImportedRow.unscoped.bulk_update(rows, ["action", "changes"], batch_size=bulk_writing.BATCH)


def _fields(one: Compared) -> dict[str, str]:
    return {change.field: change.after for change in one.changes}


def _changes_action(one: Compared) -> bool:
    return one.action is not None and bool(SAVED.keys() & _fields(one).keys())
