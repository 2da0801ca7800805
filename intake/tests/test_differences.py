"""What counts as another word, and what as told already."""

import pytest

from intake.differences import differs, fresh_lines, supporting_of
from intake.models import ImportedRow
from intake.standing import lines_of

TOLD = lines_of(["January: begun.\nSlow, for want of money.", "No room was free."])


@pytest.mark.parametrize(
    ("after", "before", "found"),
    [
        ("Write it.", "Write it.", False),
        ("Write  it.\n", "Write\r\nit.", False),
        ("Write\u00a0it.", "Write it.", False),
        ("Write it!", "Write it.", True),
        ("write it.", "Write it.", True),
        ("", "Write it.", False),
        (" \n", "Write it.", False),
        ("Write it.", "", True),
    ],
)
def test_words_differ(after, before, found):
    assert differs(after, before) == found


@pytest.mark.parametrize(
    ("text", "fresh"),
    [
        ("", ""),
        ("January:  begun.", ""),
        ("January: begun.\n\nMay: done.", "May: done."),
        ("Overdue\n3 March 2026: January: begun.\nSlow, for want of money.", ""),
        ("Reason for the rating (3 March 2026): No room was free.", ""),
        ("Not taken forward, 3 March 2026. Agreed by the board. It closed.", ""),
        ("3 March 2026: Another thing.", "3 March 2026: Another thing."),
        ("Overdue for a year.", "Overdue for a year."),
    ],
)
def test_only_what_is_not_told_yet_is_fresh(text, fresh):
    assert fresh_lines(text, TOLD) == fresh


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({}, ["Police", "Health"]),
        ({"supporting": "Probation\nprobation; Fire"}, ["Probation", "Fire"]),
        ({"lead_agency": "POLICE"}, ["Health"]),
        ({"lead_agency": "Fire", "supporting": "Fire; Police"}, ["Police"]),
    ],
)
def test_supporting_agencies_stay_unless_the_row_names_some(said, names):
    assert supporting_of(ImportedRow(**said), "Council", ["Police", "Health"]) == names
