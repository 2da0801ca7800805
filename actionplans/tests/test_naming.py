"""When two ways of writing are one agency, and how several names stand in one text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.naming import (
    LONGEST,
    MOST,
    TOO_LONG,
    TOO_MANY,
    Named,
    agencies_in,
    beside,
    in_a_line,
    key,
    names_in,
    parted,
    supporting_line,
    tidy,
    trouble_with,
)

NAMES = st.lists(
    st.text(alphabet="aBé ,.&", min_size=1).map(lambda name: tidy(f"Agency {name}")), max_size=4
)


def an_action(lead: str, *supporting: str) -> SimpleNamespace:
    return SimpleNamespace(lead_agency=lead, supporting_names=list(supporting))


@pytest.mark.parametrize("other", ["POLICE FORCE", " Police  Force ", "police\u00a0force"])
def test_capitals_and_spaces_make_no_other_agency(other):
    assert key(other) == key("Police Force")


def test_accents_are_the_same_however_they_are_typed():
    assert key("Cyngor Sir Ynys Mo\u0302n") == key("CYNGOR SIR YNYS MÔN")


def test_names_stand_one_a_line_or_between_semicolons():
    assert names_in(" Police \r\n\n;Health  board; Probation") == [
        "Police",
        "Health board",
        "Probation",
    ]


@given(NAMES)
def test_names_in_a_line_come_back(names):
    assert names_in(in_a_line(names)) == names


@given(NAMES, st.sampled_from(["", "Police", "Police\nand council"]))
def test_line_under_the_lead_comes_back(names, lead):
    cell = "\n".join(filter(None, (lead, supporting_line(names))))

    assert parted(cell) == (lead, names)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Police", ("Police", [])),
        ("Police\n supporting: Health", ("Police", ["Health"])),
        ("Council, supporting: all", ("Council, supporting: all", [])),
    ],
)
def test_lead_is_parted_from_a_line_of_its_own(cell, found):
    assert parted(cell) == found


def test_lead_and_repetitions_stand_beside_nothing():
    names = ["Health", "police", "HEALTH", "Probation"]

    assert beside("Police", names) == ["Health", "Probation"]


@pytest.mark.parametrize(
    ("names", "trouble"),
    [
        ([], ""),
        (["x" * LONGEST] * MOST, ""),
        (["x"] * (MOST + 1), TOO_MANY),
        (["Police", "word " * 41], TOO_LONG.format("word " * 11 + "…")),
    ],
)
def test_trouble_says_what_to_do(names, trouble):
    assert trouble_with(names) == trouble


def test_agencies_are_found_with_every_spelling_and_what_they_do():
    first = an_action("Police", "Health", "POLICE")
    second = an_action("police", "health")
    third = an_action("", "Health", "Police")

    found = agencies_in([first, second, third])

    assert found == [
        Named("Health", ("Health", "health"), (), (first, second, third)),
        Named("Police", ("POLICE", "Police", "police"), (first, second), (third,)),
    ]
    assert found[1].actions == (first, second, third)
