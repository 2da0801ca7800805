"""The dates that are printed in a text, day first, with or without a year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A printed date and where it stands. `day` is None when no such day exists, or no year is printed."""

    start: int
    end: int
    day_number: int
    month: int
    year: int | None
    printed: str

    @property
    def day(self) -> dt.date | None:
        return _date(self.year, self.month, self.day_number) if self.year else None

    @property
    def impossible(self) -> bool:
        return _date(self.year or LEAP_YEAR, self.month, self.day_number) is None

    def before(self, other: dt.date) -> dt.date | None:
        """The last such day on or before another, for a date that prints no year."""
        for year in range(other.year, other.year - 5, -1):
            day = _date(year, self.month, self.day_number)
            if day and day <= other:
                return day
        return None


def find_dates(text: str) -> list[FoundDate]:
    return [found for match in _DATE.finditer(text) if (found := _found(match))]


LEAP_YEAR = 2024
_MONTHS = (
    ("january", "jan", "ionawr"),
    ("february", "feb", "chwefror"),
    ("march", "mar", "mawrth"),
    ("april", "apr", "ebrill"),
    ("may", "mai"),
    ("june", "jun", "mehefin"),
    ("july", "jul", "gorffennaf"),
    ("august", "aug", "awst"),
    ("september", "sept", "sep", "medi"),
    ("october", "oct", "hydref"),
    ("november", "nov", "tachwedd"),
    ("december", "dec", "rhagfyr"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_ORDINAL = r"\s?(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"""
    (?<![\w.£$/-])
    (?: (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:the\s+)?(?P<d1>\d{{1,2}}){_ORDINAL}\s+(?:of\s+|day\s+of\s+)?(?P<m1>{_NAMES})\b\.?(?:,?\s+(?P<y1>\d{{4}})\b)?
      | (?P<m2>{_NAMES})\b\.?\s+(?P<d2>\d{{1,2}}){_ORDINAL}\b(?:,?\s+(?P<y2>\d{{4}})\b)?
      | (?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)
      | (?P<d4>\d{{1,2}})\s?(?P<sep>[./-])\s?(?P<m4>\d{{1,2}})\s?(?P=sep)\s?(?P<y4>(?:19|20)\d\d|\d\d)
    )(?![\w/])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _found(match: re.Match[str]) -> FoundDate | None:
    parts = {name[0]: value for name, value in match.groupdict().items() if value and name != "sep"}
    month = _MONTH_NUMBER.get(parts["m"].lower()) or (
        int(parts["m"]) if parts["m"].isdigit() else 0
    )
    year = int(parts["y"]) if "y" in parts else None
    if year is not None and year < 100:
        year += 2000
    return FoundDate(match.start(), match.end(), int(parts["d"]), month, year, match[0])


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
