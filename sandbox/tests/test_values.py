"""Values that travel as JSON come back as they were; what is not of the type that was asked for, never."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pytest

from sandbox.values import BadValue, from_json, to_json


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: tuple[Leaf, ...]
    colours: frozenset[Colour]
    size: int
    pair: tuple[str, int]


TREE = Tree((Leaf("Zoë"), Leaf("b", dt.date(2026, 3, 1))), frozenset({Colour.RED}), 3, ("a", 1))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Tree, TREE),
        (str | None, None),
        (Mapping[str, Colour], {"a": Colour.RED}),
        (list[bool], [True, False]),
        (dt.datetime, dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)),
        (str, "half of \ud83d a letter"),
    ],
)
def test_value_comes_back_as_it_was(kind, value):
    assert from_json(kind, to_json(value)) == value


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (int, b"true"),
        (int, b'"1"'),
        (str, b"1"),
        (str, b"null"),
        (Colour, b'"blue"'),
        (Leaf, b'{"name": "a", "day": null}'),
        (Leaf, b'["a"]'),
        (Leaf, b'["a", null, 1]'),
        (Leaf, b'["a", "yesterday"]'),
        (tuple[str, ...], b'"abc"'),
        (tuple[str, int], b'["a"]'),
        (dict[str, int], b"[]"),
        (str, b""),
        (str, b"\xff"),
        (list[int], b"[" * 100_000),
    ],
)
def test_other_value_is_refused(kind, data):
    with pytest.raises(BadValue):
        from_json(kind, data)


def test_what_has_no_form_does_not_travel():
    with pytest.raises(TypeError, match="object does not travel"):
        to_json(object())
