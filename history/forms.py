"""Which part of the record is shown, as it stands in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django import forms
from django.db.models import Q
from django.utils import timezone

from access.generic import ScopedForm
from govuk.forms import DateField
from govuk.words import shortened
from history.words import KINDS, READING

FIRST_OF_DAY = dt.time.min
NOBODY = "0"  # an agency that answers by a link, or a command on the machine itself


class RecordFilter(ScopedForm):
    """`looked` shows who has looked at documents as well, which is left out at first.

    People go by their keys, as an address holds no names.
    """

    who = forms.ChoiceField(label="Who", required=False)
    kind = forms.ChoiceField(label="What", required=False)
    since = DateField(label="From", called="The first day", required=False)
    until = DateField(label="To", called="The last day", required=False)
    looked = forms.BooleanField(label="Show who has looked at documents", required=False)

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = events
        named = [
            (str(pk), shortened(name, 60))
            for pk, name in sorted(_people(events).items(), key=_name)
        ]
        kinds = {verb.partition(".")[0] for verb in _verbs(events)}
        known = [(room, words) for room, words in KINDS.items() if room in kinds]
        self.fields["who"].choices = [("", "Everybody"), *named, (NOBODY, "Nobody with an account")]
        self.fields["kind"].choices = [("", "Everything"), *known]

    @classmethod
    def of(cls, query: Any, **kwargs: Any) -> Self:
        """As typed; a day that is no day is asked for again, and counts for nothing."""
        form = cls(query or None, **kwargs)
        form.is_valid()
        return form

    @property
    def chosen(self) -> dict[str, Any]:
        known: dict[str, Any] = getattr(self, "cleaned_data", {})
        return {name: value for name, value in known.items() if value}

    @property
    def is_open(self) -> bool:
        """Whether the page shows it unfolded."""
        return bool(self.chosen or self.errors)

    def narrowed(self) -> Any:
        events = self.events
        for name, value in self.chosen.items():
            if name in FILTERS:
                events = events.filter(FILTERS[name](value))
        return events if self.chosen.get("looked") else events.exclude(verb__in=READING)


def _people(events: Any) -> dict[int, str]:
    """Who did something, as they were called last."""
    known = events.filter(actor__isnull=False).order_by("number")
    return dict(known.values_list("actor", "actor_name"))


def _name(person: tuple[int, str]) -> str:
    return person[1]


def _verbs(events: Any) -> Any:
    return events.order_by().values_list("verb", flat=True).distinct()


def _midnight(on: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(on, FIRST_OF_DAY))


FILTERS = {
    "who": lambda pk: Q(actor__isnull=True) if pk == NOBODY else Q(actor=pk),
    "kind": lambda room: Q(verb__startswith=f"{room}."),
    "since": lambda on: Q(at__gte=_midnight(on)),
    "until": lambda on: Q(at__lt=_midnight(on + dt.timedelta(days=1))),
}
