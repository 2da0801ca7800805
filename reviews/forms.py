"""What people type about a review and about the steps that it takes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from access.generic import ScopedForm
from accounts.models import Organisation, person_with
from govuk.forms import DateField, MultipleFileField, SeenVersion
from reviews.arrived import note_infected
from reviews.files import EVIDENCE_TYPES, ExaminedFile, FileType, UnsafeFile, WrongType, examine
from reviews.models import Marking, Review, ReviewKind
from reviews.scanning import Infected, NotScanned

DETAILS = (
    "kind",
    "name",
    "reference",
    "chair_name",
    "author_name",
    "marking",
    "died_on",
    "commissioned_on",
    "completed_on",
)
WRONG_TYPE, NOT_SCANNED, INFECTED = "wrong_type", "not_scanned", "infected"
"""The codes of errors; the first a form may say better, as it knows what the file is for."""


def examined(upload: Any, allowed: tuple[FileType, ...]) -> ExaminedFile:
    """An upload that may be kept. Raises `ValidationError` with the sentence to show."""
    limit = settings.MAX_UPLOAD_MB * 1024 * 1024
    try:
        if upload.size > limit:
            raise UnsafeFile(f"The file must be smaller than {settings.MAX_UPLOAD_MB} MB.")
        return examine(upload.read(), upload.name, allowed=allowed, max_bytes=limit)
    except UnsafeFile as unsafe:
        code = WRONG_TYPE if isinstance(unsafe, WrongType) else None
        raise ValidationError(str(unsafe), code=code) from None
    except NotScanned as reason:
        raise ValidationError(str(reason), code=NOT_SCANNED) from None
    except Infected as infected:
        note_infected(infected.signature)
        raise ValidationError(str(infected), code=INFECTED) from None


class EvidenceField(MultipleFileField):
    """Several files, each looked at before it is kept; cleans to a tuple of `ExaminedFile`."""

    def clean(self, data: Any, initial: Any = None) -> tuple[ExaminedFile, ...]:
        uploads = super().clean(data, initial) or ()
        return tuple(examined(upload, EVIDENCE_TYPES) for upload in uploads)


class ReviewForm(ScopedForm):
    """The details of a review: a pseudonym, never the name of the person who died."""

    name = forms.CharField(
        label="Name used for the review",
        help_text="A pseudonym, initials or a code, as on the report. Never a real name.",
        max_length=100,
    )
    reference = forms.CharField(
        label="Your reference",
        help_text="What your partnership calls this review, for example DHR 12.",
        max_length=40,
    )
    kind = forms.ChoiceField(
        label="Kind of review", choices=ReviewKind.choices, widget=forms.RadioSelect
    )
    chair_name = forms.CharField(label="Independent chair", max_length=200, required=False)
    chair_email = forms.EmailField(
        label="The chair’s e-mail address, if the chair has an account here",
        help_text="The chair can then see this review and answer areas for development.",
        required=False,
    )
    author_name = forms.CharField(
        label="Author",
        help_text="Leave empty if the chair is the author.",
        max_length=200,
        required=False,
    )
    marking = forms.ChoiceField(
        label="Protective marking", choices=Marking.choices, widget=forms.RadioSelect
    )
    died_on = DateField(label="Date of death, if you want to record it", past=True, required=False)
    commissioned_on = DateField(label="Date the review was commissioned", past=True, required=False)
    completed_on = DateField(label="Date the report was completed", past=True, required=False)
    version = SeenVersion(required=False)

    missing = {
        "name": "Enter the name used for the review",
        "reference": "Enter your reference for the review",
        "kind": "Select the kind of review",
        "marking": "Select the protective marking",
    }

    def __init__(
        self, *args: Any, organisation: Organisation, row: Review | None = None, **kw: Any
    ):
        kw["initial"] = (_details_of(row) if row else _FRESH) | (kw.get("initial") or {})
        super().__init__(*args, **kw)
        self.organisation, self.row = organisation, row

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"].strip()
        same = Review.unscoped.filter(organisation=self.organisation, reference__iexact=reference)
        if same.exclude(pk=self.row.pk if self.row else 0).exists():
            raise ValidationError(f"{self.organisation} already has a review “{reference}”")
        return reference

    def clean_chair_email(self) -> str:
        email = self.cleaned_data["chair_email"]
        self.chair = person_with(email) if email else None
        if email and self.chair is None:
            raise ValidationError(
                "Nobody has an account with this address. Leave it empty; you can add it later"
            )
        return email

    @property
    def details(self) -> dict[str, Any]:
        """The fields of the row, as the actions take them."""
        chosen = {name: self.cleaned_data[name] for name in DETAILS}
        return chosen | {"chair": self.chair}


_FRESH = {"kind": ReviewKind.DARDR, "marking": Marking.OFFICIAL_SENSITIVE}


def _details_of(row: Review) -> dict[str, Any]:
    chair_email = row.chair.email if row.chair else ""
    return {name: getattr(row, name) for name in DETAILS} | {
        "chair_email": chair_email,
        "version": row.version,
    }
