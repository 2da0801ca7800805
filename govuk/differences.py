"""What differs between two texts, word by word, so that a page can mark it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

MAX_WORDS = 3_000  # of each text; longer ones are shown without marks
_WORDS = re.compile(r"\S+\s*|^\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words in a comparison: "same", "removed" or "added"."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Change]:
    """Word by word, what changed; empty when there is nothing to compare or the texts are too long.

    `SequenceMatcher` passes over very common words in long texts, which keeps it fast there.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) + len(new) > MAX_WORDS * 2:
        return []
    changes = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(old[i:j])))
            continue
        changes += [Change("removed", "".join(old[i:j]))] if i < j else []
        changes += [Change("added", "".join(new[k:m]))] if k < m else []
    return changes
