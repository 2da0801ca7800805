"""Keeping what somebody typed: what of it, how much, and for how long."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from drafts.models import Draft, Texts

LONGEST_PAGE = 300
LARGEST = 1_000_000  # bytes of one draft: more than any form of ours takes
MOST = 50  # drafts of one person
DAYS = 30

HEADING = "draft-heading"  # how a form of ours names the page that it stands on

# What a form sends unseen about the row that it was opened with, so that saving it later is still
# measured against that. A test holds that each hidden field of a form of ours is named here or below.
UNSEEN = frozenset({"version", "seen", "supersedes", "opened", "choose"})
# A press of a button is no text; that somebody has confirmed or chosen something is asked again.
_PRESSED = re.compile(r"(do|draft|confirmed|sure|next|sort)$|draft-|choice-")
_SECRET = re.compile(r"passw|csrf|token|secret|otp|credential|(^|[-_])(code|pin)s?([-_]|$)")


def keep(user: Any, page: str, data: Mapping[str, Any], *, heading: str = "") -> Draft | None:
    """Keep what was typed into a page, in place of what was kept of it before.

    `data` is what the form sent: a QueryDict, or names with a text or a list of texts. Passwords,
    codes and files are left out. None if nothing was kept: nothing was typed, it is too long, or
    this person has very many drafts. Whoever calls then shows the words for copying.
    """
    typed, unseen = _sorted_out(data)
    if not (user.is_authenticated and _says_something(typed) and _is_page(page)):
        return None
    told: dict[str, Any] = {"typed": json.dumps(typed), "unseen": json.dumps(unseen)}
    if sum(map(len, told.values())) > LARGEST or not _has_room(user, page):
        return None
    told["at"] = timezone.now()
    if heading := heading or "".join(_texts(data.get(HEADING))):
        told["heading"] = "".join(filter(str.isprintable, " ".join(heading.split())))[:LONGEST_PAGE]
    return Draft.objects.update_or_create(user=user, page=page, defaults=told)[0]


def draft_of(user: Any, page: str) -> Draft | None:
    """What this person typed into this page and has not saved."""
    return Draft.objects.of(user).filter(page=page).first()


def drafts_of(user: Any) -> list[Draft]:
    """All of a person's drafts, the latest first."""
    return list(Draft.objects.of(user))


def forget(user: Any, page: str) -> bool:
    """Throw the draft away, because it was saved or is not wanted; whether there was one."""
    return bool(Draft.objects.of(user).filter(page=page).delete()[0])


def pages() -> list[str]:
    """Every page of which somebody has a draft, without a word of what it says."""
    return list(Draft.objects.order_by("page").values_list("page", flat=True).distinct())


def forget_everywhere(paths: Iterable[str]) -> int:
    """Throw away everybody's drafts of these pages, because what they are about is disposed of."""
    return Draft.objects.filter(page__in=list(paths)).delete()[0]


def clear(*, at: dt.datetime | None = None) -> int:
    """Throw away what nobody has touched for a month; how many that were."""
    before = (at or timezone.now()) - dt.timedelta(days=DAYS)
    return Draft.objects.filter(at__lt=before).delete()[0]


def is_typed(name: str) -> bool:
    """Whether a field of this name holds what somebody typed or chose, and no secret."""
    return not (name in UNSEEN or _PRESSED.match(name) or _SECRET.search(name.casefold()))


def _sorted_out(data: Mapping[str, Any]) -> tuple[Texts, Texts]:
    """What a person typed, and what the form sent unseen."""
    lists = data.lists() if hasattr(data, "lists") else data.items()
    typed: Texts = {}
    unseen: Texts = {}
    for name, value in lists:
        if name in UNSEEN:
            unseen[name] = _texts(value)
        elif is_typed(name):
            typed[name] = _texts(value)
    return typed, unseen


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [text for text in values if isinstance(text, str)]


def _is_page(page: str) -> bool:
    return page.isprintable() and page.startswith("/") and len(page) <= LONGEST_PAGE


def _says_something(typed: Texts) -> bool:
    return any(text.strip() for texts in typed.values() for text in texts)


def _has_room(user: Any, page: str) -> bool:
    mine = Draft.objects.of(user)
    return mine.filter(page=page).exists() or mine.count() < MOST
