"""The whole dates in a plan's cells, as people type them; a month or a season is not one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

NOT_WHOLE = "“{}” is not a full date. The words were kept."
NO_SUCH_DAY = "There is no such day as {}. The words were kept."
SEVERAL = "More than one date stands here: “{}”. {:%d/%m/%Y} was taken."
SERIAL = "{} is how Excel stores {:%d/%m/%Y}. That date was taken."
UNCLEAR_END = "Check the date of completion: {:%d/%m/%Y} was taken from “{}”."
COMPLETED_WITHOUT_DATE = "This says that the action is complete, but not since when."


@dataclass(frozen=True, slots=True)
class Printed:
    """A whole date in a text, and where it stands. `day` is None when there is no such day."""

    day: dt.date | None
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    day: dt.date | None = None
    doubt: str = ""


def dates_in(text: str) -> list[Printed]:
    return [_printed(found) for found in _DATE.finditer(text)]


def read_target(text: str, day: dt.date | None = None) -> Reading:
    """The target date; of several the one that now holds, as far as the words around them tell."""
    if day or not text:
        return Reading(day)
    if stored := _serial(text):
        return Reading(stored, SERIAL.format(text, stored))
    printed = dates_in(text)
    if not printed:
        return Reading(None, NOT_WHOLE.format(_short(text)))
    chosen = printed[0] if len(printed) == 1 else _that_holds(text, printed)
    if chosen.day is None:
        return Reading(None, NO_SUCH_DAY.format(chosen.words))
    several = len({found.day for found in printed}) > 1
    return Reading(chosen.day, SEVERAL.format(_short(text), chosen.day) if several else "")


def read_completion(text: str, day: dt.date | None = None) -> Reading:
    """When the action ended, from a cell that may say more, or something else altogether."""
    if day or not text:
        return Reading(day)
    if stored := _serial(text):
        return Reading(stored, SERIAL.format(text, stored))
    if _OPENS_UNFINISHED.match(text):
        return Reading()
    impossible = ""
    for found in dates_in(text):
        before = _clause(text, found.start)
        if _is_open(before):
            continue
        if found.day is None:
            impossible = impossible or NO_SUCH_DAY.format(found.words)
            continue
        plain = _ENDED.search(before) or not before.strip(_PUNCTUATION)
        return Reading(found.day, "" if plain else UNCLEAR_END.format(found.day, _short(text)))
    said = _YES.fullmatch(text) or (_ENDED.match(text) and not _STILL_OPEN.search(text))
    return Reading(None, impossible or (COMPLETED_WITHOUT_DATE if said else ""))


def begins_with_the_end(text: str) -> bool:
    """Whether a text opens by saying that the action is complete: “Completed 12/3/24 – …”."""
    first = text.split("\n", maxsplit=1)[0]
    return bool(_ENDED.search(" ".join(first.split()[:4])))


def is_only_a_date(text: str) -> bool:
    """Whether a cell holds one date and no other word."""
    found = dates_in(text)
    return len(found) == 1 and not (text[: found[0].start] + text[found[0].end :]).strip(
        _PUNCTUATION
    )


def _that_holds(text: str, printed: list[Printed]) -> Printed:
    """A revised date before the first one; the end of a span; otherwise the first one named."""
    for at, found in enumerate(printed):
        between = text[printed[at - 1].end if at else 0 : found.start]
        if _NOW.search(between) or (at and _SPAN.fullmatch(between)):
            return found
    kept = [
        found
        for at, found in enumerate(printed)
        if not _ONCE.search(text[printed[at - 1].end if at else 0 : found.start])
    ]
    return (kept or printed)[0]


def _is_open(before: str) -> bool:
    """Whether the words before a date say that the end is still to come: “not yet completed”, “next review”.

    “Review completed” has ended: the last of its words counts, unless the other one belongs to it.
    """
    if _AHEAD.search(before):
        return True
    opened = list(_STILL_OPEN.finditer(before))
    ended = list(_ENDED.finditer(before))
    if not opened:
        return False
    if not ended or ended[-1].start() < opened[-1].start():
        return True
    between = before[opened[-1].end() : ended[-1].start()].split()
    return len(between) < 2 and not _TAKES_AN_END.fullmatch(opened[-1][0])


def _clause(text: str, end: int) -> str:
    """What stands before a date in its own sentence."""
    return re.split(r"[;\n]|[.!?](?=\s)", text[:end])[-1]


def _serial(text: str) -> dt.date | None:
    if re.fullmatch(r"[34]\d{4}(?:\.0+)?|5[0-4]\d{3}", text):
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
    return None


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}…"


def _printed(found: re.Match[str]) -> Printed:
    parts: dict[str, str] = {name[0]: value for name, value in _named(found)}
    month = parts["m"].casefold()
    number = int(month) if month.isdigit() else _MONTHS.get(month) or _MONTHS[month[:3]]
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        day = dt.date(year, number, int(parts["d"]))
    except ValueError:
        day = None
    return Printed(day, found.start(), found.end(), found[0].strip())


def _named(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in found.groupdict().items() if value and name != "sep")


_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WELSH = [
    "ionawr",
    "chwefror",
    "mawrth",
    "ebrill",
    "mai",
    "mehefin",
    "gorffennaf",
    "awst",
    "medi",
    "hydref",
    "tachwedd",
    "rhagfyr",
]
_MONTHS = {name: number for names in (_ENGLISH, _WELSH) for number, name in enumerate(names, 1)}
_NAMES = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|" + "|".join(_WELSH) + ")"
)
_DATE = re.compile(
    rf"""
    (?<![\w£$./-])
    (?: (?P<y1>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m1>\d{{1,2}})(?P=sep)(?P<d1>\d{{1,2}})(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?
      | (?P<d2>\d{{1,2}})\s?[./-]\s?(?P<m2>\d{{1,2}})\s?[./-]\s?(?P<y2>(?:19|20)\d\d|\d\d)(?:\s\d\d:\d\d(?::\d\d)?)?
      | (?P<d5>\d{{1,2}})\s(?P<m5>\d{{1,2}})\s(?P<y5>(?:19|20)\d\d)
      | (?P<d3>\d{{1,2}})\s?(?:st|nd|rd|th)?[\s./,-]*(?:of\s+)?(?P<m3>{_NAMES})(?![^\W\d])[\s.,/-]*[’']?(?P<y3>(?:19|20)\d\d|\d\d)
      | (?P<m4>{_NAMES})\b\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>(?:19|20)\d\d)
    )(?![\w/]|[.-]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PUNCTUATION = " \n\t.,;:()[]–—-*•"
_ENDED = re.compile(
    r"\b(?:complet(?:ed?|ion)|done|achieved|closed|finished|ended|delivered|implemented|discharged|"
    r"signed off|actioned|in place|concluded|fulfilled)\b",
    re.IGNORECASE,
)
_STILL_OPEN = re.compile(
    r"\b(?:not|yet|partly|partially|part[- ]complete\w*|in progress|ongoing|on[- ]going|due|expected|will|would|should|"
    r"to be|aim\w*|next|review\w*|update\w*|planned|scheduled|anticipated|target\w*|awaiting|delayed|"
    r"extended|revised|pending|outstanding|draft\w*|start\w*|begin\w*|began|commenc\w*|overdue|meeting)\b",
    re.IGNORECASE,
)
_OPENS_UNFINISHED = re.compile(
    r"\W*(?:on[- ]?going|in progress|partly|partially|part[- ]complete\w*|under ?way|not|delayed|outstanding|"
    r"overdue|pending|awaiting|no longer)\b",
    re.IGNORECASE,
)
_YES = re.compile(r"(?i)y(?:es)?\W*")
_AHEAD = re.compile(r"\b(?:by|until|from)\s+(?:the\s+)?$", re.IGNORECASE)
_TAKES_AN_END = re.compile(r"(?:review|update|draft|meeting)\w*", re.IGNORECASE)
_NOW = re.compile(r"\b(?:revised|extended|now|new|moved|changed|amended|updated|became)\b", re.I)
_ONCE = re.compile(
    r"\b(?:was|were|originally|original|previously|previous|formerly|old|first)\b", re.I
)
_SPAN = re.compile(r"\s*(?:-|–|—|to|until|and)\s*", re.I)
