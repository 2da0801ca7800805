"""A rating as it is shown: the colour, its name, and the words that the CSP gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from actionplans.models import Rag

NO_RATING = "No rating"
NOT_USED_NOW = "Not used now"
DEFAULT = {rag.value: str(rag.label) for rag in Rag}


@dataclass(frozen=True, slots=True)
class Rating:
    """The colour's name and the words stand beside the colour, which is never the only sign."""

    value: str
    colour: str
    words: str

    @classmethod
    def of(cls, value: str | None, words: str | None = None) -> Self:
        """With the words that it was given with; without any, the default legend's."""
        if not value:
            return cls("", "", NO_RATING)
        return cls(value, value.title(), words or DEFAULT[value])

    @property
    def full(self) -> str:
        return f"{self.colour}: {_after_colon(self.words)}" if self.colour else self.words


@dataclass(frozen=True, slots=True)
class Count:
    rating: Rating
    number: int


def legend_of(words: Mapping[str, str]) -> list[Rating]:
    """The colours that a CSP uses, as `Legend.words` gives them."""
    return [Rating.of(value, meaning) for value, meaning in words.items()]


def counted(ratings: Iterable[str | None], words: Mapping[str, str] = DEFAULT) -> list[Count]:
    """How many have each rating: the colours that are used, any other still found, and none."""
    found = Counter(rating or "" for rating in ratings)
    shown = [value for value in DEFAULT if value in words or found[value]]
    return [
        Count(Rating.of(value, words.get(value, NOT_USED_NOW)), found[value])
        for value in (*shown, "")
    ]


def rating_choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(rating.value, rating.full) for rating in legend_of(words)]


def _after_colon(words: str) -> str:
    """ "Off track" goes on as "off track"; "NHS delay" stays as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
