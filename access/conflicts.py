"""Two people at one form: what each field held when it was opened, what is saved now, what was typed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from govuk.differences import MAX_WORDS, Change, difference
from govuk.fields import DateWidget, as_date
from govuk.words import day

SAVED, MINE = "saved", "mine"
CHOICE, ASKED, OPENED = "choice-", "choose", "opened"  # what the page sends beside the form
CHOOSE = "Select what to keep for “{}”"
CHOOSE_AGAIN = "You have changed “{}” below. Select what to keep for it"
UNTOUCHED = "untouched"
PLACE = "#changed-since"


@dataclass(frozen=True, slots=True)
class Who:
    """Who saved a field as it is now, and when."""

    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What was in the form when somebody was asked about a field, and whether they had touched it."""

    digest: str
    untouched: bool


@dataclass(frozen=True, slots=True)
class Contested:
    """A field that somebody else has changed: both texts, what differs, and which is to stay.

    `untouched` is a field that this person left as it was when they opened the page. `error` says
    that they have sent the page and not chosen.
    """

    name: str
    label: str
    saved: str
    typed: str
    untouched: bool
    chosen: str
    who: Who | None
    digest: str  # of what is in the form while this is asked
    error: str = ""
    changes: Sequence[Change] = ()

    @property
    def choice_name(self) -> str:
        return CHOICE + self.name

    @property
    def asked(self) -> str:
        """What the page sends back, so that a change of the form after the choice is noticed."""
        return f"{self.name}:{self.digest}:{UNTOUCHED if self.untouched else ''}"

    @property
    def only_saved(self) -> list[Change]:
        return [change for change in self.changes if change.kind != "added"]

    @property
    def only_typed(self) -> list[Change]:
        return [change for change in self.changes if change.kind != "removed"]


class Placed(ValidationError):
    """An error of the whole form that is to be put right at a place of the page."""

    def __init__(self, sentence: str, href: str) -> None:
        super().__init__(sentence)
        self.href = href


def fields_of(form: Any) -> Iterator[Any]:
    """The fields in which a person types or chooses; files are not compared."""
    return (
        field for field in form.visible_fields() if not isinstance(field.field, forms.FileField)
    )


def guards_of(form: Any) -> dict[str, Any]:
    """What the form holds unseen of the row as it was shown: its version, the row before, and the like."""
    return {field.name: field.value() for field in form.hidden_fields()}


def opened_with(form: Any) -> str:
    """What each field held, as a short digest: enough to see later who has changed which."""
    return json.dumps({field.html_name: _digest(field) for field in fields_of(form)})


def contested(
    typed: Any,
    saved: Any,
    *,
    opened: str,
    again: Mapping[str, Asked] | None = None,
    choices: Mapping[str, Any] | None = None,
    who: Mapping[str, Who] | None = None,
    errors: Mapping[str, Placed] | None = None,
) -> list[Contested]:
    """The fields in which two forms differ, because somebody else changed them after `opened`.

    Where only this person changed a field, or where it was not on the page, there is nothing to ask.
    `again` are fields that were asked about already, and `choices` is what was chosen, as the form
    sends it; it counts while what is saved is what they were shown. A field that this person did not
    touch stays as it is saved, unless they choose otherwise.
    """
    before, again, who, errors = _as_opened(opened), again or {}, who or {}, errors or {}
    found = []
    for mine, now in _both(typed, saved):
        name, digest = now.html_name, _digest(mine)
        stands = _digest(now) == before.get(name)
        was_there = name in before or not before
        if digest == _digest(now) or not was_there or (stands and name not in again):
            continue
        untouched = digest == before.get(name) or again.get(name) == Asked(digest, untouched=True)
        chosen = (choices or {}).get(CHOICE + name) if stands else None
        found.append(
            Contested(
                name=name,
                label=str(mine.label),
                saved=words_of(now),
                typed=words_of(mine),
                untouched=untouched,
                chosen=chosen or (SAVED if untouched else ""),
                who=who.get(name),
                digest=digest,
                error=str(errors[name].message) if name in errors else "",
            )
        )
    return list(_marked(found))


