"""How a PDF that came from outside is opened and walked, within bounds of memory and steps."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

MAX_STREAM = 128 * 1024 * 1024
"""What one stream may unpack to, in bytes: an A4 page scanned in colour at 600 dots an inch is 105 MB."""
MAX_STRUCTURE = 256 * 1024 * 1024
"""What all streams that hold objects may unpack to together, in bytes."""
MAX_WARNINGS = 20_000
CHUNK = 1024 * 1024

BROKEN = (pikepdf.PikepdfError, ValueError, TypeError, RuntimeError, LookupError, OverflowError)
"""What reading a damaged PDF can raise, here or in the library."""


class TooMuch(Exception):
    """The file holds more than anybody would write; looking stops here."""


class Locked(Exception):
    """The file does not open without its password."""


class Unreadable(Exception):
    """The file is no PDF, or too damaged to open; the message is the library's own."""


@dataclass(slots=True)
class Budget:
    """What may still be spent, in steps or in bytes; a file can only cost so much."""

    left: int

    def spend(self, cost: int = 1) -> None:
        self.left -= cost
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page, and the resources that it draws with, its own or inherited."""

    page: Any
    resources: Any


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Raises `Locked`, `Unreadable` or `TooMuch`."""
    _bound_qpdf()
    _check_structure(data)
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise Locked from None
    except BROKEN as error:
        raise Unreadable(str(error)) from None
    with pdf:
        yield pdf


def entry(owner: Any, *keys: str) -> Any:
    """What a path of keys leads to; None when anything on the way is missing or of another type."""
    for key in keys:
        if not isinstance(owner, (Dictionary, Stream)):
            return None
        owner = owner.get(key)
    return owner


def items(value: Any, budget: Budget) -> Iterator[Any]:
    """The members of an array, one at a time; none of what is no array."""
    if isinstance(value, Array):
        for at in range(len(value)):
            budget.spend()
            yield value[at]


def values(value: Any, budget: Budget) -> Iterator[tuple[str, Any]]:
    """The entries of a dictionary; none of what is no dictionary."""
    if isinstance(value, (Dictionary, Stream)):
        for pair in value.items():
            budget.spend()
            yield pair


def words(value: Any, length: int = 300) -> str:
    """A PDF string as one line fit to show, without control and direction marks; "" for anything else."""
    if not isinstance(value, (pikepdf.String, str)):
        return ""
    line = " ".join(str(value)[: 4 * length].split())
    return "".join(c for c in line if unicodedata.category(c)[0] != "C")[:length]


def pages_of(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Leaf]:
    """The pages in their order; a node that holds itself is passed over, and no depth is too deep."""
    above: set[tuple[int, int]] = set()
    stack: list[tuple[tuple[int, int], Any, Iterator[Any]]]
    stack = [((0, 0), None, iter([pdf.Root.get(Name.Pages)]))]
    while stack:
        number, inherited, kids = stack[-1]
        for node in kids:
            resources = entry(node, "/Resources") or inherited
            if isinstance(entry(node, "/Kids"), Array):
                if not is_known(node, above):
                    stack.append((node.objgen, resources, items(node.Kids, budget)))
                    break
            elif isinstance(node, Dictionary):
                yield Leaf(node, resources)
        else:
            stack.pop()
            above.discard(number)


def named(tree: Any, budget: Budget) -> Iterator[tuple[str, Any]]:
    """The (name, value) pairs of a name tree."""
    seen: set[tuple[int, int]] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if entry(node) is None or is_known(node, seen):
            continue
        pairs = items(entry(node, "/Names"), budget)
        for name in pairs:
            yield words(name), next(pairs, None)
        stack.extend(items(entry(node, "/Kids"), budget))


def is_known(thing: Any, seen: set[tuple[int, int]]) -> bool:
    """Whether a thing was met before; what has no number of its own cannot be met twice."""
    number = getattr(thing, "objgen", (0, 0))
    if number == (0, 0):
        return False
    if number in seen:
        return True
    seen.add(number)
    return False


def content(stream: Any, budget: Budget) -> bytes:
    """What a stream holds, unpacked; b"" for what is no stream or cannot be unpacked."""
    if not isinstance(stream, Stream):
        return b""
    try:
        data = stream.read_bytes()
    except BROKEN:
        return b""
    budget.spend(len(data))
    return data


def unpacked(stream: Any, budget: Budget) -> bytes:
    """What an attached file holds, however large: counted while it is unpacked; b"" when it cannot be."""
    if not isinstance(stream, Stream):
        return b""
    if stream.get(Name.Filter) != Name.FlateDecode or stream.get(Name.DecodeParms) is not None:
        return content(stream, budget)
    try:
        return b"".join(_pieces(stream.read_raw_bytes(), 0, budget))
    except zlib.error:
        return b""


@cache
def _bound_qpdf() -> None:
    """The library's bounds hold for the whole process, so they are set once and never widened."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MAX_STREAM,
        png_max_memory=MAX_STREAM,
        run_length_max_memory=MAX_STREAM,
        tiff_max_memory=MAX_STREAM,
        dct_max_memory=MAX_STREAM,
        doc_max_warnings=MAX_WARNINGS,
    )


_STREAM = re.compile(rb"stream\r?\n")
_HOLDS_OBJECTS = re.compile(rb"/ObjStm|/XRef|/Type\s*/[A-Za-z]*#")  # a name may be written in codes
_NUMBERS = re.compile(rb"\s*\d+\s+\d+\s")  # how a stream of objects begins, whatever it says it is
DICTIONARY = 4096


def _check_structure(data: bytes) -> None:
    """Raises `TooMuch`. Such streams are unpacked as the file is opened, before anybody could stop it."""
    budget = Budget(MAX_STRUCTURE)
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - DICTIONARY) : found.start()].rpartition(b" obj")[2]
        holds_objects = _HOLDS_OBJECTS.search(head)
        if holds_objects and head.count(b"Decode") > 2:  # one filter and its parameters
            raise TooMuch
        if holds_objects or _NUMBERS.match(_start(data, found.end())):
            _count(data, found.end(), budget)


def _start(data: bytes, at: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data[at : at + 256], 64)
    except zlib.error:
        return b""


def _count(data: bytes, start: int, budget: Budget) -> None:
    try:
        for _ in _pieces(data, start, budget):
            pass
    except zlib.error:
        return


def _pieces(data: bytes, start: int, budget: Budget) -> Iterator[bytes]:
    """A packed stream, unpacked a megabyte at a time."""
    unpack = zlib.decompressobj()
    for at in range(start, len(data), CHUNK):
        packed = data[at : at + CHUNK]
        while packed and not unpack.eof:
            piece = unpack.decompress(packed, CHUNK)
            budget.spend(len(piece))
            yield piece
            packed = unpack.unconsumed_tail
        if unpack.eof:
            return
