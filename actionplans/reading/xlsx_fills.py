"""Which colour an Excel cell shows: plain, from the theme, from the old palette, or by a condition."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import column_index_from_string

from actionplans.reading.colours import tinted

SIGNS = "■●⬤█▪•◼"
_THEME_ORDER = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)
"""Cells count the theme's colours with light before dark; the theme stores dark before light."""
Conditional = Callable[[int, int, Any], str]


class Fills:
    """The colours of one workbook. Cells share few styles, so each is worked out once."""

    def __init__(self, workbook: Any) -> None:
        self._theme = _theme(workbook.loaded_theme)
        self._known: dict[tuple[int, bool], str] = {}

    def of(self, cell: Any, text: str) -> str:
        """The cell's fill, or the colour of the square that is all it holds."""
        sign = bool(text) and all(letter in SIGNS for letter in text)
        key = (cell.style_id, sign)
        if key not in self._known:
            ink = self.hex(cell.font.color) if sign and cell.font.color else ""
            self._known[key] = self._fill(cell.fill) or ink
        return self._known[key]

    def conditional(self, sheet: Any) -> Conditional:
        """What the simple rules of a sheet colour: a cell that is, holds or begins with certain words."""
        rules = [
            (area, rule, self._fill(rule.dxf.fill))
            for formatting in sheet.conditional_formatting
            for area in formatting.cells.ranges
            for rule in formatting.rules
            if rule.dxf is not None and rule.dxf.fill is not None
        ]
        rules.sort(key=lambda found: found[1].priority or 0)

        def fill(row: int, column: int, sheet: Any) -> str:
            for area, rule, colour in rules:
                inside = (
                    area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col
                )
                if inside and colour and _applies(rule, area, row, column, sheet):
                    return colour
            return ""

        return fill

    def hex(self, colour: Any) -> str:
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            plain = colour.rgb[-6:].lower()
            return plain if re.fullmatch("[0-9a-f]{6}", plain) else ""
        if colour.type == "theme" and colour.theme < len(self._theme):
            return tinted(self._theme[colour.theme], colour.tint or 0.0)
        if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
            return str(COLOR_INDEX[colour.indexed])[-6:].lower()
        return ""

    def _fill(self, fill: Any) -> str:
        if fill is None:
            return ""
        if fill.tagname == "gradientFill":
            return self.hex(fill.stop[0].color) if fill.stop else ""
        if fill.fill_type == "solid":
            return self.hex(fill.fgColor) if _is_set(fill.fgColor) else self.hex(fill.bgColor)
        return self.hex(fill.bgColor) if fill.fill_type is None and _is_set(fill.bgColor) else ""


def _is_set(colour: Any) -> bool:
    return not (colour.type == "rgb" and colour.rgb in ("00000000", None))


def _theme(stored: bytes | None) -> list[str]:
    if not stored:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    scheme = etree.fromstring(stored, parser).find(".//{*}clrScheme")
    colours = []
    for entry in scheme if scheme is not None else ():
        chosen = entry[0] if len(entry) else entry
        colours.append((chosen.get("lastClr") or chosen.get("val") or "ffffff").lower())
    return [colours[at] for at in _THEME_ORDER if at < len(colours)]


def _applies(rule: Any, area: Any, row: int, column: int, sheet: Any) -> bool:
    shown = str(sheet.cell(row, column).value or "").casefold()
    formula = rule.formula[0] if rule.formula else ""
    if rule.type == "cellIs" and rule.operator == "equal":
        return shown == _quoted(formula).casefold() != ""
    if rule.type == "containsText" and rule.text:
        return rule.text.casefold() in shown
    if rule.type == "beginsWith" and rule.text:
        return shown.startswith(rule.text.casefold())
    found = _EQUALS.fullmatch(formula.strip()) if rule.type == "expression" else None
    if not found:
        return False
    at = column_index_from_string(found["column"])
    at += 0 if found["fixed"] else column - area.min_col
    line = int(found["row"]) + (0 if found["held"] else row - area.min_row)
    if not (0 < at < 500 and 0 < line <= sheet.max_row):
        return False
    return str(sheet.cell(line, at).value or "").casefold() == found["words"].casefold()


def _quoted(formula: str) -> str:
    return formula[1:-1] if len(formula) > 1 and formula[0] == formula[-1] == '"' else ""


_EQUALS = re.compile(
    r'(?P<fixed>\$?)(?P<column>[A-Z]{1,3})(?P<held>\$?)(?P<row>\d{1,7})="(?P<words>[^"]*)"'
)
