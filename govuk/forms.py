"""Ordinary Django forms in the design system's markup, with its sentences for what is missing or wrong."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from govuk.fields import (
    PARTS,
    DateField,
    DateWidget,
    MultipleFileField,
    SeenVersion,
    SeveralRows,
    printable,
    short_name,
)

__all__ = [
    "DateField",
    "GovukBoundField",
    "GovukForm",
    "GovukFormMixin",
    "GovukRenderer",
    "MultipleFileField",
    "SeenVersion",
    "SeveralRows",
    "error_links",
]

MAIN = "#main-content"

SHAPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (DateWidget, "date"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.PasswordInput, "password"),
    (forms.Widget, "control"),
)
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Widget, "govuk-input"),
)
WIDTHS = ((5, "govuk-input--width-5"), (20, "govuk-input--width-20"), (40, "govuk-input--width-30"))
MANY_CHOICES = 8

# A browser would cut pasted text short without a word; the form says what is too long instead.
NO_SILENT_LIMITS = dict.fromkeys(("maxlength", "minlength", "min", "max", "step"), False)

SENTENCES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Enter {what}"},
    forms.CharField: {
        "max_length": "{label} must be {limit:,} characters or fewer",
        "min_length": "{label} must be %(limit_value)d characters or more",
        "null_characters_not_allowed": "{label} must not include characters that cannot be printed",
    },
    forms.EmailField: {
        "invalid": "Enter an e-mail address in the correct format, like name@example.org"
    },
    forms.IntegerField: {
        "invalid": "{label} must be a whole number",
        "min_value": "{label} must be %(limit_value)s or more",
        "max_value": "{label} must be %(limit_value)s or fewer",
    },
    forms.ChoiceField: {
        "required": "Select {what}",
        "invalid_choice": "Select {what} from the list",
    },
    forms.BooleanField: {"required": "Select {what}"},
    forms.FileField: {
        "required": "Choose a file",
        "empty": "The file that you chose is empty",
        "max_length": "The name of the file must be {limit:,} characters or fewer",
        "invalid": "The file could not be sent. Choose it again",
        "missing": "The file could not be sent. Choose it again",
    },
    forms.ModelMultipleChoiceField: {
        "invalid_list": "Select {what} from the list",
        "invalid_pk_value": "Select {what} from the list",
    },
    forms.MultipleChoiceField: {"invalid_list": "Select {what} from the list"},
}


OPTION = (
    '<div class="govuk-{0}__item">'
    '<input class="govuk-{0}__input" id="{1}" name="{2}" type="{3}" value="{4}"{5}>'
    '<label class="govuk-label govuk-{0}__label" for="{1}">{6}</label></div>'
)


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button or checkbox."""

    id: str
    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class DatePart:
    """Day, month or year of a date."""

    id: str
    name: str
    label: str
    value: str
    wrong: bool

    @property
    def width(self) -> int:
        return 4 if self.label == "Year" else 2


