"""What a PDF would do by itself: the actions that hang on its opening, its pages, notes, fields and bookmarks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from printing.opening import Budget, Leaf, entry, is_known, items, named, values

Seen = set[tuple[int, int]]


def done_by(pdf: pikepdf.Pdf, leaves: list[Leaf], budget: Budget) -> Iterator[str]:
    """The kind of each action, such as "/JavaScript" or "/Launch"; an action that is shared counts once."""
    seen: Seen = set()
    for owner in _owners(pdf, leaves, budget):
        for action in _triggered(owner, budget):
            yield from _chain(action, seen, budget)
    for _, script in named(entry(pdf.Root, "/Names", "/JavaScript"), budget):
        yield from _chain(script, seen, budget)


def done_unasked(pdf: pikepdf.Pdf, leaves: list[Leaf], budget: Budget) -> Iterator[str]:
    """The kind of each action that begins as the file is opened or a page of it is turned to."""
    seen: Seen = set()
    for owner in (pdf.Root, *[leaf.page for leaf in leaves]):
        for action in (entry(owner, "/OpenAction"), *_additional(owner, budget)):
            yield from _chain(action, seen, budget)


def _owners(pdf: pikepdf.Pdf, leaves: list[Leaf], budget: Budget) -> Iterator[Any]:
    yield pdf.Root
    for leaf in leaves:
        yield leaf.page
        yield from items(entry(leaf.page, "/Annots"), budget)
    yield from _fields(pdf, budget)
    yield from _bookmarks(pdf, budget)


def _triggered(owner: Any, budget: Budget) -> Iterator[Any]:
    yield entry(owner, "/A")
    yield entry(owner, "/OpenAction")
    yield from _additional(owner, budget)


def _additional(owner: Any, budget: Budget) -> Iterator[Any]:
    for _, action in values(entry(owner, "/AA"), budget):
        yield action


def _chain(action: Any, seen: Seen, budget: Budget) -> Iterator[str]:
    """An action and those that follow it."""
    stack = [action]
    while stack:
        action = stack.pop()
        budget.spend()
        if entry(action, "/S") is None or is_known(action, seen):
            continue
        yield str(action.S)
        following = entry(action, "/Next")
        stack.extend(items(following, budget))
        stack.append(following)


def _fields(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Any]:
    seen: Seen = set()
    stack = list(items(entry(pdf.Root, "/AcroForm", "/Fields"), budget))
    while stack:
        field = stack.pop()
        if not is_known(field, seen):
            yield field
            stack.extend(items(entry(field, "/Kids"), budget))


def _bookmarks(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Any]:
    seen: Seen = set()
    stack = [entry(pdf.Root, "/Outlines", "/First")]
    while stack:
        mark = stack.pop()
        budget.spend()
        if entry(mark, "/Title") is not None and not is_known(mark, seen):
            yield mark
            stack += [entry(mark, "/Next"), entry(mark, "/First")]
