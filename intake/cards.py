"""One row of a file as the pages show it: its place, its words as they will be saved, what it changes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from actionplans.models import Action
from actionplans.naming import in_a_line
from actionplans.plans import Column
from actionplans.ratings import Rating
from govuk.differences import Change as Run
from govuk.differences import difference
from govuk.words import day, shortened
from intake.comparing import Compared, Kind
from intake.differences import LABELS, supporting_of, target_words
from intake.models import ImportedRow

TITLE, UNDER, WORDS = 160, 100, 400
BY_WORD = 60
"""Characters from which on a change is shown word by word, and not as two texts."""
NOTHING = "Nothing"
ADDED = ("update", "reason")
COLOURS = {Kind.NEW: "green", Kind.CHANGED: "blue", Kind.SAME: "grey", Kind.SKIPPED: "orange"}


@dataclass(frozen=True, slots=True)
class Words:
    """What one field of a row says; `whole` is "" where nothing was cut."""

    label: str
    text: str
    whole: str = ""

    @classmethod
    def of(cls, label: str, text: str) -> Self:
        cut = len(text) > WORDS
        return cls(label, shortened(text, WORDS) if cut else text, text if cut else "")


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing as it is and as it will be; long texts word by word (`runs`).

    `before` is "" where the row only adds something: an update, the reason for a rating.
    """

    label: str
    before: str
    after: str
    runs: Sequence[Run] = ()

    @classmethod
    def of(cls, field: str, before: str, after: str) -> Self:
        long = min(len(before), len(after)) > BY_WORD
        shown = "" if field in ADDED else before or NOTHING
        return cls(LABELS[field], shown, after, difference(before, after) if long else ())


@dataclass(frozen=True, slots=True)
class Card:
    """One row of the file as the page shows it. `also` is a place that lies there now: a row that has gone."""

    row: ImportedRow
    kind: Kind
    title: str
    under: str = ""
    words: tuple[Words, ...] = ()
    changes: tuple[Changed, ...] = ()
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    action: Action | None = None
    also: str = ""

    @property
    def anchor(self) -> str:
        return anchor_of(self.row.pk)

    @property
    def place(self) -> str:
        return place_of(self.row)

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @classmethod
    def of(cls, one: Compared, legend: Mapping[str, str]) -> Self:
        said: tuple[Words, ...] = ()
        if one.kind == Kind.NEW or one.problems:
            leads = one.group is None or one.group.first is one.row
            said = tuple(words_of(one.row, legend, without=_told_above(one.row, leads=leads)))
        return cls(
            row=one.row,
            kind=one.kind,
            title=_title(one.row),
            under=under(one.number, one.row.recommendation),
            words=said,
            changes=tuple(Changed.of(c.field, c.before, c.after) for c in one.changes),
            problems=one.problems,
            doubts=() if one.kind == Kind.SAME else one.doubts,
            action=one.action,
        )

    @classmethod
    def of_record(cls, row: ImportedRow, legend: Mapping[str, str]) -> Self:
        """A row of a plan that was brought in, with what it brought."""
        kind = kind_of_record(row)
        said = words_of(row, legend, without=_told_above(row))
        changed = {name: pair for name, pair in (row.changes or {}).items() if name in LABELS}
        number = row.action.recommendation.number if row.action else row.number
        return cls(
            row=row,
            kind=kind,
            title=_title(row),
            under=under(number, row.recommendation),
            words=tuple(said) if kind == Kind.NEW else (),
            changes=tuple(
                Changed.of(name, before, after) for name, (before, after) in changed.items()
            ),
            action=row.action,
        )


def kind_of_record(row: ImportedRow) -> Kind:
    if row.skipped:
        return Kind.SKIPPED
    if not row.changes:
        return Kind.SAME
    return Kind.NEW if row.changes.get("new") else Kind.CHANGED


def place_of(row: ImportedRow) -> str:
    """Where it stands in the file, as a heading: “Row 14 of table 1”."""
    return row.place[:1].upper() + row.place[1:]


def anchor_of(row: int) -> str:
    return f"row-{row}"


def words_of(
    row: ImportedRow, legend: Mapping[str, str], *, without: Container[str] = ()
) -> list[Words]:
    """What will be saved, field by field, in the order of the template."""
    said = {
        "recommendation": row.recommendation,
        "scope": row.scope,
        "text": row.text,
        "lead_agency": row.lead_agency,
        "supporting": in_a_line(supporting_of(row)),
        "milestones": row.milestones,
        "target_date": target_words(row),
        "completed_on": day(row.completed_on),
        "outcome": row.outcome,
        "rating": Rating.of(row.rating, legend.get(row.rating)).full if row.rating else "",
        "reason": row.reason if row.rating else "",
        "update": row.update,
    }
    shown = ((name, text) for name, text in said.items() if text.strip() and name not in without)
    return [Words.of(LABELS[name], text) for name, text in shown]


def _told_above(row: ImportedRow, *, leads: bool = True) -> set[str]:
    """The fields that the head of a card has whole, or that the first row of its recommendation tells."""
    whole = {
        "text": len(row.text) <= TITLE,
        "recommendation": not leads or len(row.recommendation) <= UNDER,
        "scope": not leads,
    }
    return {name for name, is_told in whole.items() if is_told}


def _title(row: ImportedRow) -> str:
    return shortened(row.text or row.recommendation, TITLE) or "No words"


def under(number: str, words: str) -> str:
    named = f"Recommendation {shortened(number, 20)}" if number else ""
    return ": ".join(filter(None, (named, shortened(words, UNDER))))


def as_said(row: ImportedRow) -> list[tuple[str, str]]:
    """What the file itself says in this row, whatever was put right since."""
    read = row.as_read
    said = [(label.value, str(read.get(name) or "")) for name, label in READ.items()]
    others = [(str(label), str(words)) for label, words in read.get("others", ())]
    return [(label, words) for label, words in (*said, *others) if words.strip()]


READ = {
    "number": Column.NUMBER,
    "recommendation": Column.RECOMMENDATION,
    "scope": Column.SCOPE,
    "action_number": Column.ACTION_NUMBER,
    "action": Column.ACTION,
    "lead_agency": Column.LEAD,
    "supporting": Column.SUPPORT,
    "milestones": Column.MILESTONES,
    "target_date_text": Column.TARGET,
    "completed_on": Column.COMPLETED,
    "outcome": Column.OUTCOME,
    "rag": Column.RAG,
    "status": Column.STATUS,
    "update": Column.UPDATE,
}
