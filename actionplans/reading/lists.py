"""The actions that one cell holds as a list, and what the other cells of the row say of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actionplans.reading.grid import DRAWN

DIVIDED = "The cell held {} actions as a list. Each became an action of its own; check its date and agency."
MAYBE_SEVERAL = "The cell may hold several actions. It was kept as one; divide it if each needs an answer of its own."
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list without their marks; `stem` is what stands before the first mark."""

    stem: str
    items: tuple[str, ...]

    @property
    def are_actions(self) -> bool:
        """Whether each item can stand alone: no stem that they complete, and a sentence in each."""
        return (
            len(self.items) > 1
            and not self.stem
            and all(len(item.split()) >= FEWEST_WORDS and item[0].isupper() for item in self.items)
        )

    @property
    def may_be_several(self) -> bool:
        """Whether it has items that are not clearly actions, or paragraphs that are each a sentence."""
        lines = self.stem.split("\n")
        sentences = all(
            len(line.split()) >= FEWEST_WORDS and line[0].isupper() and line.endswith(".")
            for line in lines
            if line
        )
        return len(self.items) > 1 or (len(lines) > 1 and sentences)


def listed(text: str) -> Listed:
    """A line without a mark belongs to the item above it."""
    stem: list[str] = []
    items: list[str] = []
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark:
            items.append(line[mark.end() :].strip())
        elif items:
            items[-1] = f"{items[-1]} {line}"
        else:
            stem.append(line)
    return Listed("\n".join(stem), tuple(item for item in items if item))


def shares(text: str, count: int) -> list[str]:
    """A neighbouring cell's part in each of `count` actions: its own list item or line, else all of it."""
    found = listed(text)
    if not found.stem and len(found.items) == count:
        return list(found.items)
    lines = text.split("\n")
    if len(lines) == count and not found.items:
        return lines
    return [text] * count


_MARK = re.compile(
    rf"\s*(?:{DRAWN}\S+\s|[•●○◦▪■□‣∙·➢►✓➔\uf0b7\uf0a7\uf0d8]\s*|[-–*]\s+|\(?\d{{1,2}}[.)](?!\d)\s*|\(?[a-z][.)]\s+|\(?[ivx]{{1,4}}[.)]\s+)(?=\S)"
)
