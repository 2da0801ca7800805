"""What people type to put a confirmed letter right, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from access.generic import AskingForm, ScopedForm
from feedback.drafts import PanelMode
from feedback.letter_forms import LONG_TEXT, unusual
from feedback.models import FeedbackItem, FeedbackLetter
from govuk.forms import DateField, SeenVersion

LONGEST_REASON = 1_000
MOST_ROWS = 16


class Lines(forms.CharField):
    """Text on several lines; browsers send other line ends than those that are kept."""

    widget = forms.Textarea

    def clean(self, value: Any) -> str:
        return "\n".join(super().clean(value).splitlines())


class SubPoints(Lines):
    """The sub-points of an area, one on a line."""

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]  # the lines, one by one
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class WhyForm(ScopedForm):
    """A reason, and the version of the letter that the person had before them."""

    why = forms.CharField(
        label="Why?",
        help_text="The CSP and the Home Office both read this. Leave out details of the case.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
        error_messages={"required": "Enter a reason"},
    )
    version = SeenVersion(required=False)

    def __init__(self, *args: Any, letter: FeedbackLetter, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": letter.draft_version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class CorrectLetterForm(AskingForm, WhyForm):
    """A letter as it should have been recorded. Without `outcomes` to choose from, its outcome stays."""

    outcome = forms.ChoiceField(
        label="Outcome that the letter states",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the outcome that the letter states",
            "invalid_choice": "Select the outcome that the letter states",
        },
    )
    letter_date = DateField(label="Date of the letter", required=False)
    panel_date = DateField(label="Date of the QA Panel", required=False)
    panel_mode = forms.ChoiceField(
        label="How the QA Panel considered it",
        choices=[("", "Not stated"), *PanelMode.choices],
        required=False,
    )
    addressee = Lines(
        label="Sent to",
        help_text="Name, role and organisation, each on a line.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
        required=False,
    )
    signatory = Lines(
        label="Signed by",
        help_text="Name and role, each on a line.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
        required=False,
    )
    return_address = forms.EmailField(label="Send the answer to", max_length=254, required=False)
    DETAILS = (
        "outcome",
        "letter_date",
        "panel_date",
        "panel_mode",
        "addressee",
        "signatory",
        "return_address",
    )
    field_order = (*DETAILS, "why")

    def __init__(
        self,
        *args: Any,
        letter: FeedbackLetter,
        submitted_on: dt.date | None,
        outcomes: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        recorded = {name: getattr(letter, name) for name in self.DETAILS}
        kwargs["initial"] = recorded | (kwargs.get("initial") or {})
        super().__init__(*args, letter=letter, **kwargs)
        self.letter, self.submitted_on = letter, submitted_on
        self.fields["outcome"].choices = outcomes
        if not outcomes:
            del self.fields["outcome"]

    def questions(self) -> list[str]:
        """Only of another date than the one that is recorded, which has been asked about already."""
        typed = self.cleaned_data.get("letter_date")
        return unusual(typed, self.submitted_on) if typed != self.letter.letter_date else []

    @property
    def details(self) -> dict[str, Any]:
        """What is recorded of the letter, as it was typed."""
        return {name: self.cleaned_data[name] for name in self.DETAILS if name in self.fields}


class CorrectAreaForm(WhyForm):
    """The words of one area as the letter has them."""

    text = Lines(label="Words of the letter", max_length=LONG_TEXT)
    children = SubPoints(
        label="Sub-points, one on a line",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG_TEXT,
        required=False,
    )
    field_order = ("text", "children", "why")
    missing = {"text": "Enter the words of the letter"}

    def __init__(self, *args: Any, item: FeedbackItem, **kwargs: Any) -> None:
        recorded = {"text": item.text, "children": "\n".join(item.children)}
        kwargs["initial"] = recorded | (kwargs.get("initial") or {})
        super().__init__(*args, letter=item.letter, **kwargs)
        self.fields["text"].widget.attrs["rows"] = min(3 + len(item.text) // 65, MOST_ROWS)


class AddAreaForm(WhyForm):
    """An area that was missed; it may carry on one of the round before that none of the others does."""

    text = Lines(
        label="Words of the letter",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONG_TEXT,
    )
    children = SubPoints(
        label="Sub-points, one on a line",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG_TEXT,
        required=False,
    )
    continues = forms.TypedChoiceField(
        label="Does it carry on an area of the round before?", coerce=int, required=False
    )
    field_order = ("text", "children", "continues", "why")
    missing = {"text": "Enter the words of the letter"}

    def __init__(self, *args: Any, earlier: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["continues"].choices = [(0, "No, it is a new point"), *earlier]
        if not earlier:
            del self.fields["continues"]
