"""Joining tagged PDFs into one: pages, one tree of tags, one outline, and links that lead where they led."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    OutlineItem,
    Page,
    Pdf,
    String,
)

Place = tuple[int, float, float]  # the page's number from 0, and the point on it, from below


@dataclass(slots=True)
class Bookmark:
    title: str
    place: Place
    children: list[Bookmark] = field(default_factory=list)


class Joined:
    """A PDF that grows by whole files. Sources must stay open until it is written."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.bookmarks: list[Bookmark] = []
        self._numbers: list[Any] = []  # of the parent tree: a key, its element or elements, …
        self._next = 0
        self._tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self._tree, K=Array())
        )

    def add_pages(self, source: Pdf) -> range:
        """Append a file's pages; its page keys are moved past those that are taken."""
        first, offset = len(self.pdf.pages), self._next
        for page in source.pages:
            _move_keys(page, offset)
            self.pdf.pages.append(page)
        return range(first, len(self.pdf.pages))

    def add_tags(self, source: Pdf, under: Object | None = None) -> Object | None:
        """Append a file's elements, once its pages are there; returns its tree as it is here."""
        tree = source.Root.get("/StructTreeRoot")
        if tree is None:
            return None
        here = self.pdf.copy_foreign(source.make_indirect(tree))
        parent = under if under is not None else self.document
        for element in _kids_of_document(here):
            element.P = parent
            parent.K.append(element)
        self._add_numbers(here)
        return here

    def new_part(self, title: str) -> Object:
        """An element that holds all of one file."""
        part = self.pdf.make_indirect(
            Dictionary(
                Type=Name.StructElem, S=Name.Part, P=self.document, K=Array(), T=String(title)
            )
        )
        self.document.K.append(part)
        return part

    def take_roles(self, tree: Object | None, prefix: str) -> None:
        """Keep what a file says of its own element and attribute names.

        Where two files mean different things by one name, the later file's elements get a name of their own.
        """
        for key in ("/RoleMap", "/ClassMap"):
            held = Dictionary() if tree is None else tree.get(key, Dictionary())
            theirs = {str(name): meaning for name, meaning in held.as_dict().items()}
            ours = self._tree.get(key, Dictionary())
            clashes = {name for name in theirs if name in ours and ours[name] != theirs[name]}
            if clashes:
                _rename(tree, "/S" if key == "/RoleMap" else "/C", clashes, prefix)
            for name, meaning in theirs.items():
                ours[_own_name(name, prefix) if name in clashes else name] = meaning
            if theirs:
                self._tree[key] = ours

    def take_layers(self, source: Pdf) -> None:
        """What a file shows and hides stays shown and hidden."""
        theirs = source.Root.get("/OCProperties")
        if theirs is None:
            return
        theirs = self.pdf.copy_foreign(source.make_indirect(theirs))
        ours = self.pdf.Root.get("/OCProperties")
        if ours is None:
            self.pdf.Root.OCProperties = theirs
            return
        ours.OCGs.extend(theirs.get("/OCGs", ()))
        hidden = ours.D.get("/OFF", Array())
        hidden.extend(theirs.get("/D", Dictionary()).get("/OFF", ()))
        ours.D.OFF = hidden

    def place(self, place: Place) -> Array:
        number, left, up = place
        return Array([self.pdf.pages[number].obj, Name.XYZ, left, up, 0])

    def finish(self) -> None:
        """Close the tree of tags and hang up the bookmarks."""
        self._tree.K = Array([self.document])
        self._tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(self._numbers)))
        self._tree.ParentTreeNextKey = self._next
        self.pdf.Root.StructTreeRoot = self._tree
        with self.pdf.open_outline() as outline:
            outline.root.extend(self._outline(self.bookmarks))

    def _outline(self, bookmarks: Iterable[Bookmark]) -> Iterator[OutlineItem]:
        for bookmark in bookmarks:
            item = OutlineItem(bookmark.title, self.place(bookmark.place))
            item.children.extend(self._outline(bookmark.children))
            yield item

    def _add_numbers(self, tree: Object) -> None:
        offset, last = self._next, -1
        for key, value in numbers(tree.get("/ParentTree")):
            self._numbers += [key + offset, value]
            last = max(last, key)
        self._next = offset + last + 1


