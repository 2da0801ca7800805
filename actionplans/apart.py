"""The reading of an action plan in a process of its own: pages and commands read none in any other way.

`tables.read_tables` and `plans.read_plan` are what is run there.
"""

from __future__ import annotations

from collections.abc import Mapping

from actionplans.plans import Plan
from actionplans.reading.columns import Column
from actionplans.reading.grid import Tables, UnreadablePlan
from sandbox.apart import apart


def read_tables(data: bytes) -> Tables:
    """The tables of a file. Raises `UnreadablePlan`, whatever the file holds."""
    path = "actionplans.tables.read_tables"
    return apart(path, data, returns=Tables, refusal=UnreadablePlan)


def read_plan(tables: Tables, mapping: Mapping[str, Column] | None = None) -> Plan:
    """What a plan says. Raises `UnreadablePlan` when no table is one, or nobody could read it in time."""
    path = "actionplans.plans.read_plan"
    return apart(path, tables, mapping, returns=Plan, refusal=UnreadablePlan)
