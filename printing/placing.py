"""How large the pages of a PDF show each of its pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Matrix, Name, Stream

from printing.opening import Budget, Leaf, TooMuch, entry, is_known, items, pages_of, values

MAX_PAGES = 20_000
MAX_STEPS = 2_000_000
MAX_NESTING = 6
MIN_PICTURE = 4_096
"""Bytes from which a picture is worth the work."""
POINTS = 72

Number = tuple[int, int]


@dataclass(slots=True)
class Placed:
    """A picture, and the largest width and height at which any page shows it, in inches."""

    stream: Any
    is_mask: bool = False
    width: float = 0.0
    height: float = 0.0


def placed_in(pdf: pikepdf.Pdf) -> list[Placed]:
    """Each picture whose size is known wherever it is shown. Raises `TooMuch` when a page cannot be followed to its end."""
    leaves = list(pages_of(pdf, Budget(MAX_PAGES)))
    walk = _Walk()
    for leaf in leaves:
        unit = float(leaf.page.get("/UserUnit", 1))
        walk.follow(leaf.page, leaf.resources, Matrix(unit, 0, 0, unit, 0, 0))
    apart = set(_shown_otherwise(leaves, walk.budget))
    return [
        placed
        for number, placed in walk.places.items()
        if number not in apart and placed.width and placed.height
    ]


@dataclass(slots=True)
class _Walk:
    """A walk through drawings and the forms in them."""

    places: dict[Number, Placed] = field(default_factory=dict)
    budget: Budget = field(default_factory=lambda: Budget(MAX_STEPS))
    depth: int = 0

    def follow(self, owner: Any, resources: Any, start: Matrix) -> None:
        things = entry(resources, "/XObject")
        if things is None:
            return
        for name, matrix in _drawn(owner, start, self.budget):
            thing = entry(things, name)
            if entry(thing, "/Subtype") == "/Image":
                self._note(thing, matrix)
            elif entry(thing, "/Subtype") == "/Form":
                self._enter(thing, resources, matrix)

    def _enter(self, form: Any, resources: Any, matrix: Matrix) -> None:
        if self.depth == MAX_NESTING:
            raise TooMuch
        self.depth += 1
        inside = _matrix(form.get(Name.Matrix)) @ matrix
        self.follow(form, entry(form, "/Resources") or resources, inside)
        self.depth -= 1

    def _note(self, image: Stream, matrix: Matrix) -> None:
        """A picture fills the unit square of its matrix; its soft mask is shown at the same size."""
        width = math.hypot(matrix.a, matrix.b) / POINTS
        height = math.hypot(matrix.c, matrix.d) / POINTS
        mask = image.get(Name.SMask)
        for stream in (image, mask):
            if isinstance(stream, Stream) and int(entry(stream, "/Length") or 0) >= MIN_PICTURE:
                placed = self.places.setdefault(stream.objgen, Placed(stream))
                placed.is_mask = placed.is_mask or stream is mask
                placed.width = max(placed.width, width)
                placed.height = max(placed.height, height)


def _drawn(owner: Any, start: Matrix, budget: Budget) -> Iterator[tuple[str, Matrix]]:
    """(name, matrix) of each thing that a drawing draws."""
    matrix, kept = start, []
    for instruction in pikepdf.parse_content_stream(owner, "q Q cm Do"):
        budget.spend()
        match str(instruction.operator):
            case "q":
                kept.append(matrix)
            case "Q" if kept:
                matrix = kept.pop()
            case "cm":
                matrix = _matrix(instruction.operands) @ matrix
            case "Do":
                yield str(instruction.operands[0]), matrix


def _matrix(numbers: Any) -> Matrix:
    if numbers is None:
        return Matrix()
    a, b, c, d, e, f = (float(number) for number in numbers)
    return Matrix(a, b, c, d, e, f)


def _shown_otherwise(leaves: list[Leaf], budget: Budget) -> Iterator[Number]:
    """Pictures that patterns, masks, drawn letters or notes show, at sizes that nobody has measured."""
    known: set[Number] = set()
    measured = _reached([leaf.resources for leaf in leaves], known, budget)
    starts = [below for resources in measured for below in _apart(resources, budget)]
    for leaf in leaves:
        for note in items(entry(leaf.page, "/Annots"), budget):
            starts.extend(_appearances(note, budget))
    known = set()
    for resources in _reached(starts, known, budget, with_apart=True):
        for _, thing in values(entry(resources, "/XObject"), budget):
            if entry(thing, "/Subtype") == "/Image":
                yield thing.objgen
                yield getattr(thing.get(Name.SMask), "objgen", thing.objgen)


def _reached(
    starts: list[Any], known: set[Number], budget: Budget, *, with_apart: bool = False
) -> Iterator[Any]:
    """The resources to begin with, and those of the forms in them."""
    stack = starts[::-1]
    while stack:
        resources = stack.pop()
        if resources is None or is_known(resources, known):
            continue
        yield resources
        if with_apart:
            stack.extend(_apart(resources, budget))
        for _, thing in values(entry(resources, "/XObject"), budget):
            if entry(thing, "/Subtype") == "/Form" and not is_known(thing, known):
                stack.append(thing.get(Name.Resources))


def _apart(resources: Any, budget: Budget) -> Iterator[Any]:
    for _, pattern in values(entry(resources, "/Pattern"), budget):
        yield entry(pattern, "/Resources")
    for _, font in values(entry(resources, "/Font"), budget):
        yield entry(font, "/Resources")
    for _, state in values(entry(resources, "/ExtGState"), budget):
        yield entry(state, "/SMask", "/G", "/Resources")


def _appearances(note: Any, budget: Budget) -> Iterator[Any]:
    """A note has a look, or one for each of its states."""
    for _, look in values(entry(note, "/AP"), budget):
        yield entry(look, "/Resources")
        if not isinstance(look, Stream):
            yield from (entry(state, "/Resources") for _, state in values(look, budget))
