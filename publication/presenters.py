"""The words in which pages say how the closing of a review stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from access.verdict import Verdict, first_no
from accounts.models import User
from govuk.words import day
from publication.models import Duty, DutyRecord, DutyState, Withholding
from publication.policies import (
    can_be_set_aside,
    is_recorded,
    may_change_closing,
    not_closed,
    speaks_for,
)
from reviews.models import Review, Round, StoredFile
from reviews.policies import holds, may_edit_review
from reviews.sections import Section, section
from reviews.timeline import Entry, tells
from reviews.workflow import AFTERWARDS, Stage

STATE_COLOURS = {
    DutyState.DONE: "green",
    DutyState.NOT_DONE: "grey",
    DutyState.SET_ASIDE: "light-blue",
}
TITLES = {
    DutyState.DONE: "Done",
    DutyState.NOT_DONE: "Not done after all",
    DutyState.SET_ASIDE: "Set aside",
}
BACK_ON_THE_LIST = "Back on the list"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty as the page shows it: how it stands, what was recorded, and what may be done."""

    duty: Duty
    words: str
    colour: str
    latest: DutyRecord | None
    earlier: list[DutyRecord]
    is_left: bool
    may_record: Verdict
    may_take_back: Verdict
    may_set_aside: Verdict

    @property
    def is_done(self) -> bool:
        return self.duty.state is DutyState.DONE

    @property
    def is_open(self) -> bool:
        return self.duty.state is DutyState.NOT_DONE


def closing_page(review: Review, duties: Any, user: User) -> dict[str, Any]:
    """Everything that the page of the closing duties shows."""
    withheld = Withholding.visible_to(user).filter(review=review).standing().first()
    rows = duty_rows(review, duties, user, withheld=withheld is not None)
    done = sum(row.is_done for row in rows)
    total = done + sum(row.is_left for row in rows)
    return {
        "review": review,
        "rows": rows,
        "first_left": next((row.duty for row in rows if row.is_left and row.may_record), None),
        "done": done,
        "total": total,
        "progress": f"{done} of {total} done",
        "withheld": withheld,
        "withheld_words": withheld_words(withheld),
        "is_due": bool(withheld and withheld.is_due()),
        "holds": holds(user, review),
        "not_yours": _not_yours(rows),
        "may_change": may_change_closing(user, review),
        "history": Withholding.visible_to(user).filter(review=review).select_related("by")[::-1],
    }


def _not_yours(rows: list[DutyRow]) -> str:
    """Why this person can record nothing here; said once, not beside every duty."""
    if any(row.may_record for row in rows):
        return ""
    return rows[0].may_record.reason if rows else ""


def duty_rows(review: Review, duties: Any, user: User, *, withheld: bool) -> list[DutyRow]:
    """The duties that stand, with the records of each; an earlier round's too, where it asked the same."""
    evidence = StoredFile.visible_to(user)
    records = DutyRecord.visible_to(user).select_related("by")
    with_evidence = records.prefetch_related(Prefetch("evidence", queryset=evidence))
    rows = list(
        duties.of_review(review.pk)
        .with_later()
        .select_related("round__review")
        .prefetch_related(Prefetch("records", with_evidence))
    )
    possible = not_closed(review)
    return [
        _row(duty, _before(duty, rows), user, withheld=withheld, possible=possible)
        for duty in rows
        if not duty.asked_again
    ]


def _before(duty: Duty, rows: list[Any]) -> list[DutyRecord]:
    """What was recorded when an earlier round asked for the same."""
    same = (row for row in rows if row.asked_again)
    return [
        record
        for row in same
        if (row.kind, row.title) == (duty.kind, duty.title)
        for record in row.records.all()
    ]


def _row(
    duty: Duty,
    before: list[DutyRecord],
    user: User,
    *,
    withheld: bool,
    possible: Verdict,
) -> DutyRow:
    records, review = list(duty.records.all()), duty.round.review
    waits = withheld and duty.is_about_publishing and duty.state is DutyState.NOT_DONE
    may_record = first_no(speaks_for(user, duty, review), possible)
    may_set_aside = first_no(may_edit_review(user, review), can_be_set_aside(duty), possible)
    return DutyRow(
        duty=duty,
        words="Waits while publication is withheld" if waits else str(duty.state.label),
        colour="purple" if waits else STATE_COLOURS[duty.state],
        latest=duty.latest,
        earlier=[*records[1 if duty.latest else 0 :], *before],
        is_left=duty.state is DutyState.NOT_DONE and not waits,
        may_record=may_record,
        may_take_back=first_no(may_record, is_recorded(duty)),
        may_set_aside=may_set_aside,
    )


