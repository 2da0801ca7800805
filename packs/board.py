"""What a board reads of all the plans of a partnership: what moved since a day, what is overdue, what was completed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Organisation
from actionplans.models import Action, ActionUpdate
from actionplans.naming import supporting_line
from actionplans.presenters import NOT_RECORDED, end_words
from actionplans.ratings import Rating
from govuk.words import count, day, shortened
from reviews.models import Marking, Review

LONGEST = 240


@dataclass(frozen=True, slots=True)
class Entry:
    """One action as the report tells of it; `before` is how it was rated when the time began."""

    review: str
    number: str
    text: str
    lead: str
    supporting: str
    href: str
    before: Rating
    rating: Rating
    reason: str
    updates: int
    late_updates: int
    update: str
    updated_on: dt.date | None
    target: dt.date | None
    days_late: int
    completed_on: dt.date | None
    outcome: str
    ended_on: dt.date | None
    ended: str

    @property
    def changed(self) -> bool:
        return self.before.value != self.rating.value


@dataclass(frozen=True, slots=True)
class Figures:
    """How one review's plan, or one agency's actions, stand."""

    name: str
    actions: int
    moved: int
    overdue: int
    completed: int

    @classmethod
    def of(cls, name: str, entries: Iterable[Entry], since: dt.date) -> Figures:
        known = list(entries)
        return cls(
            name=name,
            actions=len(known),
            moved=sum(moved(entry) for entry in known),
            overdue=sum(overdue(entry) for entry in known),
            completed=sum(completed(entry, since) for entry in known),
        )


@dataclass(frozen=True, slots=True)
class Board:
    """The whole report, ready to be shown or set. `entries` are all the actions, by review."""

    organisation: str
    marking: str
    since: dt.date
    made_at: dt.datetime
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        return f"Board report: {self.organisation}, since {day(self.since)}"

    @property
    def moved(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if moved(entry))

    @property
    def overdue(self) -> tuple[Entry, ...]:
        """The latest first."""
        late = [entry for entry in self.entries if overdue(entry)]
        return tuple(sorted(late, key=lambda entry: -entry.days_late))

    @property
    def completed(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if completed(entry, self.since))

    @property
    def ended(self) -> tuple[Entry, ...]:
        """Those that, since the day, are not taken forward."""
        return tuple(e for e in self.entries if e.ended_on and e.ended_on >= self.since)

    @property
    def by_review(self) -> tuple[Figures, ...]:
        return self._figures(lambda entry: entry.review)

    @property
    def by_agency(self) -> tuple[Figures, ...]:
        return self._figures(lambda entry: entry.lead)

    @property
    def summary(self) -> str:
        ended = f"{count(len(self.ended), 'was,were')} not taken forward, " if self.ended else ""
        return (
            f"{count(len(self.moved), 'action has,actions have')} moved since {day(self.since)}, "
            f"{count(len(self.completed), 'was,were')} completed, {ended}"
            f"and {count(len(self.overdue), 'is,are')} overdue."
        )

    @property
    def late(self) -> str:
        """What the report leaves out, said aloud; "" when it leaves nothing out."""
        number = sum(entry.late_updates for entry in self.entries)
        if not number:
            return ""
        told = count(number, "update,updates")
        were = "was" if number == 1 else "were"
        return f"{told} about earlier days {were} written down since. Choose an earlier date to see more."

    def _figures(self, named: Callable[[Entry], str]) -> tuple[Figures, ...]:
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(named(entry), []).append(entry)
        ordered = sorted(groups.items(), key=lambda group: group[0].casefold())
        return tuple(Figures.of(name, entries, self.since) for name, entries in ordered)


def moved(entry: Entry) -> bool:
    return bool(entry.updates) or entry.changed


def overdue(entry: Entry) -> bool:
    return entry.days_late > 0


def completed(entry: Entry, since: dt.date) -> bool:
    return entry.completed_on is not None and entry.completed_on >= since


def assemble_board(organisation: Organisation, *, since: dt.date, at: dt.datetime) -> Board:
    """Read the plans of every review of a partnership in three queries."""
    reviews = Review.unscoped.filter(organisation=organisation)
    actions = Action.unscoped.filter(recommendation__review__organisation=organisation)
    stated = actions.with_state().prefetch_related("supporting")
    rows = _since(stated, since).select_related("recommendation__review")
    markings = set(reviews.values_list("marking", flat=True))
    plain = markings == {Marking.OFFICIAL}
    marking = Marking.OFFICIAL if plain else Marking.OFFICIAL_SENSITIVE
    today = timezone.localdate(at)
    return Board(
        organisation=organisation.name,
        marking=str(marking.label),
        since=since,
        made_at=at,
        entries=tuple(_entry(action, today) for action in _by_review(rows)),
    )


def _since(actions: Any, since: dt.date) -> Any:
    """Each action with its rating as the time began, and the number of updates since.

    An update is new by the day that it is about. Those about an earlier day that were written down
    since are counted apart: a plan that was just brought in has many, and none of them is news.
    """
    began = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    updates = ActionUpdate.unscoped.filter(action=OuterRef("pk"))
    before = updates.filter(dated__lt=since)
    rated = before.exclude(rating="").order_by("-dated", "-pk")
    return actions.annotate(
        rating_before=Subquery(rated.values("rating")[:1]),
        words_before=Subquery(rated.values("rating_words")[:1]),
        new_updates=_number(updates.filter(dated__gte=since)),
        late_updates=_number(before.filter(at__gte=began)),
    )


def _number(updates: Any) -> Coalesce:
    counted = updates.order_by().values("action").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _by_review(actions: Any) -> Any:
    return actions.order_by(
        "recommendation__review__name",
        "recommendation__review",
        "recommendation__position",
        "position",
    )


def _entry(action: Any, today: dt.date) -> Entry:
    """`action` as `ActionQuerySet.with_state` and `_since` give it."""
    late = action.is_overdue(today)
    return Entry(
        review=action.recommendation.review.name,
        number=f"recommendation {action.recommendation.number}, action {action.position}",
        text=shortened(action.text, LONGEST),
        lead=action.lead_agency or NOT_RECORDED,
        supporting=supporting_line(action.supporting_names),
        href=action.get_absolute_url(),
        before=Rating.of(action.rating_before, action.words_before),
        rating=Rating.of(action.rating, action.rating_words),
        reason=shortened(action.rating_reason or "", LONGEST),
        updates=action.new_updates,
        late_updates=action.late_updates,
        update=shortened(action.last_update or "", LONGEST),
        updated_on=action.last_update_on,
        target=action.target_date,
        days_late=(today - action.target_date).days if late else 0,
        completed_on=action.completed_on,
        outcome=shortened(action.outcome, LONGEST),
        ended_on=action.ended_on,
        ended=shortened(end_words(action), LONGEST),
    )
