"""Which action of a plan each row of a file is about: one to one, by the words alone, with no database."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

NEAR = 80  # of 100: an action that was put in other words, but not one of many that are alike
LOOKED_AT = 400  # characters; the rest of a long text costs time and tells no more
MOST_PAIRS = 40_000  # under one recommendation; beyond that only those that share a rare word
RAREST, ALIKE, BEST = 3, 60, 5


@dataclass(frozen=True, slots=True)
class Said:
    """A row of a file. `under` is its recommendation, by whatever name those of the plan go too."""

    key: int
    under: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """An action of the plan."""

    key: int
    under: Hashable
    text: str


Found = dict[int, int]
Step = Callable[[Sequence[Said], Sequence[Known]], Found]


def match(rows: Sequence[Said], actions: Sequence[Known]) -> Found:
    """{row: action}, each at most once: the same words in the same place, anywhere, then near words."""
    found: Found = {}
    rows = [row for row in rows if plain(row.text)]
    for step in (_same_in_place, _same_anywhere, _near):
        taken = set(found.values())
        found |= step(
            [row for row in rows if row.key not in found],
            [action for action in actions if action.key not in taken],
        )
    return found


def plain(text: str) -> str:
    """The words without case and punctuation; a text that has no word is compared as it is."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c if c.isalnum() else " " for c in folded)
    return " ".join((bare if bare.strip() else folded).split())


def is_near(one: str, other: str) -> bool:
    """Whether two texts are the same but for a few words, in whatever order those stand."""
    return bool(fuzz.ratio(_sorted(one), _sorted(other), score_cutoff=NEAR))


def _same_in_place(rows: Sequence[Said], actions: Sequence[Known]) -> Found:
    return _same(rows, actions, lambda one: (one.under, plain(one.text)))


def _same_anywhere(rows: Sequence[Said], actions: Sequence[Known]) -> Found:
    return _same(rows, actions, lambda one: plain(one.text))


def _same(
    rows: Iterable[Said], actions: Iterable[Known], key: Callable[[Said | Known], Hashable]
) -> Found:
    """Of several with one key the first row is about the first action, the second about the second."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for action in actions:
        waiting[key(action)].append(action.key)
    keyed = ((row.key, waiting.get(key(row))) for row in rows)
    return {row: actions.popleft() for row, actions in keyed if actions}


def _near(rows: Sequence[Said], actions: Sequence[Known]) -> Found:
    """The nearest pairs first, and of equals those that stand higher up."""
    under: dict[Hashable, dict[int, str]] = defaultdict(dict)
    for action in actions:
        under[action.under][action.key] = _sorted(action.text)
    places = {action.key: place for place, action in enumerate(actions)}
    pairs = (
        (-score, place, places[action], row.key, action)
        for place, (row, choices) in enumerate(_with_choices(rows, under))
        for _, score, action in process.extract(
            _sorted(row.text), choices, scorer=fuzz.ratio, score_cutoff=NEAR, limit=BEST
        )
    )
    found: Found = {}
    taken: set[int] = set()
    for *_, row_key, action_key in sorted(pairs):
        if row_key not in found and action_key not in taken:
            found[row_key] = action_key
            taken.add(action_key)
    return found


def _with_choices(
    rows: Sequence[Said], under: dict[Hashable, dict[int, str]]
) -> Iterator[tuple[Said, dict[int, str]]]:
    """Each row with the actions that it is compared with."""
    counts = Counter(row.under for row in rows)
    indexes: dict[Hashable, _ByWord] = {}
    for row in rows:
        choices = under.get(row.under, {})
        if counts[row.under] * len(choices) > MOST_PAIRS:
            if row.under not in indexes:
                indexes[row.under] = _ByWord(choices)
            choices = indexes[row.under].alike(_sorted(row.text))
        yield row, choices


class _ByWord:
    """Finds the texts that share a rare word with another one, so that long lists are not gone through."""

    def __init__(self, texts: dict[int, str]) -> None:
        self._texts = texts
        self._holding: dict[str, list[int]] = defaultdict(list)
        for key, text in texts.items():
            for word in dict.fromkeys(text.split()):
                self._holding[word].append(key)

    def alike(self, text: str) -> dict[int, str]:
        known = [self._holding[word] for word in set(text.split()) if word in self._holding]
        rarest = sorted(known, key=lambda keys: (len(keys), keys))[:RAREST]
        return {key: self._texts[key] for keys in rarest for key in keys[:ALIKE]}


def _sorted(text: str) -> str:
    return " ".join(sorted(plain(text[:LOOKED_AT]).split()))
