"""What people type about the closing of a review: what was done, by whom, and what is withheld."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.generic import ScopedForm
from govuk.forms import DateField, SeenVersion, SeveralRows
from publication.actions import NO_WEBLINK, WEB_ADDRESS
from publication.models import LONGEST_WEBLINK, Duty, DutyState, withholding_of
from reviews.forms import EvidenceField
from reviews.models import DutyKind, Review, StoredFile
from reviews.policies import holds

LONG_TEXT = 5_000
# What a record says beside the day and the person: for each kind of duty, with what must be there.
OFFERED: dict[str, tuple[str, ...]] = {
    DutyKind.DIGITAL_COPY: ("sent_to",),
    DutyKind.COPY_TO_COMMISSIONER: ("sent_to",),
    DutyKind.WEBLINK: ("weblink", "sent_to"),
    DutyKind.PUBLISH_LETTER: ("weblink",),
    DutyKind.OTHER: ("sent_to", "weblink"),
}
NEEDED: dict[str, tuple[str, ...]] = {
    DutyKind.DIGITAL_COPY: ("sent_to",),
    DutyKind.COPY_TO_COMMISSIONER: ("sent_to",),
    DutyKind.WEBLINK: ("weblink",),
}
RECORD = ("done_on", "who", "sent_to", "weblink", "note")
COMMISSIONER = "Domestic Abuse Commissioner"


def reason(label: str, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, widget=widget, max_length=LONG_TEXT, **kwargs)


class DutyForm(ScopedForm):
    """That a duty was done: when, by whom, and what shows it."""

    why = reason(
        "Why is the record corrected?",
        help_text="What was recorded before stays readable.",
    )
    done_on = DateField(label="On which day was it done?", called="The day", past=True)
    who = forms.CharField(label="Who did it?", max_length=200)
    sent_to = forms.CharField(
        label="To whom was it sent?",
        help_text="A person, a mailbox or an office.",
        max_length=300,
        required=False,
    )
    weblink = forms.CharField(
        label="Weblink",
        help_text="For example https://www.example.org/reviews/. It is kept as you enter it, and never opened from here.",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        max_length=LONGEST_WEBLINK,
        required=False,
    )
    note = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG_TEXT,
        required=False,
    )
    keep = SeveralRows(
        label="Evidence of the last record that still counts",
        queryset=StoredFile.unscoped.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence = EvidenceField(
        label="Evidence, if there is any",
        help_text="PDF, Word, Excel, CSV, text or pictures. You can choose several files. "
        "The Home Office does not see them.",
        required=False,
    )
    supersedes = SeenVersion(required=False)
    missing = {
        "why": "Enter why the record is corrected",
        "done_on": "Enter the day on which it was done",
        "who": "Enter who did it",
        "sent_to": "Enter to whom it was sent",
        "weblink": NO_WEBLINK.rstrip("."),
    }

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        self.latest = duty.latest if duty.state is DutyState.DONE else None
        kept = self.latest.evidence.all() if self.latest else StoredFile.unscoped.none()
        first = self._recorded() if self.latest else self._fresh(duty, kwargs["user"])
        seen = {"supersedes": duty.seen, "keep": kept}
        kwargs["initial"] = first | seen | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = kept
        self.fields["why"].required = self._was_seen(duty)
        for name in self._left_out(duty, kept):
            del self.fields[name]
        for name in NEEDED.get(duty.kind, ()):
            self.fields[name].required = True

    def clean_weblink(self) -> str:
        weblink = self.cleaned_data["weblink"].strip()
        if weblink:
            try:
                WEB_ADDRESS(weblink)
            except ValidationError:
                raise ValidationError(NO_WEBLINK.rstrip(".")) from None
        return weblink

    def _was_seen(self, duty: Duty) -> bool:
        """Whether the last record is what the writer had before them; otherwise they are told of it first."""
        return not self.is_bound or self.data.get("supersedes") == str(duty.seen)

    def _recorded(self) -> dict[str, Any]:
        return {name: getattr(self.latest, name) for name in RECORD}

    @staticmethod
    def _fresh(duty: Duty, user: Any) -> dict[str, Any]:
        """Today, and for the CSP's own people whoever is asked; the law names the Commissioner."""
        to = COMMISSIONER if duty.kind == DutyKind.COPY_TO_COMMISSIONER else ""
        who = user.name if holds(user, duty.round.review) else ""
        return {"done_on": timezone.localdate(), "who": who, "sent_to": to}

    def _left_out(self, duty: Duty, kept: Any) -> list[str]:
        """What this duty does not ask for; evidence is the CSP's own papers."""
        offered = OFFERED.get(duty.kind, ())
        shown = {
            "why": bool(self.latest),
            "sent_to": "sent_to" in offered,
            "weblink": "weblink" in offered,
            "evidence": holds(self.user, duty.round.review),
            "keep": bool(kept) and holds(self.user, duty.round.review),
        }
        return [name for name, is_shown in shown.items() if not is_shown]


class WhyForm(ScopedForm):
    """A reason for what is about to be recorded of a duty."""

    why = reason("Reason")
    supersedes = SeenVersion(required=False)
    missing = {"why": "Enter a reason"}

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        seen = {"supersedes": duty.seen}
        kwargs["initial"] = seen | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class AddDutyForm(ScopedForm):
    """A duty for the CSP's own list: one of the usual ones that is not there yet, or another."""

    kind = forms.ChoiceField(label="What is to be done?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="If it is another duty, what is it?",
        help_text="For example: send the report to the Safeguarding Adults Board.",
        max_length=200,
        required=False,
    )
    missing = {"kind": "Select what is to be done"}

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = set(Duty.unscoped.of_review(review.pk).values_list("kind", flat=True))
        self.fields["kind"].choices = [
            (kind.value, kind.label)
            for kind in DutyKind
            if kind == DutyKind.OTHER or kind not in there
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("kind") == DutyKind.OTHER
            and not data.get("title")
            and "title" not in self.errors
        ):
            self.add_error("title", "Enter what is to be done")
        return data


class WithholdForm(ScopedForm):
    """Why publication is withheld, and when that is looked at again."""

    reason = reason(
        "Why is publication withheld?",
        help_text="Only your partnership and the independent chair read the reason.",
    )
    review_on = DateField(
        label="When is this looked at again?",
        called="The day on which it is looked at again",
    )
    seen = SeenVersion(required=False)
    missing = {
        "reason": "Enter why publication is withheld",
        "review_on": "Enter the day on which this is looked at again",
    }

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        kwargs["initial"] = seen(review) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_review_on(self) -> Any:
        review_on = self.cleaned_data["review_on"]
        if review_on and review_on < timezone.localdate():
            raise ValidationError(
                "The day on which it is looked at again must be today or in the future"
            )
        return review_on


class EndWithholdingForm(ScopedForm):
    reason = reason("Why is publication no longer withheld?")
    seen = SeenVersion(required=False)
    missing = {"reason": "Enter why publication is no longer withheld"}

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        kwargs["initial"] = seen(review) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


def seen(review: Review) -> dict[str, Any]:
    standing = withholding_of(review)
    return {"seen": standing.pk if standing else ""}