def recorded(duty: Duty) -> list[tuple[str, str]]:
    """A record as it is saved, for whoever puts it right or was told that somebody was quicker."""
    latest = duty.latest
    if latest is None:
        return []
    rows = [
        ("State", TITLES[DutyState(latest.state)]),
        ("Day", day(latest.done_on)),
        ("Who did it", latest.who),
        ("Sent to", latest.sent_to),
        ("Weblink", latest.weblink),
        ("Note", latest.note),
        ("Why", latest.why),
        ("Recorded", f"by {_recorder(latest)} on {day(latest.at)}"),
    ]
    return [(label, text) for label, text in rows if text]


def withheld_words(withheld: Withholding | None) -> str:
    """That publication is withheld, and when that is looked at again."""
    if withheld is None:
        return ""
    until = day(withheld.review_on)
    if withheld.is_due():
        return f"Publication is withheld. It has been due to be looked at again since {until}."
    return f"Publication is withheld until it is looked at again on {until}."


@section(place=40)
def closing(review: Review, qa_round: Round, user: User) -> Section | None:
    """How the closing duties stand, once there are any or the review is cleared."""
    duties = Duty.visible_to(user).of_review(review.pk).standing()
    found, done, left = duties.tally()
    if qa_round.stage not in AFTERWARDS and not found:
        return None
    withheld = Withholding.visible_to(user).filter(review=review).standing().first()
    counted = f"{done} of {done + left} done" if done + left else "None to be done"
    return Section(
        "Closing duties",
        reverse("publication:closing", args=[review.pk]),
        ". ".join(filter(None, (counted, withheld_words(withheld).rstrip(".")))),
        _next_step(review, qa_round, user, done=done, left=left),
    )


def _next_step(
    review: Review, qa_round: Round, user: User, *, done: int, left: int
) -> tuple[str, str] | None:
    if not left or qa_round.stage != Stage.CLEARED or not may_edit_review(user, review):
        return None
    words = "Go on with the closing duties" if done else "Record the closing duties"
    return words, reverse("publication:closing", args=[review.pk])


@tells
def duties_recorded(review: Review, user: User) -> Iterator[Entry]:
    """What was recorded of the closing duties, as far as this person may see them."""
    rows = DutyRecord.visible_to(user).filter(duty__round__review=review)
    for row in rows.select_related("by", "duty__round", "supersedes", "superseded_by"):
        mark = _mark(row)
        yield Entry(
            kind="Closing duties",
            title=f"{_title(row)}: {row.duty}",
            on=row.done_on or timezone.localdate(row.at),
            at=row.at,
            by=_recorder(row),
            text="\n".join(filter(None, (_sent(row), row.weblink, row.note))),
            href=row.get_absolute_url(),
            why=row.why,
            undone=bool(mark),
            mark=mark,
        )


@tells
def publication_withheld(review: Review, user: User) -> Iterator[Entry]:
    """When publication was withheld and when no longer; why is for the CSP to read."""
    rows = Withholding.visible_to(user).filter(review=review).select_related("by")
    is_theirs = holds(user, review)
    for row in rows:
        until = f"To be looked at again on {day(row.review_on)}." if row.review_on else ""
        yield Entry(
            kind="Publication",
            title=row.get_change_display(),
            on=timezone.localdate(row.at),
            at=row.at,
            by=row.by.name,
            text="\n".join(filter(None, (row.reason if is_theirs else "", until))),
            href=row.get_absolute_url(),
        )


def _title(row: DutyRecord) -> str:
    back = row.supersedes and row.supersedes.state == DutyState.SET_ASIDE
    if row.state == DutyState.NOT_DONE and back:
        return BACK_ON_THE_LIST
    return TITLES[DutyState(row.state)]


def _mark(row: DutyRecord) -> str:
    """What a later record did to this one; that something was done at last undoes nothing."""
    after = getattr(row, "superseded_by", None)
    if after is None or row.state == DutyState.NOT_DONE:
        return ""
    return "Corrected" if row.state == after.state else "Taken back"


def _sent(row: DutyRecord) -> str:
    return f"Sent to {row.sent_to}" if row.sent_to else ""


def _recorder(row: DutyRecord) -> str:
    behalf = f" for {row.get_on_behalf_of_display()}" if row.on_behalf_of else ""
    return f"{row.by.name}{behalf}"
