"""What keeps plans true over the years: what ratings mean, which actions have ended, how agencies are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access.verdict import Refused
from access.versions import claimed, written
from accounts.models import Organisation, User
from actionplans.actions import ActionDetails, add_update
from actionplans.models import Action, ActionEnd, EndKind, Legend, SupportingAgency
from actionplans.naming import Named, agencies_in, key, tidy
from actionplans.policies import (
    may_edit_action,
    may_edit_legend,
    may_give_up,
    may_rename_agency,
    may_take_up,
)
from actionplans.renaming import FOLLOWERS, Renamed
from actionplans.supporting import put_beside
from audit.record import record

NO_COLOUR = "Use at least one colour."
CHANGED_SINCE_SEEN = (
    "Somebody else has changed some of these actions since you chose them, and nothing was saved: {}. "
    "Look at them again, then go on."
)
ENDED_LATER = "The date must be today or in the past."
ELSEWHERE_NOW = "Actions that name this agency have changed since you looked, and nothing was saved. Check again."
NO_NAME = "Enter the new name of the agency."


class LegendDetails(TypedDict, total=False):
    """The fields of a legend, as its form gives them; a colour without words is not used."""

    red: str
    amber: str
    green: str
    blue: str
    quiet_days: int


class EndDetails(TypedDict):
    """Why an action is not taken forward, or is taken up again, and who agreed."""

    dated: dt.date
    reason: str
    agreed_by: str


@transaction.atomic
def edit_legend(
    organisation: Organisation, *, version: int, by: User, **details: Unpack[LegendDetails]
) -> Legend:
    """Change what the ratings of a CSP mean from now on; those that were given keep their words."""
    may_edit_legend(by, organisation).require()
    saved, _ = Legend.unscoped.get_or_create(organisation=organisation)
    fresh = claimed(saved, version)
    changes = written(fresh, details)
    if not fresh.words:
        raise Refused(NO_COLOUR)
    fresh.save()
    record("actionplans.legend_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def give_up(action: Action, *, version: int, by: User, **told: Unpack[EndDetails]) -> ActionEnd:
    """An action is not taken forward; it has ended, and counts as overdue no more."""
    fresh = claimed(action, version)
    may_give_up(by, fresh).require()
    return _ended(fresh, EndKind.GIVEN_UP, told, by)


@transaction.atomic
def take_up(action: Action, *, version: int, by: User, **told: Unpack[EndDetails]) -> ActionEnd:
    """An action that was not taken forward is open again; both rows stay."""
    fresh = claimed(action, version)
    may_take_up(by, fresh).require()
    return _ended(fresh, EndKind.TAKEN_UP, told, by)


@transaction.atomic
def change_many(
    seen: Collection[str],
    *,
    rating: str = "",
    dated: dt.date | None = None,
    reason: str = "",
    lead_agency: str = "",
    target_date: dt.date | None = None,
    by: User,
) -> None:
    """Give many actions one rating, lead agency or target date: all of them, or none.

    `seen` says of each how it stood when the person saw it (`Action.seen`).
    """
    actions = _as_seen(seen)
    details: ActionDetails = {}
    if lead_agency:
        details["lead_agency"] = lead_agency
    if target_date:
        details |= {"target_date": target_date, "target_date_text": ""}
    for action in actions:
        may_edit_action(by, action).require()
        if rating and dated:
            add_update(action, dated=dated, text=reason, rating=rating, reason=reason, by=by)
        if details:
            fresh = claimed(action, action.version)
            changes = written(fresh, details) | put_beside(fresh, fresh.supporting_names)
            fresh.save()
            record("actionplans.action_edited", fresh, by=by, **changes)


@transaction.atomic
def rename_agency(
    organisation: Organisation, *, name: str, to: str, seen: Collection[str], by: User
) -> Named:
    """Give an agency another name in every plan of a CSP: in all its actions, or in none.

    However `name` is written, all its spellings go. Where another agency has the new name already,
    the two become one. `seen` are its actions as the person saw them (`Action.seen`).
    """
    may_rename_agency(by, organisation).require()
    new = tidy(to)
    if not new:
        raise Refused(NO_NAME)
    _as_seen(frozenset(seen))
    agency = _agency(organisation, name)
    if agency is None or {action.pk for action in agency.actions} != _keys(seen):
        raise Refused(ELSEWHERE_NOW)
    _rename(agency, new)
    record(
        "actionplans.agency_renamed",
        organisation,
        by=by,
        actions=sorted(_keys(seen)),
        before=list(agency.spellings),
        after=new,
    )
    for follow in FOLLOWERS:
        follow(Renamed(organisation, before=agency.name, to=new, by=by))
    return agency


def _agency(organisation: Organisation, name: str) -> Named | None:
    actions = Action.unscoped.of_organisation(organisation).prefetch_related("supporting")
    named = agencies_in(actions.order_by("pk"))
    return next((agency for agency in named if key(agency.name) == key(name)), None)


def _rename(agency: Named, new: str) -> None:
    """In a few statements, however many actions there are."""
    rows = Action.unscoped.filter(pk__in=[action.pk for action in agency.actions])
    rows.update(version=F("version") + 1)
    rows.filter(pk__in=[action.pk for action in agency.led]).update(lead_agency=new)
    called = [pair for action in agency.actions for pair in _called(action, agency, new)]
    beside = SupportingAgency.unscoped
    beside.filter(pk__in=[row.pk for row, name in called if not name]).delete()
    beside.filter(pk__in=[row.pk for row, name in called if name == new]).update(name=new)


def _called(action: Action, agency: Named, new: str) -> Iterator[tuple[SupportingAgency, str]]:
    """Each supporting agency with its name from now on; "" for one that would stand there twice."""
    there = {key(new if key(action.lead_agency) == key(agency.name) else action.lead_agency)}
    for row in action.supporting.all():
        name = new if key(row.name) == key(agency.name) else row.name
        yield row, "" if key(name) in there else name
        there.add(key(name))


def _keys(seen: Collection[str]) -> set[int]:
    return {int(token.partition(".")[0]) for token in seen}


def _as_seen(seen: Collection[str]) -> list[Action]:
    """The actions, held until this transaction has ended; refused when any has changed since."""
    rows = Action.unscoped.filter(pk__in=[token.partition(".")[0] for token in seen])
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    actions = list(rows.with_state().select_related("recommendation__review"))
    stale = [str(action) for action in actions if action.seen not in seen]
    if stale or len(actions) != len(set(seen)):
        raise Refused(CHANGED_SINCE_SEEN.format("; ".join(stale) or "an action that is gone"))
    return actions


def _ended(action: Action, kind: EndKind, told: EndDetails, by: User) -> ActionEnd:
    if told["dated"] > timezone.localdate():
        raise Refused(ENDED_LATER)
    end = ActionEnd.unscoped.create(action=action, kind=kind, by=by, **told)
    record(f"actionplans.action_{kind.value}", end, by=by, action=action.pk, dated=told["dated"])
    return end
