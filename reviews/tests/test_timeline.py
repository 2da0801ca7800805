"""Laying together what the rooms tell: the newest first, and of which kinds."""

import datetime as dt

from reviews.timeline import Entry, kinds

MORNING = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)


def entry(on=10, hour=0, **told):
    at = MORNING + dt.timedelta(hours=hour)
    return Entry("Steps", "Submitted", dt.date(2026, 3, on), at, "Alice", **told)


def test_entries_stand_by_day_then_by_when_they_were_recorded():
    late, early, before = entry(hour=1), entry(), entry(on=9, hour=2)

    assert sorted([early, before, late], key=lambda row: row.order) == [before, early, late]


def test_correction_stands_where_its_first_row_stood():
    first, between = entry(), entry(hour=1)
    corrected = entry(hour=3, earlier=(entry(hour=2), first))

    assert first.order == corrected.order < between.order


def test_kinds_are_those_that_are_there():
    told = [entry(), Entry("Documents", "Report", *[MORNING.date(), MORNING], "Vic"), entry()]

    assert kinds(told) == [("Documents", 1), ("Steps", 2)]
    assert kinds([]) == []
