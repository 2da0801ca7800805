"""The number of a recommendation, apart from its words: “Recommendation 3:”, “R3”, “3.”, “3a”."""

from __future__ import annotations

import re
from collections.abc import Collection


def split_number(text: str) -> tuple[str, str]:
    """(number, words); the number is "" where none is printed before the words."""
    named = _NAMED.match(text)
    if named:
        return _counted(named["number"]), text[named.end() :].lstrip(_EDGES)
    bare = _BARE.match(text)
    if bare and not _DATE.match(text):
        return bare["number"].replace(" ", ""), text[bare.end() :].strip()
    return "", text


def split_counted(texts: Collection[str]) -> dict[str, tuple[str, str]]:
    """Texts that count 1, 2, 3 … without a point after the number, each divided; {} unless all of them do."""
    found = {text: match for text in texts if (match := _COUNTED_ON.match(text))}
    numbers = [int(match[1]) for match in found.values()]
    if len(found) < max(2, len(texts)) or numbers != list(range(1, len(numbers) + 1)):
        return {}
    return {text: (match[1], text[match.end() :]) for text, match in found.items()}


def number_of(text: str) -> str:
    """The number in a cell that holds nothing else; words are kept as they are."""
    number, words = split_number(text.strip())
    if number and not words:
        return number
    found = _ALONE.fullmatch(text.strip())
    return _counted(found["number"]) if found else " ".join(text.split())


def is_heading(text: str) -> bool:
    """Whether words announce a recommendation by name: “Recommendation 3: …”."""
    return bool(_NAMED.match(text))


def goes_on(number: str, before: str) -> bool:
    """Whether a number is a part of the one before: 1.1 after 1, 1.2 after 1.1, 3b after 3a."""
    return bool(number and before) and _stem(number) == _stem(before) and number != _stem(number)


def _stem(number: str) -> str:
    return re.sub(r"(?<=\d)(?:[.]\d+|[a-z])$", "", number)


def _counted(number: str) -> str:
    word = number.casefold()
    return str(_COUNTED.index(word) + 1) if word in _COUNTED else re.sub(r"\s+", "", number)


_COUNTED = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_DIGITS = r"\d{1,3}(?:\.\d{1,3})*(?:\s?[a-z]\b|[a-z]\b)?"
_COUNTED_ON = re.compile(r"(\d{1,3}) (?=[A-Z])")
_EDGES = " \n\t:.–—-)"
_NAMED = re.compile(
    rf"(?:[^\W\d]+\s+){{0,3}}?(?:recommendation|rec)\b\s*\.?\s*(?:no\.?|number|#)?\s*"
    rf"(?P<number>[A-Z]{{1,5}}\s?{_DIGITS}|{_DIGITS}|(?:{'|'.join(_COUNTED)})\b)\)?\s*(?:[:.)–—-]|\n|$|(?=\s[A-Z(]))",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:(?P<r>R)\s?(?=\d))?\(?(?P<number>(?:[A-Z]{{1,5}}\s?)?{_DIGITS})(?:\s*[:.)](?!\d)|\s[–—-](?=\s)|\s*\n|(?<=\.\d)\s+(?=[A-Z]))\s*(?=\S)"
)
_ALONE = re.compile(
    rf"(?:R|rec(?:ommendation)?|no|number|#)?\s*\.?\s*(?:no\.?)?\s*(?P<number>{_DIGITS})\s*[.:)]?",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2}")
