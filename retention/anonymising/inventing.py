"""What stands in a copy instead of names and words: made up, and the same wherever the original is the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.urls import Resolver404, resolve

from actionplans.reading.columns import Column
from feedback.drafts import Area, LetterDraft
from feedback.letters import Letter
from feedback.reading.items import Item
from feedback.reading.text import Paragraph
from feedback.themes import THEMES
from printing.manifests import Entry, Manifest
from retention.anonymising.samples import Sample, sample_of

SENTENCES = (
    "This sentence stands in for what was written.",
    "The agencies agreed to share what they know sooner.",
    "A date was set for the next meeting of the board.",
    "Staff were asked what would help them to ask earlier.",
    "The wording was made plainer and the order was changed.",
    "More was said about the support that was offered.",
    "The numbers in the table were checked once more.",
    "Training was planned for the spring and for the autumn.",
    "The reasons are set out in the part that follows.",
    "It was explained how the learning will be passed on.",
    "The text says now who was asked, and when.",
    "The lead agency will report on this every quarter.",
)
# Names that the program gives within JSON, beside those of fields.
OF_A_LETTER = {
    part.name for kind in (Letter, Item, LetterDraft, Area, Paragraph) for part in fields(kind)
}
WEEK, FEWEST, MOST = (
    dt.timedelta(weeks=1),
    4,
    60,
)  # by how much the dates of a review are moved back
A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
A_DIGEST = re.compile(r"[0-9a-f]{64}")
A_NUMBER = re.compile(r"\d{1,3}[a-z]?")
A_PLACE = re.compile(r"[A-Za-z]+|\d")
PLACES = {
    "page",
    "pages",
    "para",
    "paras",
    "paragraph",
    "paragraphs",
    "section",
    "sections",
    "and",
    "to",
}


@dataclass(slots=True)
class Book:
    """Remembers what was made up for what. Nobody can tell the originals from it once the copy is made.

    `password` is what everybody in the copy signs in with; `samples` the file that took the place of each
    original, by SHA-256.
    """

    password: str = field(default_factory=lambda: "-".join(secrets.token_hex(2) for _ in range(4)))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    samples: dict[str, Sample] = field(default_factory=dict)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)
    _hash: str = ""

    @property
    def password_hash(self) -> str:
        self._hash = self._hash or make_password(self.password)
        return self._hash

    def number(self, kind: str, original: str) -> int:
        """The number of a person, an agency …: the same for the same name, whatever its capitals."""
        key = (kind, " ".join(original.split()).casefold())
        if key not in self._numbers:
            self._numbers[key] = self._count[kind] = self._count.get(kind, 0) + 1
        return self._numbers[key]

    def chance(self, what: str, below: int) -> int:
        """A number that depends on the original and on this copy's own secret."""
        digest = hmac.new(self.secret, what.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big") % below

    def digest(self, original: str) -> str:
        """64 hexadecimal digits; of a file's, those of the file that took its place."""
        if original in self.samples:
            return self.samples[original].sha256
        return hmac.new(self.secret, original.encode(), hashlib.sha256).hexdigest()

    def back(self, key: Any) -> dt.timedelta:
        """By how much the dates of one review are moved: whole weeks, so that weekdays stay."""
        return WEEK * (FEWEST + self.chance(f"back {key}", MOST - FEWEST))

    def text(self, original: str) -> str:
        """As many lines as the original, each about as long and never longer."""
        return "\n".join(self._line(line) for line in original.splitlines())

    def _line(self, original: str) -> str:
        length, at = len(original.strip()), self.chance(original, len(SENTENCES))
        words = ""
        while len(words) < length:
            words = f"{words} {SENTENCES[at]}".lstrip()
            at = (at + 1) % len(SENTENCES)
        return words[:length].rpartition(" ")[0] or words[:length]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that is to be replaced, where it stands, and by how much the dates of its row are moved."""

    book: Book
    row: Any
    back: dt.timedelta


Rule = Callable[[Any, Cell], Any]


def kept(value: Any, cell: Cell) -> Any:
    """What only the service itself writes: a code, or a word out of its own program."""
    return value


def emptied(value: Any, cell: Cell) -> Any:
    return value if value is None else type(value)()


def nothing(value: Any, cell: Cell) -> None:
    """A look at the file that was there says nothing of the sample."""


def never_looked(value: int, cell: Cell) -> int:
    return 0


def text(value: str, cell: Cell) -> str:
    return cell.book.text(value)


def numbered(kind: str, words: str) -> Rule:
    """ "Person 3": `words` has a place for the number. What is empty stays empty."""

    def rule(value: str, cell: Cell) -> str:
        return words.format(cell.book.number(kind, value)) if value and value.strip() else value

    return rule


person = numbered("person", "Person {}")
agency = numbered("agency", "Agency {}")
organisation = numbered("organisation", "Partnership {}")
review = numbered("review", "Review {}")
reference = numbered("reference", "REF-{}")
email = numbered("e-mail", "person{}@example.org")
weblink = numbered("weblink", "https://www.example.org/reviews/{}/")
phone = numbered("phone", "01632 {:06}")  # numbers that are kept free for plays
title = numbered("title", "Title {}")
schedule = numbered("schedule", "Retention schedule {}")


def several(rule: Rule) -> Rule:
    """One name a line."""

    def each(value: str, cell: Cell) -> str:
        return "\n".join(str(rule(line, cell)) for line in value.splitlines())

    return each


def number(value: str, cell: Cell) -> str:
    """A number as people give it to a recommendation; other words get one of their own."""
    is_plain = not value or A_NUMBER.fullmatch(value)
    return value if is_plain else f"R{cell.book.number('number', value)}"


def places(value: list[str], cell: Cell) -> list[str]:
    """Where in a report something stands: its words are kept if they are such words, its digits are not."""
    return [A_PLACE.sub(lambda found: _place(found[0], cell), one) for one in value]


def _place(found: str, cell: Cell) -> str:
    if found.isdigit():
        return str(1 + cell.book.chance(f"digit {found} {cell.row.pk}", 9))
    return found if found.casefold() in PLACES else "part"


def path(value: str, cell: Cell) -> str:
    """An address in the service, which has keys in it and no words."""
    try:
        resolve(value)
    except Resolver404:
        return "/"
    return value


def digest(value: str, cell: Cell) -> str:
    return cell.book.digest(value) if value else value


def password(value: str, cell: Cell) -> str:
    return cell.book.password_hash


def optional(value: str, cell: Cell) -> str:
    """Whoever practises signs in with a password alone."""
    return "optional"


def stored_file(value: str, cell: Cell) -> str:
    """Another name in the storage, under which the sample lies."""
    return f"{cell.book.digest(f'file {value}')[:32]}.bin"


def file_name(value: str, cell: Cell) -> str:
    return f"File {cell.row.pk}{sample_of(cell.row.content_type).suffix}"


def file_digest(value: str, cell: Cell) -> str:
    return sample_of(getattr(cell.row, "content_type", "")).sha256


def file_size(value: int, cell: Cell) -> int:
    return len(sample_of(getattr(cell.row, "content_type", "")).data)


def content_type(value: str, cell: Cell) -> str:
    return sample_of(value).content_type


def theme(value: str, cell: Cell) -> str:
    """A theme of the service's own list; others were added by people."""
    return value if value in OWN_THEMES else f"theme-{cell.book.number('theme', value)}"


def shape(*keys: str) -> Rule:
    """JSON as it is built, with other words. `keys` are names that the program itself gives.

    Beside those the names of fields are kept, and of the values what is a code, a number or empty.
    """

    def rule(value: Any, cell: Cell) -> Any:
        if isinstance(value, dict):
            return {_key(key, keys, cell): rule(inner, cell) for key, inner in value.items()}
        if isinstance(value, list):
            return [rule(inner, cell) for inner in value]
        return _string(value, cell) if isinstance(value, str) else value

    return rule


def _key(key: str, keys: Collection[str], cell: Cell) -> str:
    return key if key in keys or key in FIELDS or key in CODES else _string(key, cell)


def _string(value: str, cell: Cell) -> str:
    if not value or value in CODES:
        return value
    if A_DATE.fullmatch(value):
        return (dt.date.fromisoformat(value) - cell.back).isoformat()
    return cell.book.digest(value) if A_DIGEST.fullmatch(value) else cell.book.text(value)


def manifest(value: dict[str, Any], cell: Cell) -> dict[str, Any]:
    """What a pack rests on: the samples that took the places of its files, sealed anew."""
    files = tuple(_entry(one, at, cell) for at, one in enumerate(value["files"], start=1))
    made_at = dt.datetime.fromisoformat(value["made_at"]) - cell.back
    pack = f"Pack {cell.row.pk}"
    return Manifest(made_at, pack, f"0 {cell.book.digest(pack)}", files).to_dict()


def _entry(told: dict[str, Any], at: int, cell: Cell) -> Entry:
    sample = cell.book.samples.get(told["sha256"])
    size = len(sample.data) if sample else told["size"]
    name = f"File {at}{sample.suffix if sample else ''}"
    return Entry(name, "Document", told["version"], cell.book.digest(told["sha256"]), size, "")


def covered(value: list[list[str]], cell: Cell) -> list[list[str]]:
    """What a sign-off covers: keys of the program, each with words."""
    return [[key, cell.book.text(words)] for key, words in value]


def _fields() -> frozenset[str]:
    return frozenset(one.name for model in apps.get_models() for one in model._meta.get_fields())


def _codes() -> frozenset[str]:
    """Every value that a field offers as a choice, every theme, every meaning of a column."""
    choices = {
        str(value)
        for model in apps.get_models()
        for one in model._meta.local_fields
        for value, _ in one.flatchoices
    }
    return frozenset(choices | OWN_THEMES | {str(column) for column in Column})


OWN_THEMES = frozenset(THEMES) | frozenset(THEMES.values())
FIELDS, CODES = _fields(), _codes()