def numbers(node: Object | None) -> Iterator[tuple[int, Object]]:
    """The keys and values of a number tree."""
    if node is None:
        return
    for kid in node.get("/Kids", ()):
        yield from numbers(kid)
    held = node.get("/Nums", ())
    for at in range(0, len(held) - 1, 2):
        yield int(held[at]), held[at + 1]


def named_places(pdf: Pdf) -> dict[str, Place]:
    """Where the file's names lead."""
    numbered = page_numbers(pdf)
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    found = {name: place_of(target, numbered, {}) for name, target in _names(names)}
    old: Any = pdf.Root.get("/Dests", Dictionary())
    found |= {str(name)[1:]: place_of(old[name], numbered, {}) for name in list(old.keys())}
    return {name: place for name, place in found.items() if place}


def page_numbers(pdf: Pdf) -> dict[tuple[int, int], int]:
    return {page.obj.objgen: number for number, page in enumerate(pdf.pages)}


def place_of(
    target: Any, numbered: dict[tuple[int, int], int], named: dict[str, Place]
) -> Place | None:
    """The place that a destination of any form leads to; none when it leads nowhere in this file."""
    if isinstance(target, Dictionary):
        target = target.get("/D")
    if isinstance(target, (String, Name)):
        return named.get(str(target).removeprefix("/"))
    if not isinstance(target, Array) or not len(target) or not isinstance(target[0], Dictionary):
        return None
    number = numbered.get(target[0].objgen)
    return None if number is None else (number, *_point(target))


def bookmarks_of(pdf: Pdf, named: dict[str, Place], first: int) -> list[Bookmark]:
    """A file's bookmarks, as they stand when its first page is number `first`."""
    numbered = page_numbers(pdf)
    with pdf.open_outline() as outline:
        return list(_bookmarks(outline.root, numbered, named, first))


def _bookmarks(
    items: Iterable[OutlineItem], numbered: Any, named: Any, first: int
) -> Iterator[Bookmark]:
    for item in items:
        target = item.destination if item.destination is not None else item.action
        number, left, up = place_of(target, numbered, named) or (0, 0.0, 0.0)
        children = list(_bookmarks(item.children, numbered, named, first))
        yield Bookmark(item.title, (first + number, left, up), children)


def _names(node: Object | None) -> Iterator[tuple[str, Object]]:
    if node is None:
        return
    for kid in node.get("/Kids", ()):
        yield from _names(kid)
    held = node.get("/Names", ())
    for at in range(0, len(held) - 1, 2):
        yield str(held[at]), held[at + 1]


def _point(target: Array) -> tuple[float, float]:
    """The corner that a destination shows; the top of the page when it names none."""
    box = target[0].get("/MediaBox", (0, 0, 595, 842))
    if len(target) > 3 and target[1] == Name.XYZ:
        left, up = (None if at is None else float(at) for at in (target[2], target[3]))
        return left or 0.0, float(box[3]) if up is None else up
    if len(target) > 2 and target[1] == Name.FitH and target[2] is not None:
        return 0.0, float(target[2])
    return 0.0, float(box[3])


def _move_keys(page: Page, offset: int) -> None:
    if "/StructParents" in page.obj:
        page.obj.StructParents = int(page.obj.StructParents) + offset
    for annotation in page.obj.get("/Annots", ()):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + offset


def _kids_of_document(tree: Object) -> list[Object]:
    """What stands below a file's own document element, or below its root when it has none."""
    tops = kids(tree)
    if len(tops) == 1 and tops[0].get("/S") == Name.Document:
        tops = kids(tops[0])
    return [top for top in tops if isinstance(top, Dictionary)]


def kids(element: Object) -> list[Any]:
    held = element.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def _own_name(name: str, prefix: str) -> str:
    return f"/{prefix}{name.removeprefix('/')}"


def _rename(tree: Object | None, key: str, names: set[str], prefix: str) -> None:
    """Give the elements that carry one of these names another."""
    waiting, seen = kids(tree) if tree is not None else [], set()
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Dictionary) or element.objgen in seen:
            continue
        if element.is_indirect:
            seen.add(element.objgen)
        if str(element.get(key, "")) in names:
            element[key] = Name(_own_name(str(element[key]), prefix))
        waiting += kids(element)
