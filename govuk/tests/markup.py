"""Reads HTML as a tree, so that a test asks for an element and not for a piece of text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "circle", "path"})


@dataclass
class Element:
    tag: str
    attrs: dict[str, str | None]
    children: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.words.split())

    @property
    def words(self) -> str:
        """The text with its spaces as they are written."""
        return "".join(child if isinstance(child, str) else child.words for child in self.children)

    def all(self, tag: str = "", **attrs: str) -> list[Element]:
        """The elements below this one, in order; `class_` means one of its classes."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.matches(tag, attrs) else []
                found += child.all(tag, **attrs)
        return found

    def one(self, tag: str = "", **attrs: str) -> Element:
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]

    def matches(self, tag: str, attrs: dict[str, str]) -> bool:
        classes = (self.attrs.get("class") or "").split()
        wanted = dict(attrs)
        return (
            (not tag or self.tag == tag)
            and ("class_" not in wanted or wanted.pop("class_") in classes)
            and all(self.attrs.get(name) == value for name, value in wanted.items())
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The tree; an element that is left open, or closed out of turn, fails the test."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is left open"
    return reader.root
