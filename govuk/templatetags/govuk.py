"""The components and the filters that every template may use without loading them."""

from __future__ import annotations

from govuk.components import REQUIRED, Values, component, register
from govuk.forms import error_links
from govuk.links import page_links, sort_link
from govuk.words import count, day, day_time, file_size

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

for words in (count, day, day_time, file_size):
    register.filter(words)
