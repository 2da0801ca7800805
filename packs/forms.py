"""What people type about packs: why one is made all the same, and the day from which a board report tells."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, Self

from django import forms
from django.utils import timezone

from access.generic import ScopedForm
from govuk.fields import as_date
from govuk.forms import DateField, SeenVersion
from packs.models import Preparation
from packs.parts import MAY_BE_LEFT_OUT, PARTS
from packs.readiness.registry import Finding
from reviews.models import Marking

QUARTER = 3


class OverrideForm(ScopedForm):
    """Which of the checks that stand against a pack it is made in spite of, and why."""

    findings = forms.MultipleChoiceField(
        label="Make it although",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "One of the checks says something else by now. Look at them again"
        },
    )
    reason = forms.CharField(
        label="Reason",
        help_text="A resubmission pack prints it; a final copy does not. Name nobody who was involved in the case.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )
    missing = {
        "findings": "Select what the pack is made in spite of",
        "reason": "Enter why it is made all the same",
    }

    def __init__(self, *args: Any, found: list[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {finding.token: finding for finding in found}
        self.fields["findings"].choices = [(f.token, f.title) for f in found]

    @property
    def seen(self) -> list[tuple[str, str]]:
        chosen = [self.found[token] for token in self.cleaned_data["findings"]]
        return [(finding.check.code, finding.words) for finding in chosen]


class PreparationForm(ScopedForm):
    """What the next pack is to hold."""

    held = forms.MultipleChoiceField(
        label="What the pack holds besides the answers, the documents and the sign-off",
        choices=[(part.code, part.label) for part in PARTS if not part.is_needed],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    marking = forms.ChoiceField(
        label="Protective marking", choices=Marking.choices, widget=forms.RadioSelect
    )
    letter = forms.CharField(
        label="Covering letter",
        help_text="An empty line begins a new paragraph. Leave it as it is, and it goes on following the answers.",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=20_000,
        required=False,
    )
    embed = forms.BooleanField(
        label="Put the documents and the evidence into the PDF too",
        help_text="Readers open them from the list of attachments. Without it they go beside the pack, as a ZIP file.",
        required=False,
    )
    version = SeenVersion(required=False)
    missing = {"marking": "Select the protective marking"}

    def __init__(self, *args: Any, row: Preparation, written: str, **kwargs: Any) -> None:
        """`written` is the covering letter as the answers give it today."""
        self.written = written
        marking = row.marking or row.round.review.marking
        initial = {
            "held": [code for code in MAY_BE_LEFT_OUT if code not in row.left_out],
            "marking": marking,
            "letter": row.letter or written,
            "embed": row.embed,
            "version": row.version,
        }
        super().__init__(*args, **kwargs | {"initial": initial})

    @property
    def choices(self) -> dict[str, Any]:
        """A letter that says what the answers give is not kept, so that it goes on following them."""
        data = self.cleaned_data
        letter = _plain(data["letter"])
        return {
            "left_out": [code for code in MAY_BE_LEFT_OUT if code not in data["held"]],
            "marking": data["marking"],
            "letter": "" if letter == _plain(self.written) else letter,
            "embed": data["embed"],
        }


class FinalForm(ScopedForm):
    """Whether pictures may be made smaller in the next final copy."""

    shrink = forms.BooleanField(
        label="Make the pictures of the report and the summary smaller",
        help_text="To 200 dots an inch, or to 150 or 110 where the copy would still be too large for one e-mail. "
        "The uploaded files stay as they are.",
        required=False,
    )
    version = SeenVersion(required=False)

    def __init__(self, *args: Any, row: Preparation, **kwargs: Any) -> None:
        initial = {"shrink": row.shrink, "version": row.version}
        super().__init__(*args, **kwargs | {"initial": initial})


def _plain(text: str) -> str:
    """As browsers send it, without their line ends."""
    return text.replace("\r\n", "\n").strip()


class HandoverForm(ScopedForm):
    """When a pack was sent, and to whom."""

    sent_on = DateField(label="Date it was sent", past=True)
    to = forms.CharField(label="Sent to", max_length=254)
    note = forms.CharField(
        label="Note, if there is anything to add",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
    )
    missing = {"sent_on": "Enter the date it was sent", "to": "Enter to whom it was sent"}


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
