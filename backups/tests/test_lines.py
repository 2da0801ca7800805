"""Every value comes back from a line exactly as it was, whatever it is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from backups.faults import BackupFault
from backups.lines import line, rows, value

WORDS = st.text(st.characters(codec=None, exclude_categories=()))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=10,
)


def unfolded(moment):
    """As a database gives it back, which knows no hour that comes twice."""
    return moment.replace(fold=0)


KINDS = {
    models.TextField(null=True): st.none() | WORDS,
    models.BooleanField(): st.booleans(),
    models.BigIntegerField(): st.integers(-(2**63), 2**63 - 1),
    models.DateTimeField(): st.datetimes(timezones=st.just(dt.UTC)).map(unfolded),
    models.DateField(): st.dates(),
    models.TimeField(): st.times().map(unfolded),
    models.DurationField(): st.timedeltas(),
    models.DecimalField(max_digits=20, decimal_places=6): st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**13), max_value=10**13
    ),
    models.UUIDField(): st.uuids(),
    models.JSONField(null=True): JSON,
}


@pytest.mark.parametrize("field", KINDS, ids=lambda field: type(field).__name__)
def test_value_comes_back_as_it_was(field):
    @given(KINDS[field])
    def comes_back(given_value):
        (row,) = rows(line({"it": given_value}))

        found = value(field, row["it"])

        assert (type(found), repr(found)) == (type(given_value), repr(given_value))

    comes_back()


@given(st.binary())
def test_bytes_come_back_as_they_were(data):
    (row,) = rows(line({"it": memoryview(data)}))

    assert bytes(value(models.BinaryField(), row["it"])) == data


@given(st.lists(st.dictionaries(WORDS, JSON, max_size=3), max_size=3))
def test_row_is_one_line_of_ascii(given_rows):
    data = b"".join(map(line, given_rows))

    assert data.isascii()
    assert rows(data) == given_rows


def test_value_of_another_kind_is_not_written():
    with pytest.raises(TypeError, match="does not know how to write down a complex"):
        line({"it": 1j})


def test_value_that_a_field_cannot_have_is_refused():
    field = models.DateField(name="day")

    with pytest.raises(BackupFault, match="it holds a value that day cannot have"):
        value(field, "yesterday")
