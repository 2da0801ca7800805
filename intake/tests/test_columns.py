"""The columns of a file as the page names them, each with a few of its words."""

import pytest

from actionplans.tables import read_tables
from intake.columns import labels_to_map
from intake.tests.factories import file_of, kept

TWO_ROWS = [
    ["Recommendation", "Action to take", "Lead agency", "Date", ""],
    ["", "", "", "Target", "Completed"],
    ["1. Share.", "Train.", "Police", "31 March 2027", ""],
    ["2. Tell.", "Visit.", "Police", "", "1 May 2025"],
]


@pytest.fixture
def named(cast):
    """{label: (meaning, examples)} of a file with these lines."""

    def read(lines):
        file = file_of(lines, "plan.csv")
        draft = kept(cast.review, file, by=cast.alice)
        return labels_to_map(draft, read_tables(file.data, file.name))

    return read


def test_columns_come_with_their_meanings_and_examples(named):
    found = named(
        [
            ["Recommendation", "Action to take", "Lead agency", "Cost"],
            ["1. Share.", "Train.", "Police", ""],
            ["1. Share.", "Visit the surgeries " + "and again " * 20, "Police", ""],
        ]
    )

    assert found == {
        "Recommendation": ("Recommendation", "For example “1. Share.”."),
        "Action to take": (
            "Action to take",
            "For example “Train.” or “Visit the surgeries and again and again and again and …”.",
        ),
        "Lead agency": ("Lead agency", "For example “Police”."),
        "Cost": ("Something else", ""),
    }


def test_columns_under_two_header_rows_have_examples(named):
    found = named(TWO_ROWS)

    assert found["Date Target"] == ("Target date", "For example “31 March 2027”.")


def test_columns_of_a_file_that_was_not_recognised_mean_what_they_seem_to(named):
    found = named([["Alpha", "ALPHA", "Target"], ["one", "two", "three"]])

    assert found == {
        "Alpha": ("", "For example “one”."),
        "Target": ("Target date", "For example “three”."),
    }
