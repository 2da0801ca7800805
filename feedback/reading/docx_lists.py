"""What Word stores of lists and paragraphs, and the marks that it prints from that."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn


def is_on(properties: Any, name: str) -> bool:
    found = properties.find(qn(name)) if properties is not None else None
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none")


class Properties:
    """What a paragraph and the styles behind it say of its list, indent and kind."""

    def __init__(self, element: Any, styles: dict[str, Any]) -> None:
        own = element.find(qn("w:pPr"))
        self._chain = [own] if own is not None else []
        style_id = self._value("w:pStyle")
        self.style_names: list[str] = []
        style = styles.get(style_id or "")
        while style is not None and len(self.style_names) < 12:
            self.style_names.append(style.name or "")
            properties = style.element.find(qn("w:pPr"))
            if properties is not None:
                self._chain.append(properties)
            style = getattr(style, "base_style", None)

    def _value(self, path: str) -> str | None:
        steps = "/".join(qn(step) for step in path.split("/"))
        for properties in self._chain:
            found = properties.find(steps)
            if found is not None:
                return str(found.get(qn("w:val")))
        return None

    @property
    def number(self) -> str | None:
        return self._value("w:numPr/w:numId")

    @property
    def depth(self) -> int:
        printed = self._value("w:numPr/w:ilvl")
        named = re.search(r"List (?:Bullet|Number) (\d)", " ".join(self.style_names[:1]))
        if named and printed in (None, "0"):
            return int(named[1]) - 1
        return min(int(printed), 8) if printed and printed.isdigit() else 0

    @property
    def indent(self) -> int:
        for properties in self._chain:
            found = properties.find(qn("w:ind"))
            if found is not None:
                value = found.get(qn("w:left")) or found.get(qn("w:start")) or "0"
                return int(float(value)) if re.fullmatch(r"-?\d+(?:\.\d+)?", value) else 0
        return 0

    @property
    def typed_level(self) -> int:
        return 1 if self.indent >= 900 else 0

    @property
    def is_heading(self) -> bool:
        return any(re.match(r"(?i)heading|title|subtitle", name) for name in self.style_names)

    @property
    def page_break(self) -> bool:
        return any(is_on(properties, "w:pageBreakBefore") for properties in self._chain)


class Numbering:
    """The marks of Word's own lists, counted as Word counts them."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        root = _numbering_root(document)
        if root is None:
            return
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                key = (str(abstract.get(qn("w:abstractNumId"))), int(level.get(qn("w:ilvl")) or 0))
                self._levels[key] = _level_form(level)
        for number in root.iter(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            if link is not None:
                self._lists[str(number.get(qn("w:numId")))] = str(link.get(qn("w:val")))

    def mark(self, properties: Properties) -> tuple[str, int]:
        """(printed mark, level) of the next paragraph in its list; ("", 0) outside lists."""
        number, depth = properties.number, properties.depth
        abstract = self._lists.get(number or "")
        if abstract is None:
            return "", 0
        form, pattern, start = self._levels.get((abstract, depth), ("bullet", "•", 1))
        if form == "none":
            return "", 0
        counts = self._counts[str(number)]
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if form == "bullet":
            return ("-" if pattern.strip() in ("-", "–") else "•"), depth
        return self._filled(abstract, pattern, counts) or f"{counts[depth]}.", depth

    def _filled(self, abstract: str, pattern: str, counts: dict[int, int]) -> str:
        def value(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            form, _, start = self._levels.get((abstract, level), ("decimal", "", 1))
            return _FORMS.get(form, str)(counts.get(level, start))

        return re.sub(r"%(\d)", value, pattern).strip()


def _numbering_root(document: Any) -> Any:
    try:
        return document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return None


def _level_form(level: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val"))) if found is not None else default

    start = value("w:start", "1")
    return (
        value("w:numFmt", "decimal"),
        value("w:lvlText", ""),
        int(start) if start.isdigit() else 1,
    )


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    digits = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    printed = ""
    for value, sign in digits:
        printed += sign * (count // value)
        count %= value
    return printed


_FORMS = {
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
