"""What a plan of the demonstration is made of: recommendations, actions, and how each has gone so far.

Days are counted from today: updates and completions back, target dates forward (or back, if negative).
"""

from __future__ import annotations

from dataclasses import dataclass

from actionplans.models import Agencies, EndKind, Level, Rag

RED, AMBER, GREEN, BLUE = Rag.RED, Rag.AMBER, Rag.GREEN, Rag.BLUE
GIVEN_UP, TAKEN_UP = EndKind.GIVEN_UP, EndKind.TAKEN_UP


@dataclass(frozen=True, slots=True)
class Told:
    """One update, `ago` days back; a rating comes with its reason."""

    ago: int
    text: str
    rating: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """When an action was completed, in days back, and what came of it."""

    ago: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, `ago` days back, when somebody looked after completion."""

    ago: int
    text: str
    in_place: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """An action was not taken forward, or was taken up again."""

    kind: EndKind
    ago: int
    reason: str
    agreed_by: str


@dataclass(frozen=True, slots=True)
class Act:
    """One action; `areas` are the numbers of the areas for development that it answers."""

    text: str
    lead: str
    milestones: str = ""
    supporting: tuple[str, ...] = ()
    target: int | None = None
    target_text: str = ""
    areas: tuple[int, ...] = ()
    told: tuple[Told, ...] = ()
    done: Done | None = None
    looks: tuple[Look, ...] = ()
    ended: tuple[Ended, ...] = ()


@dataclass(frozen=True, slots=True)
class Rec:
    """One recommendation with its actions."""

    text: str
    scope: str
    acts: tuple[Act, ...] = ()
    level: str = Level.LOCAL
    agencies: str = Agencies.SINGLE


@dataclass(frozen=True, slots=True)
class Heard:
    """What an agency's contact sent by a link, of the action that has these words; the CSP has yet to decide on it."""

    agency: str
    contact: str
    email: str
    asked: str
    action: str
    ago: int
    text: str
    completed: bool = False
    evidence: tuple[str, ...] = ()
