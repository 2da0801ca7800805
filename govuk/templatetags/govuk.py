"""The components and the filters that every template may use without loading them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from govuk.components import REQUIRED, Values, component, register
from govuk.forms import error_links
from govuk.links import page_links, sort_link

__all__ = ["register"]

BUTTONS = {
    "primary": "",
    "secondary": "govuk-button--secondary",
    "warning": "govuk-button--warning",
}
COLOURS = (
    "blue",
    "light-blue",
    "grey",
    "green",
    "teal",
    "purple",
    "magenta",
    "red",
    "orange",
    "yellow",
)
RATINGS = ("red", "amber", "green", "blue")
TITLES = {
    "success": "Done",
    "info": "Please note",
    "warning": "Please note",
    "error": "There is a problem",
    "debug": "Please note",
}


def _errors(values: Values) -> Values:
    form = values["form"]
    return {"errors": values["errors"] or (error_links(form) if form else [])}


component(
    "button",
    props={
        "text": REQUIRED,
        "href": "",
        "kind": "primary",
        "name": "",
        "value": "",
        "small": False,
        "disabled": False,
    },
    choices={"kind": BUTTONS},
    prepare=lambda values: {"modifier": BUTTONS[values["kind"]]},
)
component("tag", props={"text": REQUIRED, "colour": "grey"}, choices={"colour": COLOURS})
component("inset", props={}, block=True)
component("back_link", props={"href": REQUIRED, "text": "Back"})
component("details", props={"summary": REQUIRED, "open": False}, block=True)
component("error_summary", props={"errors": (), "form": None}, prepare=_errors)
component("summary_list", props={"rows": REQUIRED})
component("table_frame", props={"label": REQUIRED}, block=True)
component("nothing", props={"text": REQUIRED, "href": "", "action": ""})
component("progress", props={"done": REQUIRED, "total": REQUIRED, "text": REQUIRED})
component(
    "pagination",
    props={"page": REQUIRED, "query": REQUIRED},
    prepare=lambda values: page_links(values["page"], values["query"]),
)
component(
    "sort_header",
    props={"label": REQUIRED, "field": REQUIRED, "current": REQUIRED, "query": REQUIRED},
    prepare=lambda values: sort_link(values["field"], values["current"], values["query"]),
)
component(
    "visually_hidden",
    props={"text": REQUIRED},
    prepare=lambda values: {"words": f" {values['text']}"},  # apart from the words before it
)
component("rag", props={"rating": REQUIRED, "label": REQUIRED}, choices={"rating": RATINGS})
component("warning_text", props={"text": REQUIRED})
component(
    "notification",
    props={"text": REQUIRED, "kind": "info"},
    choices={"kind": TITLES},
    prepare=lambda values: {"title": TITLES[values["kind"]]},
)


@register.filter
def count(number: Any, words: str) -> str:
    """`3|count:"action,actions"` is "3 actions"."""
    one, _, several = words.partition(",")
    return f"{int(number or 0):,} {one if number == 1 else several}"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """29 September 2020."""
    if not value:
        return ""
    local = _local(value)
    return f"{local.day} {local:%B %Y}"


@register.filter
def day_time(value: dt.datetime | None) -> str:
    """29 September 2020, 2:05pm, as the clocks in this country say."""
    if not value:
        return ""
    local = _local(value)
    half = "am" if local.hour < 12 else "pm"
    return f"{day(local)}, {local.hour % 12 or 12}:{local:%M}{half}"


@register.filter
def file_size(size: int | None) -> str:
    """2.1 MB, 340 KB or 12 bytes."""
    size = size or 0
    if size < 1024:
        return count(size, "byte,bytes")
    kilobytes = size / 1024
    if kilobytes < 1000:
        return f"{kilobytes:.0f} KB"
    return f"{kilobytes / 1024:.1f} MB"


def _local(value: Any) -> Any:
    aware = isinstance(value, dt.datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value
