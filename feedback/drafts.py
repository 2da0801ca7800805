"""The check of a letter before anything is kept: drafts that a person corrects, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from feedback.apart import read_letter
from feedback.letters import Letter, Outcome, PanelMode
from feedback.reading.text import LetterText

__all__ = ["Area", "LetterDraft", "Outcome", "PanelMode", "Reading"]

HEADING_LENGTH = 200
ALIKE = 0.3  # the share of telling words in common from which an area is taken to carry one on
TELLING = 4  # shorter words tell nothing


@dataclass(frozen=True, slots=True)
class Area:
    """One draft area for development. `key` names it while it moves; `found_in` are paragraphs.

    `as_read` is what the reader took from the letter, so that words which a person changed can be
    told from the letter's own; it is empty for an area that a person added. `continues` is the
    number of the area of the round before that it carries on, 0 for a new point.
    """

    key: int
    text: str
    as_read: str = ""
    group: str = ""
    references: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    found_in: tuple[int, ...] = ()
    split_at: int | None = None
    left_out: bool = False
    continues: int = 0


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """Everything that was read from a letter, as a person has corrected it so far.

    Dates are ISO strings or empty. `outcome` is empty until it is clear or a person has chosen.
    `last_key` remembers keys that joining took away, so that none is ever given to other words.
    """

    areas: tuple[Area, ...] = ()
    letter_date: str = ""
    panel_date: str = ""
    panel_mode: str = ""
    outcome: str = ""
    addressee_name: str = ""
    addressee_role: str = ""
    addressee_organisation: str = ""
    signatory_name: str = ""
    signatory_role: str = ""
    return_address: str = ""
    csp: str = ""
    review_name: str = ""
    strengths: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    last_key: int = 0

    @property
    def kept(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if not area.left_out)

    @property
    def left_out(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.left_out)

    def area(self, key: int) -> Area:
        """The area with this key. Raises `LookupError` when it is gone."""
        found = next((area for area in self.areas if area.key == key), None)
        if found is None:
            raise LookupError(key)
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter as it was read, for keeping: its paragraphs, what the reader found, and the first draft."""

    draft: LetterDraft
    paragraphs: tuple[dict[str, Any], ...] = ()
    as_read: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The same for the same words, whatever file or white space they came in."""
        words = " ".join(paragraph["text"] for paragraph in self.paragraphs)
        return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def reading_of(text: LetterText) -> Reading:
    """Raises `UnreadableLetter`."""
    letter = read_letter(text)
    paragraphs = tuple(asdict(paragraph) for paragraph in text.paragraphs)
    return Reading(from_letter(letter), paragraphs, asdict(letter))


def from_letter(letter: Letter) -> LetterDraft:
    """The first draft: what `letters.read_letter` proposes. An unclear outcome stays open."""
    header: dict[str, Any] = {
        name: (getattr(letter, name) or "")[:HEADING_LENGTH] for name in _HEADER
    }
    return LetterDraft(
        areas=tuple(
            Area(
                key=key,
                text=item.text,
                as_read=item.text,
                group=(item.group or "")[:HEADING_LENGTH],
                references=item.references,
                themes=item.themes,
                children=item.children,
                found_in=item.paragraphs,
                split_at=item.split_at,
            )
            for key, item in enumerate(letter.items, start=1)
        ),
        letter_date=_iso(letter.letter_date),
        panel_date=_iso(letter.panel_date),
        panel_mode=str(letter.panel_mode or ""),
        outcome="" if letter.outcome == Outcome.OTHER else str(letter.outcome.value),
        strengths=letter.strengths,
        requests=tuple(str(request.value) for request in letter.requests),
        **header,
    )


def to_json(draft: LetterDraft) -> dict[str, Any]:
    return asdict(draft)


def from_json(stored: dict[str, Any]) -> LetterDraft:
    areas = tuple(Area(**{k: _frozen(v) for k, v in area.items()}) for area in stored["areas"])
    rest = {k: _frozen(v) for k, v in stored.items() if k != "areas"}
    return LetterDraft(areas=areas, **rest)


def split(draft: LetterDraft, key: int, at: int) -> LetterDraft:
    """Make two areas of one, the second beginning at character `at`; sub-points stay with the second."""
    area = draft.area(key)
    first, second = area.text[:at].strip(), area.text[at:].strip()
    if not first or not second:
        return draft
    head = replace(area, text=first, as_read=_part(area, first), children=(), split_at=None)
    tail = replace(
        area,
        key=_next_key(draft),
        text=second,
        as_read=_part(area, second),
        references=(),
        split_at=None,
    )
    return _replaced(draft, key, (head, tail))


def join(draft: LetterDraft, key: int) -> LetterDraft:
    """Join an area with the next one that is kept."""
    kept = draft.kept
    at = next((i for i, area in enumerate(kept) if area.key == key), None)
    if at is None or at + 1 >= len(kept):
        return draft
    first, second = kept[at], kept[at + 1]
    joined = replace(
        first,
        text=_joined(first.text, second.text),
        as_read=_joined(first.as_read, second.as_read),
        references=_union(first.references, second.references),
        themes=_union(first.themes, second.themes),
        children=first.children + second.children,
        found_in=_union(first.found_in, second.found_in),
        split_at=None,
    )
    without = tuple(area for area in draft.areas if area.key != second.key)
    last_key = _next_key(draft) - 1
    return _replaced(replace(draft, areas=without, last_key=last_key), key, (joined,))


def move(draft: LetterDraft, key: int, by: int) -> LetterDraft:
    """Move an area up (-1) or down (+1) past the next one that is kept."""
    kept = draft.kept
    at = next((i for i, area in enumerate(kept) if area.key == key), None)
    if at is None or not 0 <= at + by < len(kept):
        return draft
    first, second = kept[at], kept[at + by]
    swap = {first.key: second, second.key: first}
    return replace(draft, areas=tuple(swap.get(area.key, area) for area in draft.areas))


def leave_out(draft: LetterDraft, key: int) -> LetterDraft:
    return _replaced(draft, key, (replace(draft.area(key), left_out=True),))


def put_back(draft: LetterDraft, key: int) -> LetterDraft:
    return _replaced(draft, key, (replace(draft.area(key), left_out=False),))


def add(draft: LetterDraft, after: int | None = None) -> LetterDraft:
    """Add an empty area, after the one with the key `after` or at the end."""
    fresh = Area(key=_next_key(draft), text="")
    if after is None:
        return replace(draft, areas=(*draft.areas, fresh))
    return _replaced(draft, after, (draft.area(after), fresh))


def split_points(text: str) -> tuple[int, ...]:
    """Where a text may be split: the start of each sentence but the first."""
    return tuple(found.end() for found in _SENTENCE_END.finditer(text) if found.end() < len(text))


_POINT = re.compile(r"\W*(?:point|area|item)\s+(\d{1,3})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!;]['\"’”)]?\s+|\n+\s*")
_HEADER = (
    "addressee_name",
    "addressee_role",
    "addressee_organisation",
    "signatory_name",
    "signatory_role",
    "return_address",
    "csp",
    "review_name",
)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _next_key(draft: LetterDraft) -> int:
    return max(draft.last_key, *[area.key for area in draft.areas]) + 1


def continuing(draft: LetterDraft, earlier: Mapping[int, str]) -> LetterDraft:
    """The draft with a proposal of which earlier area each area carries on; a person confirms it.

    `earlier` is {number: words} of the round before. A letter that says "Point 3: …" has said which.
    """
    known = {number: _telling(words) for number, words in earlier.items()}
    areas = (replace(area, continues=_carried_on(area.text, known)) for area in draft.areas)
    return replace(draft, areas=tuple(areas))


def _carried_on(text: str, known: Mapping[int, set[str]]) -> int:
    if (named := _POINT.match(text)) and int(named[1]) in known:
        return int(named[1])
    words = _telling(text)
    alike = {n: len(words & other) / max(len(words | other), 1) for n, other in known.items()}
    best = max(alike, key=lambda number: alike[number], default=0)
    return best if alike.get(best, 0) >= ALIKE else 0


def _telling(text: str) -> set[str]:
    """The words that tell one area from another: the long ones."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > TELLING}


def _replaced(draft: LetterDraft, key: int, by: tuple[Area, ...]) -> LetterDraft:
    draft.area(key)
    areas = [part for area in draft.areas for part in (by if area.key == key else (area,))]
    return replace(draft, areas=tuple(areas))


def _part(area: Area, text: str) -> str:
    """Half of an area counts as read if the whole was in the letter's own words."""
    return text if area.as_read.split() == area.text.split() else area.as_read


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def _union(first: tuple, second: tuple) -> tuple:
    return tuple(dict.fromkeys((*first, *second)))
