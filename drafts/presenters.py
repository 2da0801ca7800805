"""Drafts as their list shows them: what each is of, and its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from drafts.models import Draft

NO_NAME = "A page without a name"


@dataclass(frozen=True, slots=True)
class Shown:
    """One draft; `words` are the fields and what stands in each, for reading and copying."""

    heading: str
    page: str
    at: dt.datetime
    words: tuple[tuple[str, str], ...]


def shown(drafts: Iterable[Draft]) -> list[Shown]:
    return [
        Shown(draft.heading or NO_NAME, draft.page, draft.at, _words(draft)) for draft in drafts
    ]


def _words(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What was typed, under names made of those of the fields: the page may not be there any more.

    Bare numbers are what a form sends for a box that was ticked, or parts of a date.
    """
    said = ((name, "\n".join(texts)) for name, texts in draft.texts.items())
    return tuple((_called(name), text) for name, text in said if re.search(r"[^\d\s]", text))


def _called(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()
