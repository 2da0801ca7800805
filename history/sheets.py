"""The record as a file of lines for a spreadsheet, in which nothing can run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from actionplans.formulas import guarded
from govuk.words import day_time
from history.telling import Change, Told

HEADINGS = ("Number", "When", "Who", "What happened", "Part", "What changed")


def as_csv(entries: Iterable[Told]) -> bytes:
    """With the mark by which a spreadsheet knows its letters."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    writer.writerows([guarded(text) for text in _line(entry)] for entry in entries)
    return sheet.getvalue().encode("utf-8-sig")


def _line(entry: Told) -> list[str]:
    facts = [f"{label}: {words}" for label, words in entry.facts]
    changed = "\n".join(filter(None, [*facts, *map(_changed, entry.changes), entry.note]))
    when = day_time(entry.at)
    return [str(entry.number), when, entry.who, entry.sentence, entry.kind, changed]


def _changed(change: Change) -> str:
    return f"{change.label}: from {change.before} to {change.after}"
