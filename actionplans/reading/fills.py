"""The rating of rows in a plan that has no column for it, and rates by colouring rows or cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from actionplans.reading.colours import colour_of, is_strong
from actionplans.reading.columns import Column
from actionplans.reading.grid import Place
from actionplans.reading.records import Record


def row_colours(records: Sequence[Record]) -> dict[Place, str]:
    """The colour of each record; none where the plan rates in a column, or only has bands.

    One column is believed for all rows: that in which the most rows are coloured, and in more ways
    than one; it may have no heading at all. Bands to guide the eye are pale, or have one colour throughout.
    """
    if any(Column.RAG in record.cells for record in records):
        return {}
    shown: dict[int, dict[Place, str]] = {}
    for record in records:
        for at, cell in enumerate(record.line.cells):
            if colour_of(cell.fill):
                shown.setdefault(at, {})[record.place] = cell.fill
    rating = [at for at, fills in shown.items() if _rates(fills, len(records))]
    if not rating:
        return {}
    best = max(rating, key=lambda at: len(shown[at]))
    return {place: colour_of(fill) for place, fill in shown[best].items()}


def _rates(fills: dict[Place, str], count: int) -> bool:
    colours = Counter(colour_of(fill) for fill in fills.values())
    warning = len(set(colours) & {"red", "amber", "green"})
    strong = all(is_strong(fill) for fill in fills.values())
    return warning >= 2 or (warning == 1 and strong and (len(colours) > 1 or len(fills) < count))
