"""A row as a line of JSON and back, so that every value comes back exactly as it was, in either database."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from decimal import Decimal
from functools import singledispatch
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.duration import duration_iso_string

from backups.faults import damaged


def line(row: dict[str, Any]) -> bytes:
    """ASCII, with the names of the columns, so that it can be read without this service."""
    return json.dumps(row, separators=(",", ":"), default=_said).encode("ascii") + b"\n"


def rows(data: bytes) -> list[dict[str, Any]]:
    try:
        found = [json.loads(text) for text in data.splitlines()]
    except (ValueError, RecursionError):
        found = [None]
    if not all(isinstance(row, dict) for row in found):
        raise damaged("a line is not a row")
    return found


def value(field: Field[Any, Any], told: Any) -> Any:
    """What a line tells of a field, as the value that it was."""
    try:
        return field.to_python(told)
    except (ValidationError, ValueError, TypeError, OverflowError):
        raise damaged(f"it holds a value that {field.name} cannot have") from None


@singledispatch
def _said(given: Any) -> str:
    raise TypeError(f"A backup does not know how to write down a {type(given).__name__}.")


@_said.register
def _(given: dt.datetime) -> str:
    return given.astimezone(dt.UTC).isoformat(timespec="microseconds")


@_said.register(dt.date)
@_said.register(dt.time)
def _day_or_time(given: dt.date | dt.time) -> str:
    return given.isoformat()


@_said.register(Decimal)
@_said.register(uuid.UUID)
def _number(given: Decimal | uuid.UUID) -> str:
    return str(given)


@_said.register(bytes)
@_said.register(memoryview)
def _bytes(given: bytes | memoryview) -> str:
    return base64.b64encode(given).decode("ascii")


_said.register(dt.timedelta, duration_iso_string)
