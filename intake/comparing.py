"""A file beside the plan as it stands: what each row would change, what needs looking at, what is gone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone

from actionplans.models import Action
from intake.checking import Case, doubts_of, legend_warnings, problems_of
from intake.differences import LABELS, Change, change, differences, differs, fresh_lines
from intake.matching import Known, Said, match, plain
from intake.models import ImportedRow, PlanImport
from intake.recommendations import Group, groups_of, settle, warnings_of
from intake.standing import Standing, Told, standing_of


class Kind(TextChoices):
    """What bringing a row in would do."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    SAME = "same", "Same"
    SKIPPED = "skipped", "Skipped"


@dataclass(frozen=True, slots=True)
class Compared:
    """One row, what it would do and what stands against it.

    `action` is the action of the plan that it is about, None for a new one or none; `group` its
    recommendation, None where it names none. `doubts` ask for a look, until a person has saved the
    row; `problems` must be fixed, or the row skipped.
    """

    row: ImportedRow
    kind: Kind
    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    action: Action | None = None
    group: Group | None = None

    @property
    def number(self) -> str:
        """The number that its recommendation has in the plan, or will have."""
        return self.group.place if self.group else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows in the order of the file. `seen` changes whenever the plan that they stand beside does."""

    rows: tuple[Compared, ...]
    gone: tuple[Action, ...]
    warnings: tuple[str, ...]
    seen: str
    standing: Standing

    @property
    def counts(self) -> dict[Kind, int]:
        found = Counter(one.kind for one in self.rows)
        return {kind: found[kind] for kind in Kind}

    @property
    def to_check(self) -> tuple[Compared, ...]:
        """Not those that change nothing, whatever was unsure in reading them."""
        return tuple(
            one for one in self.rows if one.problems or (one.doubts and one.kind != Kind.SAME)
        )

    @property
    def rated_until(self) -> dt.date | None:
        """The latest day of a rating that a row would follow: one of a day before would not count."""
        rated = (one for one in self.rows if any(c.field == "rating" for c in one.changes))
        dates = (self.standing.told[one.action.pk].rated_on for one in rated if one.action)
        return max(filter(None, dates), default=None)

    @property
    def blocked(self) -> tuple[Compared, ...]:
        return tuple(one for one in self.rows if one.problems)


def compare(plan_import: PlanImport) -> Comparison:
    """Read both whole, in a number of queries that does not grow with them.

    What was read (`as_read`) stays in the database: a page that shows it fetches that row.
    """
    standing = standing_of(plan_import.review)
    rows = list(plan_import.rows.defer("as_read", "changes"))
    groups = groups_of(sorted(rows, key=_is_skipped))
    settle(groups, standing.recommendations)
    beside = _Beside(standing, rows, groups)
    return Comparison(
        rows=tuple(beside.compared(row) for row in rows),
        gone=tuple(action for action in standing.actions if action.pk not in beside.said_of),
        warnings=(*warnings_of(groups), *legend_warnings(plan_import, rows, standing.legend)),
        seen=standing.seen(),
        standing=standing,
    )


class _Beside:
    """The rows of one file beside one plan."""

    def __init__(
        self, standing: Standing, rows: Sequence[ImportedRow], groups: Sequence[Group]
    ) -> None:
        self._standing = standing
        self._today = timezone.localdate()
        self._group = {row.pk: group for group in groups for row in group.rows}
        self._known = {action.pk: action for action in standing.actions}
        self._about = self._matched(rows)
        self._twins = _twins(rows, self._group)
        self.said_of = Counter(self._about.values())
        self._kept = Counter(
            self._about[r.pk] for r in rows if r.pk in self._about and not r.skipped
        )

    def _matched(self, rows: Sequence[ImportedRow]) -> dict[int, int]:
        """{row: action}: what a person said, then what the words say of the others.

        A row that is skipped takes only what is left, or its twin would become a new action.
        """
        found = {r.pk: r.action_id for r in rows if r.matched_by_hand and r.action_id}
        for skipped in (False, True):
            taken = set(found.values())
            asking = (r for r in rows if r.skipped == skipped and not r.matched_by_hand)
            free = (action for action in self._standing.actions if action.pk not in taken)
            found |= match(
                [Said(row.pk, self._under(row), row.text) for row in asking],
                [Known(action.pk, action.recommendation_id, action.text) for action in free],
            )
        return found

    def _under(self, row: ImportedRow) -> Hashable:
        group = self._group.get(row.pk)
        return group.under if group else None

    def compared(self, row: ImportedRow) -> Compared:
        group, action = self._group.get(row.pk), self._known.get(self._about.get(row.pk, 0))
        if row.matched_by_hand:
            row.action = action
        if row.skipped:
            return Compared(row, Kind.SKIPPED, action=action, group=group)
        case = self._case(row, action, group)
        changes = tuple(sorted(self._changes(case), key=lambda one: PLACES[one.field]))
        return Compared(
            row,
            _kind(case, changes),
            changes=changes,
            problems=tuple(problems_of(case)),
            doubts=() if row.fixed else tuple(dict.fromkeys(doubts_of(case))),
            action=action,
            group=group,
        )

    def _case(self, row: ImportedRow, action: Action | None, group: Group | None) -> Case:
        told = self._standing.told[action.pk] if action else Told()
        return Case(
            row=row,
            action=action,
            group=group,
            rating=told.rating,
            legend=self._standing.legend,
            today=self._today,
            is_shared=action is not None and self._kept[action.pk] > 1,
            reason_is_told=not fresh_lines(row.reason, told.lines),
            twin=self._twins.get(row.pk, ""),
        )

    def _changes(self, case: Case) -> Iterator[Change]:
        row, action, group = case.row, case.action, case.group
        if action and group and group.known != action.recommendation:
            yield change("number", action.recommendation.number, group.place)
        if group and group.known and case.leads:
            for name, said in (("text", group.text), ("scope", group.scope)):
                before = getattr(group.known, name)
                if differs(said, before):
                    yield change(OF_RECOMMENDATION[name], before, said)
        if action:
            told = self._standing.told[action.pk]
            yield from differences(row, action, told, self._standing.legend)


OF_RECOMMENDATION = {"text": "recommendation", "scope": "scope"}
PLACES = {name: place for place, name in enumerate(LABELS)}


def _is_skipped(row: ImportedRow) -> bool:
    """Those that are skipped come last, so that they take no number from another."""
    return row.skipped


def _kind(case: Case, changes: Sequence[Change]) -> Kind:
    """A row without an action is about its recommendation alone."""
    group = case.group
    if not case.action and (case.row.text.strip() or not group or (case.leads and not group.known)):
        return Kind.NEW
    return Kind.CHANGED if changes else Kind.SAME


def _twins(rows: Sequence[ImportedRow], group: dict[int, Group]) -> dict[int, str]:
    """{row: where the same action stood under the same recommendation before it}."""
    first: dict[Hashable, str] = {}
    twins = {}
    for row in rows:
        if row.skipped or not row.text.strip():
            continue
        key = (group.get(row.pk), plain(row.text))
        if key in first:
            twins[row.pk] = first[key]
        first.setdefault(key, row.place)
    return twins
