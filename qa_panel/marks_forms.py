"""How somebody marks one area, and what they say when they issue the marks."""

from __future__ import annotations

from typing import Any

from django import forms

from access.generic import ScopedForm
from govuk.forms import SeenVersion
from qa_panel.models import Mark

LONG_TEXT = 20_000
SHORT_TEXT = 1_000


class MarkForm(ScopedForm):
    """Met or not met, with no default, and a note; half done is good enough for a draft."""

    verdict = forms.ChoiceField(
        label="Was this area met?",
        choices=Mark.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select whether this area was met"},
        required=False,
    )
    note = forms.CharField(
        label="Note",
        help_text="Needed if it was not met: what is still to be done. The CSP reads it once it is issued.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONG_TEXT,
        required=False,
    )
    version = SeenVersion(required=False)
    supersedes = SeenVersion(required=False)


class IssueForm(ScopedForm):
    """What was checked, and why views that both sides have read are corrected."""

    why = forms.CharField(
        label="Why are these views corrected?",
        help_text="Both sides read it beside the view that it corrects.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=SHORT_TEXT,
        error_messages={"required": "Enter a reason"},
    )
    seen = SeenVersion(required=False)

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["why"]
