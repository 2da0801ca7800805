"""The two fields that the design system has and Django has not: a date in three parts, and several files."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

DAY, MONTH, YEAR = range(3)
PARTS = ("day", "month", "year")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
YEARS = range(1900, 2200)
_ONE_OR_TWO_NUMBERS = re.compile(r"[0-9]{1,2}")
_FOUR_NUMBERS = re.compile(r"[0-9]{4}")


class DateError(ValidationError):
    """What is wrong with a date, and in which of its parts, so that only those are marked."""

    def __init__(self, sentence: str, parts: tuple[int, ...]) -> None:
        super().__init__(sentence, code="invalid")
        self.parts = parts


class DateWidget(forms.MultiWidget):
    """Day, month and year as three inputs, named after the field with _0, _1 and _2."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput() for _ in PARTS], attrs)

    def decompress(self, value: Any) -> list[str]:
        day = as_date(value)
        return [str(day.day), str(day.month), str(day.year)] if day else ["", "", ""]

    def typed(self, value: Any) -> list[str]:
        """The three texts to show: as they were typed, or as the first value has them."""
        if isinstance(value, list | tuple):
            return [part or "" for part in value]
        return self.decompress(value)


class DateField(forms.Field):
    """A day in three parts. Months may be written as numbers, names or abbreviations.

    `called` is what the errors name it, where the label is a question or goes on after a comma.
    """

    widget = DateWidget

    def __init__(self, *, called: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called = called

    @property
    def name_in_errors(self) -> str:
        return self.called or short_name(str(self.label or "")) or "The date"

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, list | tuple):
            return as_date(value)
        typed = [(part or "").strip() for part in value]
        if not any(typed):
            return None
        self._check_parts(typed)
        try:
            return dt.date(_year(typed[YEAR]), month_number(typed[MONTH]), _day(typed[DAY]))
        except ValueError:
            raise DateError(
                f"{self.name_in_errors} must be a real date", (DAY, MONTH, YEAR)
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return as_date(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _check_parts(self, typed: list[str]) -> None:
        empty = tuple(at for at, part in enumerate(typed) if not part)
        if empty:
            words = " and ".join(PARTS[at] for at in empty)
            raise DateError(f"{self.name_in_errors} must include a {words}", empty)
        if not _FOUR_NUMBERS.fullmatch(typed[YEAR]):
            raise DateError("Year must include 4 numbers", (YEAR,))


class MultipleFileInput(forms.FileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files; cleans to a list, which is empty when none was chosen."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        clean = super().clean
        if not data:
            return [clean(None, initial)] if initial or self.required else []
        return [clean(upload) for upload in data]


def short_name(label: str) -> str:
    """What an error calls a field: its label up to a comma; nothing when the label is a question."""
    return "" if label.endswith("?") else label.partition(",")[0]


def as_date(value: Any) -> dt.date | None:
    """A first value as a date: it comes as a date or as ISO text; anything else is no date."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def month_number(text: str) -> int:
    """1 to 12 from "9", "09", "September", "Sep" or "sept.". Raises `ValueError`."""
    if _ONE_OR_TWO_NUMBERS.fullmatch(text):
        return int(text)
    name = text.lower().rstrip(".")
    for number, month in enumerate(MONTHS, start=1):
        if len(name) >= 3 and month.startswith(name):
            return number
    raise ValueError(text)


def _day(text: str) -> int:
    if not _ONE_OR_TWO_NUMBERS.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _year(text: str) -> int:
    if int(text) not in YEARS:
        raise ValueError(text)
    return int(text)
