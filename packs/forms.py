"""The day from which a board report tells what has moved."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, Self

from django.utils import timezone

from access.generic import ScopedForm
from govuk.fields import as_date
from govuk.forms import DateField

QUARTER = 3


class BoardForm(ScopedForm):
    since = DateField(
        label="What has moved since",
        called="The date",
        help_text="For example, the day of the last meeting.",
        past=True,
    )
    missing = {"since": "Enter the date from which the report should tell"}

    @classmethod
    def of(cls, query: Any, *, user: Any) -> Self:
        """As typed, as an address names the day, or else from three months ago."""
        if any(name.startswith("since_") for name in query):
            return cls(query, user=user)
        asked, today = as_date(query.get("since")), timezone.localdate()
        since = asked if asked and asked <= today else a_quarter_before(today)
        return cls(initial={"since": since}, user=user)

    @property
    def chosen(self) -> dt.date:
        """The day that the report goes by; what was typed wrongly is asked for again beside it."""
        if not self.is_bound:
            return self.initial["since"]
        if self.is_valid():
            return self.cleaned_data["since"]
        return a_quarter_before(timezone.localdate())


def a_quarter_before(today: dt.date) -> dt.date:
    """Three months ago, on the last day of that month where it has no such day."""
    months = today.year * 12 + today.month - 1 - QUARTER
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return today.replace(year=year, month=month + 1, day=min(today.day, last))
