"""What people type about the steps of a review: taking one, putting one right, holding it, handing it over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.generic import AskingForm, ScopedForm
from accounts.models import Organisation
from govuk.forms import DateField
from govuk.words import day
from reviews.models import Review, StageChange
from reviews.policies import transferable_to
from reviews.workflow import STEPS, Move, PanelMode, Step

SHORT_TEXT = 1_000
LONG_TEXT = 5_000


def _reason(label: str, *, help_text: str = "", rows: int = 3) -> forms.CharField:
    """Why something was done; what is missing is always said in the same words."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=SHORT_TEXT,
        error_messages={"required": "Enter a reason"},
    )


class MoveForm(AskingForm):
    """The day on which a step was taken, which may be before it is recorded, and a note.

    `after` and `before` are the days of the steps around this one: a day that does not lie between
    them is asked about, because letters cross and people record late.
    """

    on = DateField(label="On which day?", called="The day", past=True)
    note = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG_TEXT,
        required=False,
    )
    panel_on = DateField(
        label="Date of the QA Panel",
        help_text="Leave it empty if it is not known yet.",
        called="The date of the QA Panel",
        required=False,
    )
    panel_mode = forms.ChoiceField(
        label="How does the QA Panel consider it?",
        choices=[*PanelMode.choices, ("", "Not known yet")],
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = ("on", "panel_on", "panel_mode", "note")
    missing = {"on": "Enter the day on which this happened"}

    def __init__(
        self,
        *args: Any,
        step: Step,
        after: dt.date | None = None,
        before: dt.date | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.after, self.before = after, before
        if not step.for_panel:
            del self.fields["panel_on"], self.fields["panel_mode"]
        if step.needs_note:
            self.fields["note"].label = step.needs_note.label
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = step.needs_note.missing

    def questions(self) -> list[str]:
        on = self.cleaned_data.get("on")
        if on and self.after and on < self.after:
            return [f"The step before it was taken on {day(self.after)}. Is this day right?"]
        if on and self.before and on > self.before:
            return [f"The step after it was taken on {day(self.before)}. Is this day right?"]
        return []

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}


class CorrectionForm(MoveForm):
    """A recorded step as it should have been recorded, and why it is put right."""

    why = _reason("Why is it corrected?", help_text="This stands in the timeline.")

    def __init__(self, *args: Any, change: StageChange, **kwargs: Any) -> None:
        recorded = {
            "on": change.happened_on,
            "note": change.note,
            "panel_on": change.panel_on,
            "panel_mode": change.panel_mode,
        }
        kwargs["initial"] = recorded | (kwargs.get("initial") or {})
        super().__init__(*args, step=STEPS[Move(change.move)], **kwargs)


class TakeBackForm(ScopedForm):
    why = _reason("Why is it taken back?", help_text="This stands in the timeline.")


class HoldForm(ScopedForm):
    """Why a review waits, and until when."""

    reason = _reason(
        "Why is it put on hold?",
        help_text="The CSP and the Home Office both read this. Leave out details of the case.",
    )
    review_on = DateField(
        label="When will you look at it again?",
        help_text="It stays on hold until somebody takes it off.",
        called="The day",
    )
    missing = {"review_on": "Enter the day on which you will look at it again"}

    def clean_review_on(self) -> dt.date:
        review_on: dt.date = self.cleaned_data["review_on"]
        if review_on < timezone.localdate():
            raise ValidationError("The day must be today or in the future")
        return review_on


class OffHoldForm(ScopedForm):
    reason = _reason("Why does it go on?", help_text="This stands in the timeline.")


class TransferForm(ScopedForm):
    """Which CSP takes a review over, and why."""

    to = forms.ModelChoiceField(
        Organisation.unscoped,
        label="Which partnership takes it over?",
        empty_label="Choose one",
        error_messages={"invalid_choice": "Choose a partnership from the list"},
    )
    reason = _reason("Why is it transferred?", help_text="Both partnerships can read this.")
    missing = {"to": "Choose the partnership that takes it over"}

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = transferable_to(self.user, review)
