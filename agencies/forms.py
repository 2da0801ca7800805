"""What a manager types to ask an agency, and about what the agency answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.generic import ScopedForm
from actionplans.forms import UpdateForm, long_text
from agencies.models import MOST_DAYS, USUAL_DAYS, AgencyLink, AgencyUpdate
from agencies.naming import Named
from govuk.forms import DateField, SeenVersion
from govuk.words import count, day, shortened

NAME_IN_LIST = 60
WORDS_MAY_CHANGE = "You can change the words. What the agency sent stays on record as it is."


class LastDayField(DateField):
    """The last day on which a link opens: still to come, and not so far off that it is forgotten."""

    def __init__(self) -> None:
        super().__init__(
            label="Last day of the link",
            help_text=f"At most {MOST_DAYS} days from today.",
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        today = timezone.localdate()
        latest = today + dt.timedelta(MOST_DAYS)
        if value and value < today:
            raise ValidationError("Last day of the link must be today or in the future")
        if value and value > latest:
            raise ValidationError(f"Last day of the link must be {day(latest)} or before")


class AskForm(ScopedForm):
    """Whom to ask at which agency of the plan, and until when."""

    agency = forms.ChoiceField(
        label="Agency", help_text="The link shows the actions that it leads or supports."
    )
    contact = forms.CharField(
        label="Name of the contact",
        help_text="Whoever gets the link can answer with it, so name one person.",
        max_length=200,
    )
    email = forms.EmailField(label="E-mail address of the contact", max_length=254)
    last_day = LastDayField()
    message = long_text(
        "Message, if you want to add one",
        help_text="The contact reads it on the page of the link, not in the e-mail.",
        required=False,
    )

    missing = {
        "agency": "Select the agency",
        "contact": "Enter the name of the contact",
        "email": "Enter the e-mail address of the contact",
        "last_day": "Enter the last day of the link",
    }

    def __init__(self, *args: Any, agencies: Iterable[Named], **kwargs: Any) -> None:
        kwargs["initial"] = {"last_day": usual_last_day()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        named = [(agency.name, _words(agency)) for agency in agencies]
        self.fields["agency"].choices = [("", "Select an agency"), *named]


class SendAgainForm(ScopedForm):
    """Until when the new link opens."""

    last_day = LastDayField()
    version = SeenVersion()

    missing = {"last_day": "Enter the last day of the link"}


class WithdrawForm(ScopedForm):
    """Nothing but the link as it was seen."""

    version = SeenVersion()


class TakeInForm(UpdateForm):
    """An agency's update as it will stand in the plan, and the completion if the CSP agrees to it.

    The files that the agency sent go along. An action that has ended is not completed here.
    """

    evidence = None  # type: ignore[assignment]  # so that a form has not the field of the form above it
    completed_on = DateField(
        past=True,
        label="Date of completion",
        help_text="Leave empty if the action is not complete.",
        required=False,
    )
    outcome = long_text("Outcome", required=False)
    version = SeenVersion()

    def __init__(self, *args: Any, update: AgencyUpdate, **kwargs: Any) -> None:
        kwargs["initial"] = _as_said(update) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = WORDS_MAY_CHANGE
        self.action = update.action
        if not self.action.is_open:
            del self.fields["completed_on"], self.fields["outcome"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        told_anew = data.get("outcome", "") not in ("", self.action.outcome)
        if told_anew and data.get("completed_on") is None and "completed_on" not in self.errors:
            self.add_error("completed_on", "Enter the date of completion that the outcome is about")
        return {"completed_on": None, "outcome": ""} | data


class ReturnForm(ScopedForm):
    """Why an update is returned."""

    reason = long_text("What should be changed, and why")

    missing = {"reason": "Enter what should be changed, and why"}


def usual_last_day(link: AgencyLink | None = None) -> dt.date:
    """Four weeks from today, or what a link has already if that is later."""
    usual = timezone.localdate() + dt.timedelta(USUAL_DAYS)
    return max(usual, link.last_day) if link else usual


def _words(agency: Named) -> str:
    return (
        f"{shortened(agency.name, NAME_IN_LIST)} ({count(len(agency.actions), 'action,actions')})"
    )


def _as_said(update: AgencyUpdate) -> dict[str, Any]:
    """What stands in the form at first: the agency's own words and days."""
    return {
        "dated": update.dated,
        "text": update.text,
        "completed_on": update.dated if update.completed else None,
        "outcome": update.action.outcome,
        "version": update.action.version,
    }
