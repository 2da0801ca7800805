"""Writing down which agencies support an action: each once, and never the one that leads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from access.verdict import Refused
from actionplans.models import Action, SupportingAgency
from actionplans.naming import beside, trouble_with


def put_beside(action: Action, names: Iterable[str]) -> dict[str, list[Any]]:
    """Part of an action that has the row to itself; returns what changed, as [before, after]."""
    before, after = action.supporting_names, beside(action.lead_agency, names)
    if trouble := trouble_with(after):
        raise Refused(trouble)
    if before == after:
        return {}
    SupportingAgency.unscoped.filter(action=action).delete()
    SupportingAgency.unscoped.bulk_create(
        SupportingAgency(action=action, name=name) for name in after
    )
    return {"supporting": [before, after]}
