"""The words that stand beside a colour."""

import pytest

from actionplans.ratings import Rating, counted, rating_choices

LEGEND = {"red": "Stopped", "green": "NHS agrees"}


@pytest.mark.parametrize(
    ("value", "words", "full"),
    [
        ("red", None, "Red: off track"),
        ("red", "Stopped for now", "Red: stopped for now"),
        ("green", "NHS agrees", "Green: NHS agrees"),
        ("", None, "No rating"),
        (None, None, "No rating"),
    ],
)
def test_rating_says_its_colour_and_its_words(value, words, full):
    assert Rating.of(value, words).full == full


def test_choices_are_the_colours_that_are_used():
    assert rating_choices(LEGEND) == [("red", "Red: stopped"), ("green", "Green: NHS agrees")]


def test_count_keeps_a_colour_that_is_used_no_more_while_it_is_found():
    found = counted(["red", "red", "blue", None], LEGEND)

    assert [(count.rating.full, count.number) for count in found] == [
        ("Red: stopped", 2),
        ("Green: NHS agrees", 0),
        ("Blue: not used now", 1),
        ("No rating", 1),
    ]
