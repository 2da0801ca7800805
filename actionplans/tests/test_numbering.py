"""Numbers as people print them stand in the order in which people read them."""

import pytest

from actionplans.numbering import counted, leading


def test_numbers_stand_in_their_order():
    numbers = ["10", "3b", "A2", "2", "1.10", "3a", "1.2", "A10", "1"]

    assert sorted(numbers, key=counted) == ["1", "1.2", "1.10", "2", "3a", "3b", "10", "A2", "A10"]


@pytest.mark.parametrize(
    ("number", "found"),
    [("3a", 3), ("12.4", 12), ("A2", 0), ("", 0), ("٣", 0), ("9" * 20, 999_999_999)],
)
def test_number_that_a_number_begins_with(number, found):
    assert leading(number) == found
