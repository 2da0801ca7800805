"""This room's own part of the timeline: the steps, the holds and the transfers; and the two clocks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from govuk.words import day
from reviews.clocks import Clocks, Days, Entered, clocks, in_rounds
from reviews.models import Hold, Review, Round, StageChange, Transfer
from reviews.policies import is_their_record, takes_back_alone
from reviews.timeline import Entry, tells
from reviews.workflow import STEPS, Move, Stage


@tells
def steps(review: Review, user: User) -> Iterator[Entry]:
    """Every step: one that was corrected stands under its correction, one taken back in its own place."""
    changes = _changes(review, user)
    standing = [change for change in changes.values() if _stands(change)]
    latest = max(standing, key=_in_order, default=None)
    for change in changes.values():
        after = _after(change)
        if after is None or after.move == Move.TAKE_BACK:
            yield replace(
                _entry(change),
                earlier=tuple(_entry(row) for row in _earlier(change, changes)),
                offers=tuple(_offers(change, user, latest)),
            )


@tells
def times_on_hold(review: Review, user: User) -> Iterator[Entry]:
    """When the review was put on hold, and when it went on."""
    for hold in Hold.visible_to(user).filter(review=review).select_related("by"):
        until = f"To be looked at again on {day(hold.review_on)}." if hold.review_on else ""
        yield Entry(
            kind="Holds",
            title=hold.get_change_display(),
            on=timezone.localdate(hold.at),
            at=hold.at,
            by=hold.by.name,
            text="\n".join(filter(None, (hold.reason, until))),
        )


@tells
def transfers(review: Review, user: User) -> Iterator[Entry]:
    """When the review went from one CSP to another."""
    rows = Transfer.visible_to(user).filter(review=review)
    for transfer in rows.select_related("source", "target", "by"):
        yield Entry(
            kind="Transfers",
            title=f"Transferred from {transfer.source} to {transfer.target}",
            on=timezone.localdate(transfer.at),
            at=transfer.at,
            by=transfer.by.name,
            text=transfer.reason,
        )


def _changes(review: Review, user: User) -> dict[int, StageChange]:
    """Every row of the steps by its key, with what it takes to tell of it in hand."""
    rows = StageChange.visible_to(user).filter(round__review=review).order_by("pk")
    changes = {row.pk: row for row in rows.select_related("by", "round", "corrected_by")}
    for change in changes.values():
        change.round.review = review
    return changes


def _after(change: StageChange) -> StageChange | None:
    """The row that corrects this one or takes it back."""
    return getattr(change, "corrected_by", None)


def _stands(change: StageChange) -> bool:
    """What `StageChangeQuerySet.standing` says, of a row in hand."""
    return _after(change) is None and change.move != Move.TAKE_BACK


def _in_order(change: StageChange) -> tuple[int, int, int]:
    return change.round.number, change.place, change.pk


def _earlier(change: StageChange, changes: dict[int, StageChange]) -> Iterator[StageChange]:
    """What was recorded before a correction, the newest first."""
    while change.corrects_id and change.move != Move.TAKE_BACK:
        change = changes[change.corrects_id]
        yield change


def _entry(change: StageChange) -> Entry:
    behalf = f" for {change.get_on_behalf_of_display()}" if change.on_behalf_of else ""
    return Entry(
        kind="Steps",
        title=f"Round {change.round.number}: {_title(change)}",
        on=change.happened_on,
        at=change.at,
        by=f"{change.by.name}{behalf}",
        text="\n".join(_lines(change)),
        href=f"{change.round.get_absolute_url()}?round={change.round.number}",
        why=change.why,
        undone=_after(change) is not None,
        mark=_mark(_after(change)),
    )


def _title(change: StageChange) -> str:
    if change.move == Move.TAKE_BACK:
        return f"“{change.get_source_display()}” taken back"
    return str(change.get_target_display())


def _lines(change: StageChange) -> Iterator[str]:
    if change.move != Move.TAKE_BACK and STEPS[Move(change.move)].with_letter:
        yield str(change.get_move_display())
    considered = [day(change.panel_on), change.get_panel_mode_display().lower()]
    if any(considered):
        yield f"QA Panel: {', '.join(filter(None, considered))}"
    if change.note:
        yield change.note


def _mark(after: StageChange | None) -> str:
    if after is None:
        return ""
    return "Taken back" if after.move == Move.TAKE_BACK else "Corrected"


def _offers(
    change: StageChange, user: User, latest: StageChange | None
) -> Iterator[tuple[str, str]]:
    """What may be done about a standing step, as far as the rows in hand tell; the page knows more."""
    if not _stands(change) or not is_their_record(user, change):
        return
    yield "Correct this", reverse("reviews:correct_step", args=[change.pk])
    if change == latest and takes_back_alone(change):
        yield "Take this back", reverse("reviews:take_back", args=[change.pk])


@dataclass(frozen=True, slots=True)
class ClockRow:
    """How long each side had one round, or all of them."""

    label: str
    csp: Days
    home_office: Days


def clock_rows(review: Review, user: User, *, today: dt.date) -> list[ClockRow]:
    """The two clocks of each round and, where there are several, of all of them."""
    rounds = list(Round.visible_to(user).filter(review=review))
    entered, held = _entered(review, user), list(_on_hold(review, user, today))
    each = in_rounds(
        timezone.localdate(review.opened_at), [entered[row.pk] for row in rounds], today=today
    )
    found = {
        f"Round {row.number}": clocks(parts, held) for row, parts in zip(rounds, each, strict=True)
    }
    if len(found) > 1:
        found["All rounds"] = sum(found.values(), Clocks())
    return [ClockRow(label, row.csp, row.home_office) for label, row in found.items()]


def _entered(review: Review, user: User) -> dict[int, list[Entered]]:
    """The standing steps of each round, by the round's key."""
    rows = StageChange.visible_to(user).filter(round__review=review).standing()
    entered = defaultdict(list)
    for round_id, stage, on in rows.values_list("round_id", "target", "happened_on"):
        entered[round_id].append(Entered(Stage(stage), on))
    return entered


def _on_hold(review: Review, user: User, today: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """From which day until which the review was on hold: its rows begin one and end it in turn."""
    rows = Hold.visible_to(user).filter(review=review).values_list("at", flat=True)
    days = [timezone.localdate(at) for at in rows]
    return zip_longest(days[::2], days[1::2], fillvalue=today)
