"""Which agencies a plan names, and which of its actions each leads or supports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from actionplans.models import SupportingAgency
from actionplans.naming import key


@dataclass(frozen=True, slots=True)
class Named:
    """An agency as the plan first writes it, with the keys of its actions."""

    name: str
    actions: frozenset[int]


def agencies_in(actions: Any) -> list[Named]:
    """The agencies of some actions, in the order of the alphabet; capitals and spaces make no other agency.

    In two queries.
    """
    names: dict[str, str] = {}
    found: dict[str, set[int]] = {}
    for action, name in _named(actions):
        names.setdefault(key(name), name)
        found.setdefault(key(name), set()).add(action)
    return [Named(names[one], frozenset(found[one])) for one in sorted(names)]


def of_agency(actions: Any, name: str) -> Any:
    """Those of an agency, in whatever way its name is written: as many as `agencies_in` counts."""
    known = (agency.actions for agency in agencies_in(actions) if key(agency.name) == key(name))
    return actions.filter(pk__in=next(known, frozenset()))


def as_written(name: str, agencies: Iterable[Named]) -> str:
    """A name as the plan writes it; "" when it names no such agency."""
    return next((known.name for known in agencies if key(known.name) == key(name)), "")


def _named(actions: Any) -> Iterator[tuple[int, str]]:
    leads = actions.exclude(lead_agency="").order_by("pk").values_list("pk", "lead_agency")
    supporting = SupportingAgency.unscoped.filter(action__in=actions.order_by().values("pk"))
    return chain(leads, supporting.values_list("action", "name"))
