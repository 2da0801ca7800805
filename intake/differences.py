"""What of one row of a file differs from its action in the plan, in the words that the page shows.

An empty cell says nothing, so it changes nothing. Updates are only added, and a line that is told
already is not told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actionplans.models import Action
from actionplans.naming import beside, in_a_line, key
from actionplans.ratings import Rating
from govuk.words import day
from intake.models import ImportedRow
from intake.standing import Told, as_compared

LABELS = {
    "number": "Recommendation number",
    "recommendation": "Recommendation",
    "scope": "Scope of recommendation (i.e. local or regional)",
    "text": "Action to take",
    "lead_agency": "Lead Agency",
    "supporting": "Supporting agencies",
    "milestones": "Key milestones achieved in enacting recommendation",
    "target_date": "Target Date",
    "completed_on": "Date of completion",
    "outcome": "Outcome",
    "rating": "RAG rating",
    "reason": "Reason for the rating",
    "update": "Progress update",
}
"""What can be read of a row, in the order and the words of the template."""

TEXTS = ("text", "lead_agency", "milestones", "outcome")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a file says otherwise than the plan; `before` is "" where the plan has nothing."""

    field: str
    label: str
    before: str
    after: str


def change(field: str, before: str, after: str) -> Change:
    return Change(field, LABELS[field], before, after)


def differs(after: str, before: str) -> bool:
    return bool(after.strip()) and as_compared(after) != as_compared(before)


def differences(
    row: ImportedRow, action: Action, told: Told, legend: dict[str, str]
) -> Iterator[Change]:
    """All that the row would change of its action, apart from where it stands."""
    for name in TEXTS:
        before, after = getattr(action, name), getattr(row, name)
        if differs(after, before):
            yield change(name, before, after)
    names = supporting_of(row, action.lead_agency, told.supporting)
    if set(map(key, names)) != set(map(key, told.supporting)):
        yield change("supporting", in_a_line(told.supporting), in_a_line(names))
    if _has_another_target(row, action):
        yield change("target_date", target_words(action), target_words(row))
    if row.completed_on and row.completed_on != action.completed_on:
        yield change("completed_on", day(action.completed_on), day(row.completed_on))
    if row.rating and row.rating != told.rating:
        before = Rating.of(told.rating, told.rating_words)
        yield change("rating", before.full, Rating.of(row.rating, legend.get(row.rating)).full)
        yield from [change("reason", "", row.reason)] if row.reason.strip() else []
    if fresh := fresh_lines(row.update, told.lines):
        yield change("update", "", fresh)


def supporting_of(row: ImportedRow, lead: str = "", names: Iterable[str] = ()) -> list[str]:
    """The agencies that support the action then: those that it has, unless the row names some; never its lead."""
    return beside(
        row.lead_agency.strip() or lead, [row.supporting] if row.supporting.strip() else names
    )


def target_words(one: ImportedRow | Action) -> str:
    return day(one.target_date) if one.target_date else one.target_date_text


def fresh_lines(text: str, told: set[str]) -> str:
    """The lines of an account that are not told yet; also those that our own Word copy writes are."""
    return "\n".join(line for line in text.splitlines() if _says_more(as_compared(line), told))


def _says_more(line: str, told: set[str]) -> bool:
    if not line or line in told or _COMPUTED.fullmatch(line):
        return False
    copied = _COPIED.match(line)
    return not (copied and line[copied.end() :] in told)


_DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"
_COPIED = re.compile(rf"(?:{_DAY}|Reason for the rating \({_DAY}\)): ")
_COMPUTED = re.compile(rf"Overdue|Not taken forward, {_DAY}\. Agreed by .*")


def _has_another_target(row: ImportedRow, action: Action) -> bool:
    """A date or words for it: the plan has one of the two, and takes the other when the file does."""
    if row.target_date:
        return row.target_date != action.target_date
    return differs(row.target_date_text, action.target_date_text)
