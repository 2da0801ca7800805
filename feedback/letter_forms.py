"""What people type when they bring in a letter and check what was read from it."""

from __future__ import annotations

import datetime as dt
import re
from copy import copy
from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone

from access.generic import AskingForm, ScopedForm
from feedback.apart import read_paragraphs
from feedback.drafts import Area, LetterDraft, Outcome, PanelMode, reading_of
from feedback.reading.text import UnreadableLetter
from govuk.forms import DateField, GovukForm, SeenVersion, error_links
from govuk.words import day
from reviews.files import LETTER_TYPES, ExaminedFile
from reviews.forms import examined
from reviews.models import DutyKind

LONG_TEXT = 20_000
MOST_ROWS = 16


class LetterForm(ScopedForm):
    """A letter, as a file or as text."""

    file = forms.FileField(
        label="Upload the letter",
        help_text="PDF, Word (.docx) or text, as the Home Office sent it.",
        required=False,
    )
    text = forms.CharField(
        label="Or paste its text",
        help_text="Everything from the address to the signature.",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=200_000,
        required=False,
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        return examined(upload, LETTER_TYPES) if upload else None

    def clean(self) -> dict[str, Any]:
        """Adds `reading`, what was read from the file or the text."""
        data = super().clean() or self.cleaned_data
        file, text = data.get("file"), (data.get("text") or "").strip()
        if file and text:
            self.add_error("file", "Upload the file or paste the text, not both")
        elif not self.errors and not file and not text:
            self.add_error("file", "Choose the letter’s file, or paste its text")
        elif not self.errors:
            self._read(file, text)
        return data

    def _read(self, file: ExaminedFile | None, text: str) -> None:
        try:
            words = read_paragraphs(file.data if file else text.encode())
            self.cleaned_data["reading"] = reading_of(words)
        except UnreadableLetter as unreadable:
            self.add_error("file" if file else "text", str(unreadable))


class HeaderForm(GovukForm):
    """What a letter says about itself, beside its areas for development."""

    outcome = forms.ChoiceField(
        label="Outcome that the letter states",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select the outcome that the letter states"},
        required=False,
    )
    letter_date = DateField(label="Date of the letter", required=False)
    panel_date = DateField(label="Date of the QA Panel", required=False)
    panel_mode = forms.ChoiceField(
        label="How the QA Panel considered it",
        choices=[("", "Not stated"), *PanelMode.choices],
        required=False,
    )
    addressee_name = forms.CharField(label="Sent to", max_length=200, required=False)
    addressee_role = forms.CharField(label="Role", max_length=200, required=False)
    addressee_organisation = forms.CharField(label="Organisation", max_length=200, required=False)
    signatory_name = forms.CharField(label="Signed by", max_length=200, required=False)
    signatory_role = forms.CharField(label="Role of the signatory", max_length=200, required=False)
    return_address = forms.EmailField(label="Send the answer to", max_length=254, required=False)
    requests = forms.MultipleChoiceField(
        label="What the letter asks for at the end",
        choices=DutyKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    strengths = forms.CharField(
        label="Praise",
        help_text="One paragraph for each point. It is kept, but it is not open work.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONG_TEXT,
        required=False,
    )
    version = SeenVersion(required=False)

    @classmethod
    def of(cls, draft: LetterDraft, version: int) -> HeaderForm:
        initial = {name: getattr(draft, name) for name in _HEADER_TEXT}
        return cls(
            initial=initial
            | {
                "letter_date": draft.letter_date or None,
                "panel_date": draft.panel_date or None,
                "requests": list(draft.requests),
                "strengths": "\n\n".join(draft.strengths),
                "version": version,
            }
        )

    def onto(self, draft: LetterDraft) -> LetterDraft:
        """The draft with what was typed about the letter."""
        data = self.cleaned_data
        return replace(
            draft,
            **{name: data[name] for name in _HEADER_TEXT},
            letter_date=data["letter_date"].isoformat() if data["letter_date"] else "",
            panel_date=data["panel_date"].isoformat() if data["panel_date"] else "",
            requests=tuple(data["requests"]),
            strengths=tuple(_blocks(data["strengths"])),
        )


_FOLDED = (
    "addressee_name",
    "addressee_role",
    "addressee_organisation",
    "signatory_name",
    "signatory_role",
    "return_address",
    "strengths",
)
_HEADER_TEXT = ("outcome", "panel_mode", *_FOLDED[:-1])


class AreaForm(GovukForm):
    """One draft area for development. Its prefix carries the area's key."""

    text = forms.CharField(
        label="Words of the letter",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG_TEXT,
        required=False,
    )
    children = forms.CharField(
        label="Sub-points, one on a line",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG_TEXT,
        required=False,
    )
    references = forms.CharField(
        label="Places in the report, separated by semicolons",
        max_length=500,
        required=False,
    )
    group = forms.CharField(label="Heading above it in the letter", max_length=200, required=False)
    continues = forms.TypedChoiceField(
        label="Does it carry on an area of the round before?", coerce=int, required=False
    )
    themes = forms.MultipleChoiceField(
        label="Themes", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        area: Area,
        themes: list[tuple[str, str]],
        earlier: list[tuple[int, str]],
        **kw: Any,
    ) -> None:
        kw["prefix"] = f"area-{area.key}"
        kw["initial"] = {
            "text": area.text,
            "children": "\n".join(area.children),
            "references": "; ".join(area.references),
            "group": area.group,
            "continues": area.continues,
            "themes": list(area.themes),
        }
        super().__init__(*args, **kw)
        self.area = area
        self.fields["continues"].choices = [(0, "No, it is a new point"), *earlier]
        if not earlier:
            del self.fields["continues"]
        self.fields["themes"].choices = themes
        self.fields["text"].widget.attrs["rows"] = min(3 + len(area.text) // 65, MOST_ROWS)

    @property
    def themes_in_words(self) -> str:
        """The themes that are ticked, for the line that folds them away."""
        ticked = self["themes"].value() or ()
        names = [str(name) for slug, name in self.fields["themes"].choices if slug in ticked]
        return f"Themes: {', '.join(names) or 'none'}"

    def changed(self) -> Area:
        """The area with what was typed; as it was if the page did not have it."""
        if not self.is_bound:
            return self.area
        data = self.cleaned_data
        return replace(
            self.area,
            text=data["text"].strip(),
            children=tuple(_lines(data["children"])),
            references=tuple(
                part.strip() for part in data["references"].split(";") if part.strip()
            ),
            group=data["group"].strip(),
            continues=data.get("continues") or 0,
            themes=tuple(data["themes"]),
        )


class LetterCheck:
    """The whole check of a letter as one form: what it says about itself, and each of its areas.

    Somebody else may have saved the draft since the page was opened. Areas that were typed into are
    forms even if they have gone from the draft, and areas that are new to the page show what was
    saved, so that nobody's words vanish.
    """

    def __init__(
        self,
        draft: LetterDraft,
        version: int,
        themes: list[tuple[str, str]],
        data: Any = None,
        *,
        earlier: list[tuple[int, str]] | None = None,
    ) -> None:
        self.draft = draft
        self.header = HeaderForm(data) if data is not None else HeaderForm.of(draft, version)
        typed = _typed_keys(data or {})
        self.areas = [
            AreaForm(
                data if area.key in typed else None,
                area=area,
                themes=themes,
                earlier=earlier or [],
            )
            for area in _with_words_of(draft, typed).kept
        ]

    def visible_fields(self) -> list[Any]:
        """Every field of the page; those of an area are called so that they can be told apart."""
        found = self.header.visible_fields()
        for number, area in enumerate(self.areas, start=1):
            for field in map(copy, area.visible_fields()):
                field.label = f"Area {number}: {field.label}"
                found.append(field)
        return found

    def hidden_fields(self) -> list[Any]:
        return self.header.hidden_fields()

    def shows(self, data: Any) -> None:
        """Show this as what was typed, whatever was settled for saving."""
        for form in (self.header, *self.areas):
            if form.is_bound:
                form.data = data

    def is_valid(self) -> bool:
        typed = [form for form in (self.header, *self.areas) if form.is_bound]
        return all(form.is_valid() for form in typed)

    @property
    def version(self) -> int:
        return self.header.cleaned_data["version"]

    def typed(self) -> LetterDraft:
        changed = {form.area.key: form.changed() for form in self.areas}
        draft = _with_words_of(self.draft, set(changed))
        areas = tuple(changed.get(area.key, area) for area in draft.areas)
        return replace(self.header.onto(draft), areas=areas)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(href, sentence) for the error summary; those of an area say which."""
        of_areas = [
            (href, f"Area {number}: {sentence}")
            for number, form in enumerate(self.areas, start=1)
            for href, sentence in error_links(form)
        ]
        return [*error_links(self.header), *of_areas]

    @property
    def hides_errors(self) -> bool:
        """Whether the folded part of the page holds a field that is to be mended."""
        return any(name in self.header.errors for name in _FOLDED)


def _typed_keys(data: Any) -> set[int]:
    """The areas that the page had when it was sent."""
    return {int(found[1]) for name in data if (found := _AREA_TEXT.match(name))}


def _with_words_of(draft: LetterDraft, typed: set[int]) -> LetterDraft:
    """The draft with a place for all that was typed, whatever somebody else did meanwhile.

    An area that they left out is taken back in; for one that they joined to another there is a
    new one at the end.
    """
    areas = [replace(a, left_out=a.left_out and a.key not in typed) for a in draft.areas]
    gone = sorted(typed - {area.key for area in areas})
    return replace(draft, areas=(*areas, *[Area(key=key, text="") for key in gone]))


_AREA_TEXT = re.compile(r"area-(\d{1,9})-text$")


class SplitForm(ScopedForm):
    """Where one area becomes two."""

    at = forms.TypedChoiceField(
        label="Where does the second area begin?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select where the second area begins"},
    )
    version = SeenVersion(required=False)
    missing = {"at": "Select where the second area begins"}

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].choices = places


class ConfirmForm(AskingForm):
    """The version that the person had before them, and a question where the letter's date is unusual."""

    version = SeenVersion(required=False)

    def __init__(
        self, *args: Any, letter_date: dt.date | None, submitted_on: dt.date | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.letter_date, self.submitted_on = letter_date, submitted_on

    def questions(self) -> list[str]:
        return unusual(self.letter_date, self.submitted_on)


def unusual(letter_date: dt.date | None, submitted_on: dt.date | None) -> list[str]:
    """What to ask about the date of a letter: people mistype years, and offices date letters ahead."""
    asked = []
    if letter_date and letter_date > timezone.localdate():
        asked.append(f"The letter is dated {day(letter_date)}, which has not come yet.")
    if letter_date and submitted_on and letter_date < submitted_on:
        asked.append(
            f"The letter is dated {day(letter_date)}, before the round was submitted "
            f"on {day(submitted_on)}."
        )
    return [*asked, "Tick the box if that is right."] if asked else []


def _blocks(text: str) -> list[str]:
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
