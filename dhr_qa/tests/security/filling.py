"""Fills in the forms of a page as a person would, so that attacks can be tried on what would otherwise be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from dhr_qa.tests.test_tenancy import OFFICERS_ONLY, PLAIN, ROWS
from dhr_qa.tests.world import World

Filled = dict[str, list[Any]]
SOME = partial(str, "Some words.")
DATE = {"0": "1", "1": "3", "2": "2025"}  # the day, month and year of `govuk.forms.DateField`
PLAUSIBLE = {"email": "somebody@example.org", "url": "https://example.org/report"}


def every_place(world: World) -> Iterator[str]:
    """Each address of the house with a row of the world in it, where it takes one."""
    for name in [*ROWS, *PLAIN, *OFFICERS_ONLY]:
        yield reverse(name, args=ROWS[name][0](world) if name in ROWS else [])


def forms_on(
    client: Client, place: str, words: Callable[[], str] = SOME
) -> Iterator[tuple[str, Filled]]:
    """The forms of a page that change something: where each is sent, and what a person would send."""
    response = client.get(place)
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        b"".join(response)
        return
    if not response.content:
        return
    for form in html.fromstring(response.content.decode()).forms:
        if form.method == "POST":
            yield form.action or place, filled(form, words)


def filled(form: Any, words: Callable[[], str]) -> Filled:
    """What the page has put in already, and something plausible wherever it is still empty."""
    data: Filled = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    for control in form.inputs:
        if control.name and not data.get(control.name, [""])[0].strip():
            data[control.name] = [_plausible(control, words)]
    return data


def _plausible(control: Any, words: Callable[[], str]) -> Any:
    if control.tag == "select":
        return next((value for value in control.value_options if value), "")
    kind = control.get("type", "text")
    if kind == "file":
        return SimpleUploadedFile("notes.txt", b"What was agreed on 3 March.")
    if kind in ("radio", "checkbox", "hidden"):
        return str(control.get("value", ""))
    part = control.name.rpartition("_")[2]
    if part in DATE or control.get("inputmode") == "numeric":
        return DATE.get(part, "1")
    return PLAUSIBLE.get(kind) or words()
