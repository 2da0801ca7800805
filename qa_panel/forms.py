"""How an officer narrows the queue, hands a submission over, and says what the QA Panel considered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django import forms
from django.db.models import F
from django.utils import timezone

from access.generic import ScopedForm
from accounts.models import User
from govuk.forms import DateField, SeenVersion, SeveralRows
from govuk.words import shortened
from qa_panel.models import Taking
from qa_panel.queue import OLDEST_FIRST, QUEUED
from reviews.models import Round

ME, NOBODY = "me", "nobody"
BY_AGE = "-age"
CHOOSE = "Select the reviews that the QA Panel considered"

# A submission is as old as its day of submission is early.
ORDERS: dict[str, Any] = {
    BY_AGE: F("came_on").asc(nulls_last=True),
    "age": F("came_on").desc(nulls_last=True),
    "panel": F("panel_on").asc(nulls_last=True),
    "-panel": F("panel_on").desc(nulls_last=True),
}
FILTERS: dict[str, Callable[[Any, str, User], Any]] = {
    "stage": lambda rounds, stage, _: rounds.filter(stage=stage),
    "csp": lambda rounds, csp, _: rounds.filter(review__organisation=csp),
    "who": lambda rounds, who, user: (
        rounds.filter(holder__isnull=True)
        if who == NOBODY
        else rounds.filter(holder=user.pk if who == ME else who)
    ),
}


class QueueFilter(ScopedForm):
    """What part of the queue is shown, as it stands in the address; what it does not know, it passes over."""

    stage = forms.ChoiceField(
        label="Stage",
        choices=[("", "All stages"), *[(stage.value, stage.label) for stage in QUEUED]],
        required=False,
    )
    who = forms.ChoiceField(label="Who has it", required=False)
    csp = forms.ChoiceField(label="Community Safety Partnership", required=False)
    sort = forms.ChoiceField(
        choices=[(order, order) for order in ORDERS], widget=forms.HiddenInput, required=False
    )

    def __init__(
        self, *args: Any, colleagues: list[User], partnerships: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(c.pk), shortened(c.name, 60)) for c in colleagues if c != self.user]
        named = [(str(pk), shortened(name, 60)) for pk, name in partnerships.items()]
        self.fields["who"].choices = [("", "Anybody"), (ME, "You"), (NOBODY, "Nobody yet"), *others]
        self.fields["csp"].choices = [("", "All"), *named]

    @classmethod
    def of(cls, query: Any, **choices: Any) -> Self:
        """The filter as it was understood: what the page shows is what was done."""
        asked = cls(query, **choices)
        asked.full_clean()
        return cls(initial=asked.cleaned_data, **choices)

    @property
    def is_set(self) -> bool:
        return any(value for name, value in self.initial.items() if name != "sort")

    @property
    def sort_by(self) -> str:
        return self.initial.get("sort") or BY_AGE

    def narrow(self, rounds: Any) -> Any:
        for name, value in self.initial.items():
            if value and name in FILTERS:
                rounds = FILTERS[name](rounds, value, self.user)
        return rounds.order_by(ORDERS[self.sort_by], *OLDEST_FIRST)


class HolderForm(ScopedForm):
    """Which officer has a submission; `seen` is who had it when the page was opened."""

    to = forms.ChoiceField(
        label="Who has it?",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select who has it"},
        required=False,
    )
    seen = SeenVersion(required=False)

    def __init__(self, *args: Any, people: list[User], last: Taking | None, **kwargs: Any) -> None:
        held_by = str(last.to_id or "") if last else ""
        initial = {"to": held_by, "seen": last.pk if last else 0}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.people = {str(person.pk): person for person in people}
        names = [(pk, person.name) for pk, person in self.people.items()]
        self.fields["to"].choices = [*names, ("", "Nobody yet")]

    @property
    def person(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


class RoundsField(SeveralRows):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, {obj.review.organisation} ({obj.get_stage_display()})"


class ConsideredForm(ScopedForm):
    """Which of the reviews listed for a day the QA Panel considered, and on which day."""

    rounds = RoundsField(
        queryset=Round.unscoped.none(),
        label="Which reviews did the QA Panel consider?",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_list", "invalid_pk_value"), CHOOSE
        ),
    )
    on = DateField(label="On which day?", called="The day", past=True)
    missing = {"on": "Enter the day on which the QA Panel considered them"}

    def __init__(
        self, *args: Any, listed: Any, panel_on: dt.date, ticked: list[str], **kwargs: Any
    ) -> None:
        initial = {"rounds": ticked, "on": min(panel_on, timezone.localdate())}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.fields["rounds"].queryset = listed
