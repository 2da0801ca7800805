"""What the pages of a PDF show: text, pictures, comments, and the fonts that are not in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Dictionary, Name, Stream

from printing.opening import Budget, Leaf, content, entry, is_known, items, values, words

MAX_NESTING = 5

COMMENTS = frozenset(
    {"Text", "FreeText", "Highlight", "Underline", "Squiggly", "StrikeOut", "Line", "Square"}
    | {"Circle", "Polygon", "PolyLine", "Stamp", "Caret", "Ink", "FileAttachment", "Redact"}
)
"""Notes that somebody wrote on a page; links, form fields and pop-ups of notes are none."""


@dataclass(frozen=True, slots=True)
class Shown:
    text: bool = False
    picture: bool = False


def shown_on(leaf: Leaf, budget: Budget) -> Shown:
    """Whether a page shows text (also text that is laid invisibly on a scan) and pictures."""
    return _shown(_drawn(leaf.page, budget), leaf.resources, budget, 0)


def comments_on(leaves: Iterable[Leaf], budget: Budget) -> Iterator[tuple[str, str]]:
    """(kind, author or "") of each comment."""
    for leaf in leaves:
        for note in items(entry(leaf.page, "/Annots"), budget):
            kind = str(entry(note, "/Subtype") or "").removeprefix("/")
            if kind in COMMENTS:
                yield kind, words(entry(note, "/T"))


def pictures_and_fonts(leaves: Iterable[Leaf], budget: Budget) -> Iterator[tuple[int, str]]:
    """(bytes, "") of each picture, and (0, name) of each font that is not in the file; each once."""
    seen: set[tuple[int, int]] = set()
    stack = [leaf.resources for leaf in reversed(list(leaves))]
    while stack:
        resources = stack.pop()
        if is_known(resources, seen):
            continue
        for _, font in values(entry(resources, "/Font"), budget):
            if not is_known(font, seen) and not _is_embedded(font):
                yield 0, str(entry(font, "/BaseFont") or "/?").removeprefix("/")[:100]
        for _, thing in values(entry(resources, "/XObject"), budget):
            if not isinstance(thing, Stream) or is_known(thing, seen):
                continue
            if thing.get(Name.Subtype) == "/Image":
                yield _length(thing) + _length(thing.get(Name.SMask)), ""
            else:
                stack.append(entry(thing, "/Resources"))


def _length(stream: Any) -> int:
    length = entry(stream, "/Length")
    return length if isinstance(length, int) else 0


def _is_embedded(font: Any) -> bool:
    """A font that is drawn in the file (Type3) is in it; a composite one says it in its descendant."""
    if entry(font, "/Subtype") == "/Type3":
        return True
    below = entry(font, "/DescendantFonts")
    descendant = next(items(below, Budget(1)), None) if below is not None else font
    descriptor = entry(descendant, "/FontDescriptor")
    return any(entry(descriptor, f"/FontFile{n}") is not None for n in ("", 2, 3))


_TEXT = re.compile(rb"[)>\]]\s*T[jJ]\b|[)>]\s*['\"]\s")
_LETTERS = re.compile(rb"\((?:\\.|[^\\)\s])|<[0-9A-Fa-f]{2}")
_DRAWN = re.compile(rb"/([^\s/<>\[\]()]{1,127})\s+Do\b")
_INLINE = re.compile(rb"\bBI\s[^>]{1,400}?\sID\s")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")


def _shown(drawing: bytes, resources: Any, budget: Budget, depth: int) -> Shown:
    text = bool(_TEXT.search(drawing) and _LETTERS.search(drawing))
    picture = bool(_INLINE.search(drawing))
    for name in dict.fromkeys(_DRAWN.findall(drawing)):
        budget.spend()
        below = _thing(entry(resources, "/XObject", _name(name)), resources, budget, depth)
        text, picture = text or below.text, picture or below.picture
        if text and picture:
            break
    return Shown(text, picture)


def _thing(thing: Any, resources: Any, budget: Budget, depth: int) -> Shown:
    if entry(thing, "/Subtype") == "/Image":
        return Shown(picture=True)
    if entry(thing, "/Subtype") != "/Form" or depth >= MAX_NESTING:
        return Shown()
    return _shown(
        content(thing, budget), entry(thing, "/Resources") or resources, budget, depth + 1
    )


def _name(written: bytes) -> str:
    """A name as the library gives it; in a page it may be written with codes."""
    plain = _CODE.sub(lambda code: bytes([int(code[1], 16)]), written)
    return "/" + plain.decode("utf-8", "replace")


def _drawn(page: Dictionary, budget: Budget) -> bytes:
    drawn = page.get(Name.Contents)
    if isinstance(drawn, Stream):
        return content(drawn, budget)
    return b"\n".join(content(part, budget) for part in items(drawn, budget))
