"""What a sign-off covers, as every room that has a part of it says; and whether that has changed since."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from access.once import once_a_page
from documents.models import DocumentVersion, SignOff
from reviews.models import Round


class Covered(NamedTuple):
    """One thing that is signed off: a stable key, what it is now in words, and since when it is that."""

    key: str
    words: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a sign-off no longer holds. `since` is not known for something that was taken away."""

    since: dt.datetime | None
    changes: tuple[str, ...]


Cover = Callable[[Round], Iterable[tuple]]
_COVERS: list[Cover] = []


def covers(cover: Cover) -> Cover:
    """Let a room above add to what a sign-off covers.

    `cover(qa_round)` yields (key, words), or (key, words, at) where it is known since when.
    """
    _COVERS.append(cover)
    return cover


@once_a_page
def covered(qa_round: Round) -> list[Covered]:
    """All that a sign-off given now would cover."""
    parts = [Covered(*entry) for cover in _COVERS for entry in cover(qa_round)]
    return sorted(parts, key=lambda part: (part.key, part.words))


def pairs(parts: Iterable[Covered]) -> list[list[str]]:
    return [[part.key, part.words] for part in parts]


def fingerprint(parts: Iterable[Covered]) -> str:
    """Two fingerprints are the same when the same is covered."""
    return hashlib.sha256(json.dumps(pairs(parts)).encode()).hexdigest()


def lapse(sign_off: SignOff, now: list[Covered]) -> Lapse | None:
    """What has changed since somebody signed, or None while their sign-off holds."""
    if sign_off.fingerprint == fingerprint(now):
        return None
    then = dict(sign_off.covers)
    changed = [part for part in now if then.get(part.key) != part.words]
    gone = [words for key, words in then.items() if key not in {part.key for part in now}]
    since = [part.at for part in changed if part.at]
    return Lapse(
        min(since, default=None),
        (
            *(_changed(part.words, then.get(part.key)) for part in changed),
            *(f"Taken away: {words}" for words in gone),
        ),
    )


def _changed(now: str, then: str | None) -> str:
    return f"{now} (signed off: {then})" if then else f"New: {now}"


@once_a_page
def to_submit(review: int) -> list[DocumentVersion]:
    """The current versions of what is submitted: signed off, and looked for in storage."""
    return list(DocumentVersion.unscoped.to_submit(review))


@covers
def documents(qa_round: Round) -> Iterable[tuple[str, str, dt.datetime]]:
    """The current versions of what is submitted."""
    for version in to_submit(qa_round.review_id):
        yield f"document.{version.document_id}", str(version), version.at
