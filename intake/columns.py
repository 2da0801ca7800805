"""The columns of a file for the page that asks what they mean: their labels, their meanings, a few of their words."""

from __future__ import annotations

from collections.abc import Iterator

from actionplans.plans import Tables, labels_of
from actionplans.reading.columns import meaning_of, plain
from actionplans.reading.grid import Table
from govuk.words import shortened
from intake.models import PlanImport

HEADERS_END = 40
"""Lines of a table within which its header is looked for."""
EXAMPLES, LENGTH = 2, 60


def labels_to_map(plan_import: PlanImport, tables: Tables) -> dict[str, tuple[str, str]]:
    """{label: (meaning or "", “for example …”)}: as recognised; where no table was, as each label seems.

    Labels that are one but for case and punctuation are one column.
    """
    known = [(one["label"], one["meaning"]) for one in plan_import.columns]
    found: dict[str, tuple[str, str]] = {}
    seeming = [(label, meaning_of(label) or "") for label in labels_of(tables)]
    for label, meaning in known or seeming:
        key = plain(label)
        if key and (key not in found or not found[key][1]):
            found[key] = (found.get(key, (label, ""))[0], meaning)
    return {label: (meaning, examples_of(label, tables)) for label, meaning in found.values()}


def examples_of(label: str, tables: Tables) -> str:
    """The first words that stand under a label, for a person who cannot tell by the label."""
    found: dict[str, None] = {}
    for table in tables.tables:
        for text in _under(plain(label), table):
            found[f"“{shortened(text, LENGTH)}”"] = None
            if len(found) == EXAMPLES:
                break
        if found:
            break
    return f"For example {' or '.join(found)}." if found else ""


def _under(label: str, table: Table) -> Iterator[str]:
    """The words below the first cell with this label, or with the last of its words in a second header row."""
    for place, line in enumerate(table.lines[:HEADERS_END]):
        above = table.lines[place - 1] if place else None
        for at, cell in line.printed():
            both = f"{above.at(at).text} {cell.text}" if above else ""
            if label in (plain(cell.text), plain(both)):
                below = (other.at(at).text for other in table.lines[place + 1 :])
                yield from (text for text in below if text and plain(text) not in label)
                return
