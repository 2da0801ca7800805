"""What an agency's contact types about one action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from actionplans.forms import long_text
from govuk.forms import DateField, GovukForm
from reviews.files import ExaminedFile
from reviews.forms import EvidenceField

MOST_FILES = 5


class AnswerForm(GovukForm):
    """An update from somebody who has never seen the service. What has ended cannot be completed."""

    text = long_text(
        "How is the action going?",
        rows=8,
        help_text="What has been done, what is left to do, and by when.",
    )
    dated = DateField(past=True, label="Date the update is about")
    completed = forms.BooleanField(label="The action is complete", required=False)
    evidence = EvidenceField(
        label="Files, if there are any",
        help_text=f"For example minutes or a procedure. At most {MOST_FILES}: "
        "PDF, Word, Excel, CSV, text or pictures.",
        required=False,
    )
    name = forms.CharField(label="Your name", max_length=200)

    missing = {
        "text": "Enter how the action is going",
        "dated": "Enter the date the update is about",
        "name": "Enter your name",
    }

    def __init__(self, *args: Any, contact: str, is_open: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": contact, "dated": timezone.localdate()}
        super().__init__(*args, **kwargs)
        if not is_open:
            del self.fields["completed"]

    def clean_evidence(self) -> tuple[ExaminedFile, ...]:
        evidence: tuple[ExaminedFile, ...] = self.cleaned_data["evidence"]
        if len(evidence) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files")
        return evidence
