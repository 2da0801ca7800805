"""What people type in answer to areas for development, and how they choose which to see."""

from __future__ import annotations

from typing import Any

from django import forms

from access.generic import ScopedForm
from accounts.models import User
from feedback.models import Revision, RevisionKind, Theme
from govuk.forms import SeenVersion, SeveralRows
from reviews.forms import EvidenceField
from reviews.models import StoredFile

LONG_TEXT = 20_000
ANSWER = ("kind", "where", "summary", "reason", "before", "after")


class RevisionForm(ScopedForm):
    """The answer to one area for development."""

    kind = forms.ChoiceField(
        label="What is your answer?",
        choices=RevisionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select your answer"},
    )
    where = forms.CharField(
        label="Where in the new version?",
        help_text="For example: paragraphs 4.2 to 4.5, or appendix 2. Numbering may have moved.",
        max_length=300,
        error_messages={
            "max_length": "Where it is in the new version must be 300 characters or fewer"
        },
        required=False,
    )
    summary = forms.CharField(
        label="What was done?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG_TEXT,
        error_messages={"max_length": f"What was done must be {LONG_TEXT:,} characters or fewer"},
        required=False,
    )
    reason = forms.CharField(
        label="Why it was not revised, or only in part",
        help_text="Leave empty if the whole point was met.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG_TEXT,
        required=False,
    )
    before = forms.CharField(
        label="Wording before, if it helps",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG_TEXT,
        required=False,
    )
    after = forms.CharField(
        label="Wording after",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG_TEXT,
        required=False,
    )
    keep = SeveralRows(
        label="Evidence of the last answer that still counts",
        queryset=StoredFile.unscoped.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence = EvidenceField(
        label="Evidence, if there is any",
        help_text="PDF, Word, Excel, CSV, text or pictures. You can choose several files.",
        required=False,
    )
    supersedes = SeenVersion(required=False)
    missing = {"kind": "Select your answer"}

    def __init__(self, *args: Any, latest: Revision | None = None, **kwargs: Any) -> None:
        kept = latest.evidence.all() if latest else StoredFile.unscoped.none()
        kwargs["initial"] = (kwargs.get("initial") or {}) | {"keep": kept}
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = kept
        if not kept:
            del self.fields["keep"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == RevisionKind.NOT_REVISED and not data.get("reason"):
            self._ask("reason", "Enter why it was not revised")
        if kind in (RevisionKind.REVISED, RevisionKind.PARTLY):
            if not data.get("summary"):
                self._ask("summary", "Enter what was done")
            if not data.get("where"):
                self._ask("where", "Enter where the change is in the new version")
        if kind == RevisionKind.PARTLY and not data.get("reason"):
            self._ask("reason", "Enter why it was revised only in part")
        return data

    def _ask(self, field: str, words: str) -> None:
        if field not in self.errors:
            self.add_error(field, words)


class AssignForm(ScopedForm):
    """Whom to give an area to: the partnership's managers and the review's chair.

    `seen` is the assignment that stood when the page was opened.
    """

    to = forms.ChoiceField(
        label="Who answers this area?",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select who answers this area"},
        required=False,
    )
    seen = SeenVersion(required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(pk, person.name) for pk, person in self.people.items()]
        self.fields["to"].choices = [*names, ("", "Nobody yet")]

    @property
    def person(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


class CommentForm(ScopedForm):
    text = forms.CharField(
        label="Add to the discussion",
        help_text="Seen by your partnership and the independent chair, never by the Home Office.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG_TEXT,
    )
    missing = {"text": "Enter what you want to say"}


class AreaFilter(ScopedForm):
    """Which areas a list shows. What it does not know, it passes over."""

    state = forms.ChoiceField(
        label="Answers",
        choices=[("", "All"), ("unanswered", "Not answered yet"), ("answered", "Answered")],
        required=False,
    )
    mine = forms.BooleanField(label="Assigned to me", required=False)
    theme = forms.ModelChoiceField(
        label="Theme",
        queryset=Theme.objects.all(),
        to_field_name="slug",
        empty_label="All themes",
        required=False,
    )

    def narrow(self, items: Any) -> Any:
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("state") == "unanswered":
            items = items.outstanding()
        if chosen.get("state") == "answered":
            items = items.answered()
        if chosen.get("mine"):
            items = items.assigned_to(self.user)
        if chosen.get("theme"):
            items = items.filter(themes=chosen["theme"])
        return items

    @property
    def is_set(self) -> bool:
        return any(self.cleaned_data.values())


class ThemesForm(ScopedForm):
    """What an area is about; `seen` is what that was when the page was opened."""

    themes = SeveralRows(
        label="Themes",
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