def _marked(found: Iterable[Contested]) -> Iterator[Contested]:
    """Each with what differs in it. After very many words on one page the rest is shown without marks."""
    words = 0
    for one in found:
        words += len(one.saved.split()) + len(one.typed.split())
        few = words <= 2 * MAX_WORDS
        yield replace(one, changes=difference(one.saved, one.typed)) if few else one


def asked_in(values: Iterable[str]) -> dict[str, Asked]:
    """The fields that were asked about, as a page sends them back."""
    parts = ([*value.split(":"), "", ""] for value in values)
    return {name: Asked(digest, untouched == UNTOUCHED) for name, digest, untouched, *_ in parts}


def unchosen(typed: Any, data: QueryDict) -> dict[str, Placed]:
    """What still has to be chosen, each with its place on the page.

    Also what was changed in the form after the choice to keep what is saved: nobody's words go unseen.
    """
    found, mine = {}, {field.html_name: field for field in fields_of(typed)}
    for name, asked in asked_in(data.getlist(ASKED)).items():
        chosen = data.get(CHOICE + name)
        if name not in mine or chosen == MINE:
            continue
        if chosen != SAVED or _digest(mine[name]) != asked.digest:
            sentence = CHOOSE_AGAIN if chosen == SAVED else CHOOSE
            found[name] = Placed(sentence.format(mine[name].label), f"#{CHOICE}{name}")
    return found


def with_saved(data: QueryDict, saved: Any) -> QueryDict:
    """What was sent, with what is saved now in the fields for which that was chosen."""
    settled, asked = data.copy(), asked_in(data.getlist(ASKED))
    for field in fields_of(saved):
        if data.get(CHOICE + field.html_name) == SAVED and field.html_name in asked:
            for name, texts in sent_by(field).items():
                settled.setlist(name, texts)
    return settled


def sent_by(field: Any) -> dict[str, list[str]]:
    """What a browser would send if nobody touched this field."""
    value, widget = field.value(), field.field.widget
    if isinstance(widget, DateWidget):
        return {f"{field.html_name}_{at}": [part] for at, part in enumerate(widget.typed(value))}
    if isinstance(widget, forms.CheckboxInput):
        return {field.html_name: ["on"] if value else []}
    if getattr(widget, "allow_multiple_selected", False):
        return {field.html_name: [str(one) for one in value or ()]}
    return {field.html_name: ["" if value is None else str(value)]}


def words_of(field: Any) -> str:
    """What a field holds, as a person reads it."""
    value, widget = field.value(), field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "Yes" if value else "No"
    if isinstance(widget, forms.widgets.ChoiceWidget):
        chosen = (one for one in field.subwidgets if one.data["selected"])
        return "\n".join(str(one.choice_label) for one in chosen)
    if isinstance(widget, DateWidget):
        return day(_date(field)) or " ".join(filter(None, widget.typed(value)))
    return _lines("" if value is None else str(value))


def _both(typed: Any, saved: Any) -> Iterator[tuple[Any, Any]]:
    mine = {field.html_name: field for field in fields_of(typed)}
    return ((mine[now.html_name], now) for now in fields_of(saved) if now.html_name in mine)


def _digest(field: Any) -> str:
    return hashlib.sha256(json.dumps(_said(field)).encode("ascii")).hexdigest()[:16]


def _said(field: Any) -> Iterable[Any]:
    """What a field says, however it is written: typed, or as the row has it."""
    if day := _date(field):
        return [day.isoformat()]
    texts = [text for texts in sent_by(field).values() for text in texts]
    return sorted(_lines(text) for text in texts)


def _date(field: Any) -> dt.date | None:
    """The day that a date field holds, if that is one."""
    if not isinstance(field.field.widget, DateWidget):
        return None
    try:
        return as_date(field.field.to_python(field.value()))
    except ValidationError:
        return None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _as_opened(opened: str) -> dict[str, str]:
    """The digests that a page sent back; of anything else that comes, none."""
    try:
        found = json.loads(opened)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
