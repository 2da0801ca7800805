"""What stands against a row of a file, and what of it a person should look at: sentences, with no query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from actionplans.models import Action, Rag
from actionplans.naming import trouble_with
from actionplans.reading.grid import MAX_CHARACTERS
from intake.differences import LABELS, supporting_of
from intake.matching import is_near, plain
from intake.models import ImportedRow, PlanImport
from intake.recommendations import Group

TOO_LONG = "{} must be {:,} characters or fewer. It has {:,}."
TO_COME = "Date of completion must be today or in the past."
NOT_USED = "Your CSP does not use {}. Choose another rating, or none."
TAKE_UP_FIRST = "This action is not taken forward. Take it up again before it is completed."
NOTHING = (
    "This row names neither a recommendation nor an action. Enter one of them, or skip the row."
)
NO_RECOMMENDATION = "Enter the number of the recommendation that this action carries out."
NO_WORDS = "Enter the words of recommendation {}, which the plan does not have yet."
NO_ACTION = "Enter the action to take, which the other words of this row belong to."
SAID_TWICE = "Another row is about the same action. Choose another action, or skip one of the rows."

OTHER_WORDS = (
    "The words differ from those of the action in the plan. Check that it is the same action."
)
OTHER_RECOMMENDATION = (
    "Recommendation {} has quite other words in the plan. Check that it is the same recommendation."
)
MOVES = "In the plan this action stands under recommendation {}. Check that it should move."
TOLD_REASON = (
    "The reason for the rating is in the plan already. Check that it is the reason for this rating."
)
TWIN = "This action stands in the file twice. The other place is {}."
OTHER_MEANING = "In the file, {} means “{}”. Here it means “{}”."

LIMITS: dict[str, int] = {
    **dict.fromkeys(
        ("recommendation", "text", "milestones", "outcome", "reason", "update"), MAX_CHARACTERS
    ),
    "number": 20,
    "scope": 200,
    "lead_agency": 200,
    "target_date_text": 100,
}
"""The longest words that each field takes: those of the plan’s own fields and forms."""
OF_AN_ACTION = (
    "lead_agency",
    "supporting",
    "milestones",
    "target_date",
    "target_date_text",
    "completed_on",
    "outcome",
    "rating",
    "update",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A row with what it is compared with.

    `reason_is_told` is whether the plan has the words of its reason for the rating already; `twin` is
    where the same action stands before it in the file.
    """

    row: ImportedRow
    action: Action | None
    group: Group | None
    rating: str
    legend: Mapping[str, str]
    today: dt.date
    is_shared: bool
    reason_is_told: bool
    twin: str

    @property
    def leads(self) -> bool:
        """Whether this row carries what is said of its recommendation."""
        return self.group is not None and self.group.first is self.row


def problems_of(case: Case) -> Iterator[str]:
    """What must be put right before the row can be written."""
    row, action = case.row, case.action
    yield from _too_long(row)
    if row.completed_on and row.completed_on > case.today:
        yield TO_COME
    if row.completed_on and action and action.ended_on and not action.completed_on:
        yield TAKE_UP_FIRST
    if row.rating and row.rating not in case.legend and row.rating != case.rating:
        yield NOT_USED.format(Rag(row.rating).name.lower())
    if case.is_shared:
        yield SAID_TWICE
    yield from _gaps(case)


def _too_long(row: ImportedRow) -> Iterator[str]:
    for name, limit in LIMITS.items():
        length = len(getattr(row, name))
        if length > limit:
            yield TOO_LONG.format(LABELS.get(name, LABELS["target_date"]), limit, length)
    if trouble := trouble_with(supporting_of(row)):
        yield trouble


def _gaps(case: Case) -> Iterator[str]:
    row, group = case.row, case.group
    if not (row.text.strip() or group or case.action):
        yield NOTHING
    elif not (group or case.action):
        yield NO_RECOMMENDATION
    elif group and case.leads and not group.known and not group.text.strip():
        yield NO_WORDS.format(group.place)
    if not (row.text.strip() or case.action) and any(getattr(row, name) for name in OF_AN_ACTION):
        yield NO_ACTION


def doubts_of(case: Case) -> Iterator[str]:
    """What to look at: what the reader was unsure of, and where the row seems to belong."""
    row, action, group = case.row, case.action, case.group
    yield from row.doubts
    if case.twin and not action:
        yield TWIN.format(case.twin)
    if group and group.known and case.leads and not _is_like(group.text, group.known.text):
        yield OTHER_RECOMMENDATION.format(group.place)
    if not action or row.matched_by_hand:
        return
    if plain(row.text) != plain(action.text):
        yield OTHER_WORDS
    if row.rating not in ("", case.rating) and case.reason_is_told:
        yield TOLD_REASON
    if group and group.known != action.recommendation:
        yield MOVES.format(action.recommendation.number)


def _is_like(said: str, known: str) -> bool:
    return not said.strip() or plain(said) == plain(known) or is_near(said, known)


def legend_warnings(
    plan_import: PlanImport, rows: Sequence[ImportedRow], legend: Mapping[str, str]
) -> list[str]:
    """Where the file gives a colour that it uses other words than the CSP does."""
    used = {row.rating for row in rows if not row.skipped}
    return [
        OTHER_MEANING.format(colour, words, legend[colour])
        for colour, words in plan_import.legend.items()
        if colour in used and colour in legend and plain(words) != plain(legend[colour])
    ]
