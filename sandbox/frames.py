"""What the two sides say to each other: what is to be done with which bytes, and what came of it."""

from __future__ import annotations

import inspect
import json
import struct
from collections.abc import Callable
from enum import StrEnum
from typing import Any, get_type_hints

from sandbox.values import BadValue, as_data, from_json, reader_of, to_json

HEAD = struct.Struct(">I")  # how many bytes of JSON stand before the bytes of files
TOO_LONG = b"!"  # what is put in the place of an answer that nobody will read


class Kind(StrEnum):
    """How an answer begins; what follows is JSON."""

    VALUE = "v"  # what the function returned
    REFUSED = "r"  # the code of a reason for which it would not
    FAILED = "f"  # the name of an exception


def request(function: str, given: tuple[Any, ...]) -> bytes:
    """A function by its dotted path and what it is given; bytes travel as they are."""
    files = [one for one in given if isinstance(one, bytes)]
    rest = [None if isinstance(one, bytes) else as_data(one) for one in given]
    sizes = [len(one) if isinstance(one, bytes) else None for one in given]
    head = json.dumps([function, rest, sizes]).encode()
    return b"".join([HEAD.pack(len(head)), head, *files])


def read_request(data: bytes) -> tuple[str, list[Any], list[int | None], bytes]:
    (size,) = HEAD.unpack_from(data)
    function, rest, sizes = json.loads(data[HEAD.size : HEAD.size + size])
    return function, rest, sizes, data[HEAD.size + size :]


def arguments(
    function: Callable[..., Any], rest: list[Any], sizes: list[int | None], files: bytes
) -> list[Any]:
    """What a function is given, by the types that it declares."""
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)
    given, at = [], 0
    for name, value, size in zip(names, rest, sizes, strict=False):
        if size is None:
            given.append(reader_of(hints[name])(value))
        else:
            given.append(files[at : at + size])
            at += size
    return given


def answer(kind: Kind, value: Any) -> bytes:
    return kind.value.encode() + to_json(value)


def read_answer(data: bytes, returns: Any) -> tuple[Kind, Any]:
    """Raises `BadValue` for anything but a whole answer of the right type."""
    try:
        kind = Kind(data[:1].decode("ascii"))
    except ValueError:
        raise BadValue("answer") from None
    return kind, from_json(returns if kind == Kind.VALUE else str, data[1:])
