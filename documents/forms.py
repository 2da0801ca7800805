"""What people type when they add a document, sign off, submit, or record what came by e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from access.generic import AskingForm, ScopedForm
from documents.actions import Received
from documents.models import REQUIRED, DocumentKind, DocumentVersion
from govuk.forms import DateField
from govuk.words import day
from reviews.files import EVIDENCE_TYPES, ExaminedFile
from reviews.forms import EvidenceField, ReviewForm, examined
from reviews.models import Review, Round, StageChange, StoredFile

WHAT_MAY_BE_KEPT = "PDF, Word, Excel, a picture (PNG or JPEG), CSV or text."
NO_FILES = "No file is attached."
TWICE = "Two of the files are the same."


class ExaminedField(forms.FileField):
    """A file that is looked at before it is kept; cleans to an `ExaminedFile`, or None."""

    def clean(self, data: Any, initial: Any = None) -> ExaminedFile | None:
        upload = super().clean(data, initial)
        return examined(upload, EVIDENCE_TYPES) if upload else None


class _FileForm(AskingForm):
    """A file with the date it is of; the same bytes a second time are asked about."""

    dated = DateField(
        label="Date of the document",
        help_text="The date that stands on it, not the day on which you add it.",
        past=True,
    )
    file = ExaminedField(label="File", help_text=WHAT_MAY_BE_KEPT)
    missing = {"dated": "Enter the date of the document", "file": "Choose the file"}

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review

    def questions(self) -> list[str]:
        file = self.cleaned_data.get("file")
        return same_bytes(self.user, self.review, file) if file else []

    @property
    def details(self) -> dict[str, Any]:
        """All but the file, as the actions take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class DocumentForm(_FileForm):
    """A document with its first version."""

    kind = forms.ChoiceField(
        label="What is it?", choices=DocumentKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label="Title",
        help_text="For an appendix, evidence or another document, for example Appendix B.",
        max_length=150,
        required=False,
    )
    field_order = ["kind", "title", "dated", "file"]
    missing = _FileForm.missing | {"kind": "Select what it is"}

    def __init__(self, *args: Any, kinds: list[DocumentKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("kind")
        if kind and kind not in REQUIRED and not data.get("title") and not self.has_error("title"):
            self.add_error("title", "Enter a title")
        return data


class VersionForm(_FileForm):
    """A newer version of a document."""

    what_changed = forms.CharField(
        label="What has changed since the version before?",
        help_text="In one or two sentences.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
    )
    field_order = ["dated", "what_changed", "file"]
    missing = _FileForm.missing | {"what_changed": "Enter what has changed"}


class LeaveOutForm(ScopedForm):
    """Why a document is not submitted."""

    reason = forms.CharField(
        label="Why is it left out?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
    )
    missing = {"reason": "Enter a reason"}


class SeenFingerprint(forms.CharField):
    """The fingerprint of what a person had before them."""

    widget = forms.HiddenInput


class SignOffForm(ScopedForm):
    """Who signs, and on which day."""

    name = forms.CharField(label="Name of the person who signs", max_length=200)
    signed_on = DateField(label="On which day?", called="The day", past=True)
    seen = SeenFingerprint(required=False)
    missing = {"signed_on": "Enter the day on which they signed"}


class _DayForm(AskingForm):
    """The day on which something was sent; one before the round's last step is asked about."""

    on = DateField(label="On which day was it sent?", called="The day", past=True)
    note = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        required=False,
    )
    missing = {"on": "Enter the day on which it was sent"}

    def __init__(self, *args: Any, qa_round: Round | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.qa_round = qa_round

    def questions(self) -> list[str]:
        on, last = self.cleaned_data.get("on"), self._last_step()
        if not on or last is None or on >= last.happened_on:
            return []
        return [f"This is before the last step of the round, on {day(last.happened_on)}."]

    def _last_step(self) -> StageChange | None:
        if self.qa_round is None:
            return None
        return StageChange.visible_to(self.user).filter(round=self.qa_round).standing().last()


class SubmitForm(_DayForm):
    """The last look before a round is submitted."""

    on = DateField(label="On which day is it submitted?", called="The day", past=True)
    anonymised = forms.BooleanField(
        label=(
            "I confirm that the documents are anonymised: pseudonyms only, "
            "no names or dates of birth of the family"
        )
    )
    seen = SeenFingerprint(required=False)
    field_order = ["anonymised", "on", "note", "seen"]
    missing = {
        "on": "Enter the day on which it is submitted",
        "anonymised": "Confirm that the documents are anonymised",
    }


class ReceivedForm(_DayForm):
    """What a CSP sent by e-mail; whatever came is kept, and nothing has to have come."""

    overview_report = ExaminedField(label="Overview report", required=False)
    executive_summary = ExaminedField(label="Executive summary", required=False)
    action_plan = ExaminedField(label="Action plan", required=False)
    others = EvidenceField(
        label="Other files", help_text="You can choose several files.", required=False
    )
    field_order: Iterable[str] | None = (
        "on",
        *(kind.value for kind in REQUIRED),
        "others",
        "note",
    )

    @property
    def received(self) -> Received:
        """Each file that came, with its kind."""
        data = self.cleaned_data
        known = [(kind, data[kind.value]) for kind in REQUIRED if data.get(kind.value)]
        return [*known, *((DocumentKind.OTHER, file) for file in data.get("others") or ())]

    @property
    def told(self) -> dict[str, Any]:
        """The day and the note, as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("on", "note")}

    def questions(self) -> list[str]:
        files = [file for _, file in self.received]
        if self.errors:
            return super().questions()
        again = [*super().questions(), *self._known_already(files)]
        if len({file.sha256 for file in files}) < len(files):
            again.append(TWICE)
        return again if files else [*again, NO_FILES]

    def _known_already(self, files: list[ExaminedFile]) -> list[str]:
        if self.qa_round is None:
            return []
        review = self.qa_round.review
        return [words for file in files for words in same_bytes(self.user, review, file)]


class ReceiveReviewForm(ReceivedForm, ReviewForm):
    """A whole review that came by e-mail: its details, and what was sent."""

    field_order = (*ReviewForm.base_fields, *(ReceivedForm.field_order or ()))
    missing = ReviewForm.missing | ReceivedForm.missing | {"reference": "Enter the CSP’s reference"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].label = "The CSP’s reference"
        self.fields["reference"].help_text = "What the CSP calls this review, for example DHR 12."


def same_bytes(user: Any, review: Review, file: ExaminedFile) -> list[str]:
    """Says where the same bytes are kept already, as far as this person may know."""
    versions = DocumentVersion.visible_to(user).filter(document__review=review)
    version = versions.filter(file__sha256=file.sha256).select_related("document").last()
    if version:
        named = f"version {version.number} of {version.document.named}"
        return [f"These are the same bytes as {named}, kept on {day(version.at)}."]
    kept = StoredFile.visible_to(user).filter(review=review, sha256=file.sha256).last()
    return [f"These are the same bytes as “{kept}”, kept on {day(kept.at)}."] if kept else []
