"""The words in which the pages say what a file would change in the plan, row by row, and what it has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from actionplans.models import Action
from actionplans.plans import Column
from govuk.words import count, day, day_time, shortened
from intake.cards import TITLE, Card, anchor_of, kind_of_record, place_of, under
from intake.comparing import Comparison, Kind
from intake.models import PlanImport
from intake.policies import NO_ROWS, may_check
from reviews.models import Review, Round
from reviews.sections import Section, section

PER_PAGE = 50
MOST_NOTES = 5
ALL, CHECK, GONE = "", "check", "gone"
"""What a page can show beside the rows of one kind; gone are the actions that the file does not name."""
SHOWS = {
    ALL: ("All rows", "There are no rows."),
    CHECK: ("To check", "Nothing is left to check."),
    Kind.NEW: ("New", "No row is new."),
    Kind.CHANGED: ("Changed", "No row changes what the plan has."),
    Kind.SAME: ("Same", "No row says only what the plan has already."),
    Kind.SKIPPED: ("Skipped", "No row is skipped."),
    GONE: ("Not in the file", "The file names every action of the plan."),
}
"""What the page can show, as (the words of the link, what stands where there is none)."""
MUST_FIX = "{} to be fixed or skipped before you can confirm."


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the ways to look at the rows."""

    words: str
    number: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks to see: which rows, which page, and the row to come back to."""

    show: str
    page: str
    at: int

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """What it does not know, it passes over."""
        show, at = query.get("show", ALL), query.get("at", "")
        number = int(at) if at.isascii() and at.isdecimal() and len(at) < 12 else 0
        return cls(show if show in SHOWS else ALL, query.get("page", ""), number)

    @property
    def nothing(self) -> str:
        return SHOWS[self.show][1]

    def back_to(self, row: int) -> str:
        """The query and the place with which the page comes back to a row."""
        query = {"show": self.show} if self.show else {}
        return f"?{urlencode(query | {'at': row})}#{anchor_of(row)}"


def choices(counts: Mapping[str, int], asked: Asked) -> list[Choice]:
    return [
        Choice(SHOWS[show][0], number, f"?show={show}" if show else "?", show == asked.show)
        for show, number in counts.items()
    ]


def check_page(
    plan_import: PlanImport, comparison: Comparison, query: QueryDict, user: User
) -> dict[str, Any]:
    """Everything that the page of an import in hand shows."""
    asked = Asked.of(query)
    counts: dict[str, int] = {ALL: len(comparison.rows), CHECK: len(comparison.to_check)}
    counts |= {kind.value: number for kind, number in comparison.counts.items()}
    counts[GONE] = len(comparison.gone)
    page = page_at(_rows(comparison, asked.show), asked)
    legend = comparison.standing.legend
    cards = [Card.of(one, legend) for one in page] if asked.show != GONE else []
    notes = [*comparison.warnings, *plan_import.warnings]
    return {
        "asked": asked,
        "choices": choices(counts, asked),
        "page": page,
        "query": _without_place(query),
        "cards": with_place(cards, asked.at),
        "gone": [Gone.of(action) for action in page] if asked.show == GONE else [],
        "notes": notes[:MOST_NOTES],
        "more_notes": notes[MOST_NOTES:],
        "columns": columns_of(plan_import),
        "columns_words": columns_words(plan_import),
        "may_check": may_check(user, plan_import),
        "to_check": len(comparison.to_check),
        "blocked": blocked_links(comparison),
        "more_blocked": len(comparison.blocked) > MOST_NOTES,
        "why_not": why_not(comparison),
        "seen": comparison.seen,
        "brings": sum(comparison.counts[kind] for kind in (Kind.NEW, Kind.CHANGED)),
    }


def record_page(
    plan_import: PlanImport, legend: Mapping[str, str], query: QueryDict
) -> dict[str, Any]:
    """Everything that the page of a plan shows that was brought in."""
    asked = Asked.of(query)
    rows = list(plan_import.rows.defer("as_read").select_related("action__recommendation"))
    kinds = {row.pk: kind_of_record(row) for row in rows}
    found = Counter(kinds.values())
    shown = [row for row in rows if asked.show in (ALL, kinds[row.pk])]
    page = page_at(shown, asked)
    return {
        "asked": asked,
        "choices": choices({ALL: len(rows)} | {kind.value: found[kind] for kind in Kind}, asked),
        "page": page,
        "query": _without_place(query),
        "cards": with_place([Card.of_record(row, legend) for row in page], asked.at),
        "facts": facts_of(plan_import),
    }


def _rows(comparison: Comparison, show: str) -> Sequence[Any]:
    if show == GONE:
        return comparison.gone
    if show == CHECK:
        return comparison.to_check
    return [one for one in comparison.rows if show in (ALL, one.kind)]


def page_at(shown: Sequence[Any], asked: Asked) -> Page:
    """The page that is asked for, or the one on which the row stands, or stood before it had gone.

    The keys of rows follow the order of the file.
    """
    paginator = Paginator(shown, PER_PAGE)
    if asked.page or not asked.at:
        return paginator.get_page(asked.page)
    before = sum(_row(one).pk < asked.at for one in shown)
    return paginator.get_page(min(before, len(shown) - 1) // PER_PAGE + 1)


def with_place(cards: list[Card], at: int) -> list[Card]:
    """Where a row has gone from the list, its place is that of the next one, or of the last."""
    if not cards or not at or any(card.row.pk == at for card in cards):
        return cards
    place = next((n for n, card in enumerate(cards) if card.row.pk > at), len(cards) - 1)
    cards[place] = replace(cards[place], also=anchor_of(at))
    return cards


def _without_place(query: QueryDict) -> QueryDict:
    """For the links to other pages, which do not come back to a row."""
    kept = query.copy()
    kept.pop("at", None)
    return kept


def _row(one: Any) -> Any:
    return getattr(one, "row", one)


@dataclass(frozen=True, slots=True)
class Gone:
    """An action of the plan that no row of the file is about."""

    action: Action
    title: str
    under: str
    state: str
    give_up_href: str

    @classmethod
    def of(cls, action: Action) -> Self:
        above = action.recommendation
        state = f"Complete, {day(action.completed_on)}" if action.completed_on else ""
        given_up = f"Not taken forward, {day(action.ended_on)}" if action.ended_on else ""
        href = reverse("actionplans:give_up", args=[action.pk]) if action.is_open else ""
        return cls(
            action=action,
            title=shortened(action.text, TITLE),
            under=under(above.number, above.text),
            state=state or given_up,
            give_up_href=href,
        )


def columns_of(plan_import: PlanImport) -> list[tuple[str, str]]:
    """(label, meaning) of each column, once for all tables that have it."""
    return list(dict.fromkeys((one["label"], one["meaning"]) for one in plan_import.columns))


def columns_words(plan_import: PlanImport) -> str:
    meanings = [meaning for _, meaning in columns_of(plan_import)]
    known = sum(meaning not in ("", Column.OTHER) for meaning in meanings)
    return f"{count(known, 'column,columns')} of {len(meanings)} recognised"


def blocked_links(comparison: Comparison) -> list[tuple[str, str]]:
    """(words, href) of the first rows that must be put right, however many others stand between."""
    back = Asked(CHECK, "", 0)
    return [
        (f"{place_of(one.row)}: {one.problems[0]}", back.back_to(one.row.pk))
        for one in comparison.blocked[:MOST_NOTES]
    ]


def why_not(comparison: Comparison) -> str:
    """Why the plan cannot be confirmed as it stands; "" where it can."""
    if comparison.blocked:
        return MUST_FIX.format(count(len(comparison.blocked), "row has,rows have"))
    brought = len(comparison.rows) - comparison.counts[Kind.SKIPPED]
    return "" if brought else NO_ROWS


def confirm_rows(comparison: Comparison) -> list[tuple[str, str]]:
    """What confirming does, in numbers."""
    rows, counts = comparison.rows, comparison.counts
    leading = [one.group for one in rows if one.group and one.group.first is one.row]
    numbers = {
        "New recommendations": sum(group.known is None for group in leading),
        "New actions": sum(one.kind == Kind.NEW and bool(one.row.text.strip()) for one in rows),
        "Rows that change what the plan has": counts[Kind.CHANGED],
        "Rows that the plan has already": counts[Kind.SAME],
        "Rows skipped": counts[Kind.SKIPPED],
        "Actions of the plan that the file does not name": len(comparison.gone),
    }
    told = {"Actions of the plan that the file does not name": " They stay as they are."}
    return [
        (label, f"{number:,}{'.' + told[label] if label in told else ''}")
        for label, number in numbers.items()
        if number
    ]


def asks_date(comparison: Comparison) -> bool:
    """Whether anything is brought in that is about a day: a rating or an update."""
    return any(
        (one.kind == Kind.NEW and (one.row.rating or one.row.update.strip()))
        or {"rating", "update"} & {change.field for change in one.changes}
        for one in comparison.rows
    )


def facts_of(plan_import: PlanImport) -> list[tuple[str, str]]:
    """Who did what, on the record of a plan that was brought in or set aside."""
    done = {
        "Brought in": (plan_import.by, plan_import.at),
        "Confirmed": (plan_import.confirmed_by, plan_import.confirmed_at),
        "Set aside": (plan_import.set_aside_by, plan_import.set_aside_at),
    }
    return [(what, f"{by.name}, {day_time(at)}") for what, (by, at) in done.items() if by]


@section(place=19)
def plan_in_hand(review: Review, qa_round: Round, user: User) -> Section | None:
    """A plan that is being checked leads back to its check, for those who may go on with it."""
    in_hand = in_hand_of(review, user)
    if in_hand is None:
        return None
    words = f"Brought in by {in_hand.by.name} on {day(in_hand.at)}. It is not in the plan yet."
    href = in_hand.get_absolute_url()
    return Section("A plan that is being checked", href, words, ("Go on checking the plan", href))


def in_hand_of(review: Review, user: User) -> PlanImport | None:
    """The import of a review that waits for a person to confirm it, if this person may."""
    found = PlanImport.visible_to(user).in_hand().filter(review=review)
    in_hand = found.select_related("by", "review__organisation", "file").first()
    return in_hand if in_hand and may_check(user, in_hand) else None
