"""How plans name agencies: when two ways of writing are one name, and which actions an agency leads or supports."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from govuk.words import shortened

MOST, LONGEST = 30, 200
BETWEEN = "; "
TOO_MANY = f"Enter {MOST} supporting agencies or fewer."
TOO_LONG = f"The name of an agency must be {LONGEST} characters or fewer. Shorten “{{}}”."


def tidy(name: str) -> str:
    return " ".join(name.split())


def key(name: str) -> str:
    """What the ways of writing one name have in common: capitals and spaces make no other agency."""
    return unicodedata.normalize("NFKC", tidy(name)).casefold()


def names_in(text: str) -> list[str]:
    """The names in a text, one a line or between semicolons: so no name ever holds either."""
    return [name for name in map(tidy, re.split(r"[\r\n;]", text)) if name]


def in_a_line(names: Iterable[str]) -> str:
    """The other way round: `names_in(in_a_line(names)) == names`."""
    return BETWEEN.join(names)


def supporting_line(names: Iterable[str]) -> str:
    """What stands under the lead agency; "" where none supports it."""
    line = in_a_line(names)
    return f"Supporting: {line}" if line else ""


def parted(cell: str) -> tuple[str, list[str]]:
    """The other way round: the lead agency, and those that the line under it names."""
    lead, _, line = _MARK.sub("\0", cell, count=1).partition("\0")
    return lead.strip(), names_in(line)


_MARK = re.compile(r"(?im)^\s*supporting:")


def beside(lead: str, names: Iterable[str]) -> list[str]:
    """Each agency that supports an action once, as it is written first; the lead is none of them."""
    found: dict[str, str] = {}
    for name in chain.from_iterable(map(names_in, names)):
        found.setdefault(key(name), name)
    found.pop(key(lead), None)
    return list(found.values())


def trouble_with(names: Sequence[str]) -> str:
    """Why these cannot be the supporting agencies of an action; "" when they can."""
    if len(names) > MOST:
        return TOO_MANY
    longest = max(names, key=len, default="")
    return TOO_LONG.format(shortened(longest, 60)) if len(longest) > LONGEST else ""


@dataclass(frozen=True, slots=True)
class Named:
    """An agency as most actions write it, with every way in which it is written, and its actions."""

    name: str
    spellings: tuple[str, ...]
    led: tuple[Any, ...]
    supported: tuple[Any, ...]

    @property
    def actions(self) -> tuple[Any, ...]:
        return (*self.led, *self.supported)


def agencies_in(actions: Iterable[Any]) -> list[Named]:
    """The agencies that some actions name, in the order of the alphabet.

    An action has `lead_agency` and `supporting_names`; where it names an agency twice, that leads.
    """
    spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
    led, supported = defaultdict(list), defaultdict(list)
    for action in actions:
        lead, others = action.lead_agency, action.supporting_names
        for name in filter(tidy, (lead, *others)):
            spelt[key(name)][name] += 1
        if tidy(lead):
            led[key(lead)].append(action)
        for one in {key(name) for name in others} - {key(lead)}:
            supported[one].append(action)
    return [
        Named(
            name=spelt[one].most_common(1)[0][0],
            spellings=tuple(sorted(spelt[one])),
            led=tuple(led[one]),
            supported=tuple(supported[one]),
        )
        for one in sorted(spelt)
    ]
