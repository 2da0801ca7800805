"""The two fields that the design system has and Django has not: a date in three parts, and several files."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

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
    `past` is for what has happened: today at the latest.
    """

    widget = DateWidget

    def __init__(self, *, called: str = "", past: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called, self.past = called, past

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

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.past and value > timezone.localdate():
            sentence = f"{self.name_in_errors} must be today or in the past"
            raise DateError(sentence, (DAY, MONTH, YEAR))

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


class SeenVersion(forms.IntegerField):
    """The version that a person had before them; one that cannot be read matches no version."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class SeveralRows(forms.ModelMultipleChoiceField):
    """Rows that are ticked. A key that no database could hold is a row that is not there."""

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)  # type: ignore[misc]  # Django's, and not in its stubs
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_pk_value"],
                code="invalid_pk_value",
                params={"pk": value},
            ) from None


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


def printable(value: Any) -> Any:
    """What was typed, without the characters that no page and no document can show.

    Control characters, halves of a character and the two that are none: they come with text that is
    pasted from other programs, and break the PDF's own description of itself.
    """
    if isinstance(value, list):
        return [printable(part) for part in value]
    return _UNPRINTABLE.sub("", value) if isinstance(value, str) else value


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