class GovukBoundField(BoundField):
    """A field as a page shows it: its markup, its hint and its errors, tied together by their ids."""

    def __init__(self, form: Any, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        if isinstance(field.widget, forms.NumberInput):
            field.widget.input_type = "text"
            field.widget.attrs.setdefault("inputmode", "numeric")

    @property
    def data(self) -> Any:
        return printable(super().data)

    @cached_property
    def shape(self) -> str:
        return next(shape for widget, shape in SHAPES if isinstance(self.field.widget, widget))

    @property
    def template_name(self) -> str:
        own = getattr(self.field, "template_name", None)
        return own or f"components/fields/{self.shape}.html"

    @property
    def use_fieldset(self) -> bool:
        return self.shape in ("choices", "date")

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        return built | NO_SILENT_LIMITS | {"class": self._classes(widget)}

    def _classes(self, widget: Any) -> str:
        base = next(name for kind, name in CLASSES if isinstance(widget, kind))
        classes = [base, self._width(widget), widget.attrs.get("class", "")]
        if self.shape == "password":
            classes.append("govuk-password-input__input govuk-js-password-input-input")
        if self.errors:
            classes.append(f"{base}--error")
        return " ".join(filter(None, classes))

    def _width(self, widget: Any) -> str:
        if isinstance(self.field, forms.IntegerField):
            return WIDTHS[0][1]
        longest = getattr(self.field, "max_length", None)
        if type(widget) is not forms.TextInput or not longest:
            return ""
        return next((width for limit, width in WIDTHS if longest <= limit), "")

    @property
    def kind(self) -> str:
        return "checkboxes" if self._takes_several else "radios"

    @property
    def input_type(self) -> str:
        return "checkbox" if self._takes_several else "radio"

    @property
    def _takes_several(self) -> bool:
        return bool(getattr(self.field.widget, "allow_multiple_selected", False))

    @cached_property
    def options(self) -> list[Option]:
        """Each choice; the first has the field's own id, because that is where an error leads."""
        return [
            Option(
                id=f"{self.auto_id}_{at}" if at else self.auto_id,
                value=str(choice.data["value"]),
                label=str(choice.choice_label),
                checked=bool(choice.data["selected"]),
            )
            for at, choice in enumerate(self.subwidgets)
        ]

    @property
    def options_markup(self) -> SafeString:
        """The choices as HTML. Made here and not in a template: the check of a letter has 1,500."""
        checked = {True: mark_safe(" checked"), False: ""}
        rows = (
            (
                self.kind,
                option.id,
                self.html_name,
                self.input_type,
                option.value,
                checked[option.checked],
                option.label,
            )
            for option in self.options
        )
        return format_html_join("\n", OPTION, rows)

    @property
    def has_many(self) -> bool:
        return len(self.options) > MANY_CHOICES

    @property
    def parts(self) -> list[DatePart]:
        """The three parts of a date; the first has the field's own id."""
        typed = self.field.widget.typed(self.value())
        return [
            DatePart(
                id=self._part_id(at),
                name=f"{self.html_name}_{at}",
                label=part.title(),
                value=typed[at],
                wrong=at in self._wrong_parts,
            )
            for at, part in enumerate(PARTS)
        ]

    def _part_id(self, at: int) -> str:
        return f"{self.auto_id}_{at}" if at else self.auto_id

    @cached_property
    def _wrong_parts(self) -> tuple[int, ...]:
        """An error that does not say which part it means, means all three."""
        errors = self.form.errors.as_data().get(self.name, [])
        found = [getattr(error, "parts", (0, 1, 2)) for error in errors]
        return tuple(sorted({at for parts in found for at in parts}))

    @property
    def error_href(self) -> str:
        """Where the error summary leads: the input, or the first of several, that is to be mended."""
        if self.is_hidden or not self.auto_id:
            return MAIN
        if self.shape == "date" and self._wrong_parts:
            return f"#{self._part_id(self._wrong_parts[0])}"
        return f"#{self.auto_id}"


class GovukRenderer(DjangoTemplates):
    """Django's own templates draw the bare inputs; ours draw what stands around them."""

    bound_field_class = GovukBoundField
    form_template_name = "components/form.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)


def can_be_seen(text: str) -> None:
    """Refuse what holds nothing but marks that no reader sees, as if nothing had been entered."""
    if text and all(unicodedata.category(letter)[0] in "CZ" for letter in text):
        raise ValidationError("", code="required")


class GovukFormMixin:
    """Gives any form the design system's sentences.

    `missing` names the sentence for each field that was left empty; without one it is "Enter …" or
    "Select …" with the label. A sentence that a field brings with it is left alone.
    """

    missing: dict[str, str] = {}
    use_required_attribute = False
    fields: dict[str, Any]
    is_bound: bool

    def full_clean(self) -> None:
        if self.is_bound:
            for name, field in self.fields.items():
                _speak(field, name, self.missing.get(name))
                if isinstance(field, forms.CharField) and can_be_seen not in field.validators:
                    field.validators.append(can_be_seen)
        super().full_clean()  # type: ignore[misc]  # of the form that this is mixed into


class GovukForm(GovukFormMixin, forms.Form):
    """A form in the design system's words."""


def error_links(form: Any) -> list[tuple[str, str]]:
    """(href, sentence) for each error, in the order in which the page shows the fields.

    An error of the whole form may bring the place of the page to which it leads.
    """
    found = [
        (getattr(error, "href", MAIN), sentence)
        for error in form.errors.as_data().get(NON_FIELD_ERRORS, ())
        for sentence in error.messages
    ]
    for name in form.fields:
        found += [(form[name].error_href, sentence) for sentence in form.errors.get(name, ())]
    return found


def _speak(field: forms.Field, name: str, missing: str | None) -> None:
    """Put our sentences where Django's stand."""
    called = short_name(str(field.label or name.replace("_", " ").capitalize()))
    words = {
        "label": called or "Your answer",
        "what": _in_a_sentence(called) or "an answer",
        "limit": getattr(field, "max_length", None) or 0,
    }
    defaults = _defaults(field)
    ours = {
        code: sentence.format(**words)
        for kind, sentences in SENTENCES.items()
        if isinstance(field, kind)
        for code, sentence in sentences.items()
    }
    if missing:
        ours["required"] = missing
    for code, sentence in ours.items():
        if field.error_messages.get(code) is defaults.get(code):
            field.error_messages[code] = sentence


def _defaults(field: forms.Field) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        messages |= getattr(kind, "default_error_messages", {})
    return messages


def _in_a_sentence(label: str) -> str:
    """The label as it stands inside a sentence: "Lead agency" loses its capital, "QA Panel" does not."""
    return label[:1].lower() + label[1:] if not label[1:2].isupper() else label
