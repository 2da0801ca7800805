"""A form and the draft of it: whether there is anything to keep, and how it is filled again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from access.conflicts import fields_of, opened_with
from drafts.models import Draft

NOT_KEPT = (
    "This draft could not be kept: it is very long, or you have many drafts. "
    "Throw away those that you do not need, or save what you typed."
)
FILES_AGAIN = " Choose the files again when you come back: they were not kept."


def is_typed_into(form: Any) -> bool:
    """Whether there is anything in the form that a draft could keep."""
    return next(fields_of(form), None) is not None


def has_long_texts(form: Any) -> bool:
    return any(isinstance(field.field.widget, forms.Textarea) for field in fields_of(form))


def filled(form: Any, draft: Draft) -> bool:
    """Put a draft into a form that is not sent yet; whether it says anything but what is saved.

    As first values and not as data, so that nobody is told off for what is only begun. What the form
    holds unseen stays as it is now: what changed meanwhile is shown beside the draft.
    """
    sent, before = sent_of(draft), opened_with(form)
    for field in list(fields_of(form)):
        widget = field.field.widget
        if not widget.value_omitted_from_data(sent, {}, field.html_name) or _can_be_empty(widget):
            form.initial[field.name] = widget.value_from_datadict(sent, {}, field.html_name)
            form.__dict__["_bound_fields_cache"].pop(field.name, None)
    return opened_with(form) != before


def sent_of(draft: Draft) -> QueryDict:
    """What the form sent when the draft was kept."""
    sent = QueryDict(mutable=True)
    for name, texts in (draft.texts | draft.hidden).items():
        sent.setlist(name, texts)
    return sent


def _can_be_empty(widget: Any) -> bool:
    """Boxes send nothing when none is ticked."""
    several = getattr(widget, "allow_multiple_selected", False)
    return several or isinstance(widget, forms.CheckboxInput)
