"""How values travel between processes: as JSON that is read by its declared type, so that no answer can run anything."""

from __future__ import annotations

import datetime as dt
import json
import types
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Reader = Callable[[Any], Any]


class BadValue(ValueError):
    """What came is not of the type that was asked for."""


def to_json(value: Any) -> bytes:
    return json.dumps(as_data(value), separators=(",", ":")).encode()


def from_json(kind: Any, data: bytes) -> Any:
    """A value of the type `kind`, and of no other. Raises `BadValue`."""
    try:
        return reader_of(kind)(json.loads(data))
    except BadValue:
        raise
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise BadValue(type(error).__name__) from None


def as_data(value: Any) -> Any:
    """What JSON can hold: a dataclass becomes the list of its fields, a date its ISO form."""
    kind = type(value)
    if value is None or kind in _PLAIN:
        return value
    if is_dataclass(kind):
        return [as_data(getattr(value, name)) for name in _names(kind)]
    found = next((write for kind, write in _WRITERS if isinstance(value, kind)), None)
    if found is None:
        raise TypeError(f"{type(value).__name__} does not travel")
    return found(value)


@cache
def reader_of(kind: Any) -> Reader:
    """What reads a type: made once, because a plan has ten thousand cells."""
    if kind in _PLAIN:
        return _plain(kind)
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind in (dt.date, dt.datetime):
        return kind.fromisoformat
    return _MADE_OF[get_origin(kind)](get_args(kind))


_PLAIN = (str, int, bool, float)
_WRITERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: value.value),
    (str, str),
    (dt.date, lambda value: value.isoformat()),
    (Mapping, lambda value: {str(key): as_data(one) for key, one in value.items()}),
    ((Sequence, Set), lambda value: [as_data(one) for one in value]),
)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _plain(kind: type) -> Reader:
    def read(data: Any) -> Any:
        if type(data) is not kind:
            raise BadValue(kind.__name__)
        return data

    return read


def _list(data: Any, length: int | None = None) -> list[Any]:
    if type(data) is not list or (length is not None and len(data) != length):
        raise BadValue("list")
    return data


def _dataclass(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = [reader_of(hints[name]) for name in _names(kind)]

    def read(data: Any) -> Any:
        pairs = zip(readers, _list(data, len(readers)), strict=True)
        return kind(*[one(value) for one, value in pairs])

    return read


def _tuple(args: tuple[Any, ...]) -> Reader:
    if args[1:] == (...,):
        each = reader_of(args[0])
        return lambda data: tuple([each(one) for one in _list(data)])
    readers = [reader_of(arg) for arg in args]
    return lambda data: tuple(
        one(value) for one, value in zip(readers, _list(data, len(readers)), strict=True)
    )


def _frozenset(args: tuple[Any, ...]) -> Reader:
    each = reader_of(args[0])
    return lambda data: frozenset(each(one) for one in _list(data))


def _sequence(args: tuple[Any, ...]) -> Reader:
    each = reader_of(args[0])
    return lambda data: [each(one) for one in _list(data)]


def _mapping(args: tuple[Any, ...]) -> Reader:
    key, each = map(reader_of, args)

    def read(data: Any) -> dict[Any, Any]:
        if type(data) is not dict:
            raise BadValue("dict")
        return {key(name): each(value) for name, value in data.items()}

    return read


def _optional(args: tuple[Any, ...]) -> Reader:
    """`X | None` is all that is asked of a union here."""
    [kind] = [arg for arg in args if arg is not types.NoneType]
    one = reader_of(kind)
    return lambda data: None if data is None else one(data)


_MADE_OF: dict[Any, Callable[[tuple[Any, ...]], Reader]] = {
    tuple: _tuple,
    frozenset: _frozenset,
    list: _sequence,
    Sequence: _sequence,
    dict: _mapping,
    Mapping: _mapping,
    Union: _optional,
    types.UnionType: _optional,
}
