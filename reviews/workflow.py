"""A round of quality assurance on one page: its stages, whose turn each is, and the moves between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from access.verdict import Verdict


class Stage(TextChoices):
    PREPARING = "preparing", "Preparing the submission"
    SUBMITTED = "submitted", "Submitted"
    INCOMPLETE = "incomplete", "Returned as incomplete"
    LISTED = "listed", "Listed for the QA Panel"
    CONSIDERED = "considered", "Considered, letter awaited"
    REVISING = "revising", "Revising"
    DECIDED_OTHERWISE = "decided_otherwise", "Next step to be chosen"
    RESUBMITTED = "resubmitted", "Resubmitted"
    CLEARED = "cleared", "Cleared for publication"
    MONITORING = "monitoring", "Monitoring the action plan"
    CLOSED = "closed", "Closed"


class Side(TextChoices):
    PARTNERSHIP = "partnership", "the CSP"
    HOME_OFFICE = "home_office", "the Home Office"
    NOBODY = "nobody", "nobody"


class PanelMode(TextChoices):
    """How the QA Panel considers a review."""

    MEETING = "meeting", "Meeting"
    VIRTUAL = "virtual", "Virtual panel process"


TURN: dict[Stage, Side] = {
    Stage.PREPARING: Side.PARTNERSHIP,
    Stage.SUBMITTED: Side.HOME_OFFICE,
    Stage.INCOMPLETE: Side.PARTNERSHIP,
    Stage.LISTED: Side.HOME_OFFICE,
    Stage.CONSIDERED: Side.HOME_OFFICE,
    Stage.REVISING: Side.PARTNERSHIP,
    Stage.DECIDED_OTHERWISE: Side.PARTNERSHIP,
    Stage.RESUBMITTED: Side.NOBODY,
    Stage.CLEARED: Side.PARTNERSHIP,
    Stage.MONITORING: Side.PARTNERSHIP,
    Stage.CLOSED: Side.NOBODY,
}
ENDED: tuple[Stage, ...] = tuple(stage for stage, side in TURN.items() if side is Side.NOBODY)
UNSEEN: tuple[Stage, ...] = (Stage.PREPARING,)
# The exchange with the Home Office is over; what is left is the CSP's own.
AFTERWARDS: tuple[Stage, ...] = (Stage.CLEARED, Stage.MONITORING, Stage.CLOSED)


class Move(TextChoices):
    SUBMIT = "submit", "Submit to the Home Office"
    SENT_BEFORE = "sent-before", "Record that it was sent before it was kept here"
    RETURN = "return", "Record that it was returned as incomplete"
    LIST = "list", "Record that it is listed for the QA Panel"
    CONSIDER = "consider", "Record that the QA Panel considered it"
    LETTER_PUBLISH = "letter-publish", "Letter: may be published"
    LETTER_CHANGES = "letter-changes", "Letter: may be published after changes"
    LETTER_RESUBMIT = "letter-resubmit", "Letter: to be resubmitted"
    LETTER_OTHER = "letter-other", "Letter: another outcome"
    CHOOSE_REVISING = "choose-revising", "Go on by revising the report"
    CHOOSE_CLEARED = "choose-cleared", "Go on to publication"
    CONFIRM_CHANGES = "confirm-changes", "Record that the changes are complete"
    RESUBMIT = "resubmit", "Resubmit to the Home Office"
    MONITOR = "monitor", "Go on to monitoring the action plan"
    CLOSE = "close", "Close the review"
    REOPEN = "reopen", "Open the review again"
    TAKE_BACK = "take-back", "Take back a step that was recorded by mistake"


@dataclass(frozen=True, slots=True)
class Ask:
    """What must be said with a step: the label of the question, and what to do when it is left empty."""

    label: str
    missing: str


REASON = Ask("Reason", "Enter a reason")
WHAT_IS_MISSING = Ask("What is missing?", "Enter what is missing")
WHAT_WAS_SENT = Ask("What was sent, and how?", "Enter what was sent, and how")
END_NOTE = Ask("End note", "Enter an end note")
BEFORE_LETTER = (Stage.PREPARING, Stage.SUBMITTED, Stage.LISTED, Stage.CONSIDERED)


@dataclass(frozen=True, slots=True)
class Step:
    """One move: from any of `sources` to `target`, made by one side.

    The other side may record it on that side's behalf where `on_behalf` is true: half of this
    exchange still runs by e-mail, and either side alone must be able to keep its record whole.
    `needs_note` is what has to be said with it; `with_letter` marks the moves that only a feedback letter makes,
    `with_submission` those that hand documents over and freeze what was handed over.
    """

    sources: tuple[Stage, ...]
    target: Stage
    by: Side
    on_behalf: bool = True
    needs_note: Ask | None = None
    with_letter: bool = False
    with_submission: bool = False
    for_panel: bool = False


def _letter(target: Stage) -> Step:
    """A CSP with a letter in hand may record it at once, whatever it recorded of the way there."""
    return Step(BEFORE_LETTER, target, Side.HOME_OFFICE, with_letter=True)


STEPS: dict[Move, Step] = {
    Move.SUBMIT: Step(
        (Stage.PREPARING, Stage.INCOMPLETE),
        Stage.SUBMITTED,
        Side.PARTNERSHIP,
        with_submission=True,
    ),
    Move.SENT_BEFORE: Step(
        (Stage.PREPARING,),
        Stage.SUBMITTED,
        Side.PARTNERSHIP,
        on_behalf=False,
        needs_note=WHAT_WAS_SENT,
    ),
    Move.LIST: Step(
        (Stage.SUBMITTED, Stage.LISTED), Stage.LISTED, Side.HOME_OFFICE, for_panel=True
    ),
    Move.CONSIDER: Step((Stage.SUBMITTED, Stage.LISTED), Stage.CONSIDERED, Side.HOME_OFFICE),
    Move.RETURN: Step(
        (Stage.SUBMITTED,), Stage.INCOMPLETE, Side.HOME_OFFICE, needs_note=WHAT_IS_MISSING
    ),
    Move.LETTER_PUBLISH: _letter(Stage.CLEARED),
    Move.LETTER_CHANGES: _letter(Stage.REVISING),
    Move.LETTER_RESUBMIT: _letter(Stage.REVISING),
    Move.LETTER_OTHER: _letter(Stage.DECIDED_OTHERWISE),
    Move.CHOOSE_REVISING: Step(
        (Stage.DECIDED_OTHERWISE,), Stage.REVISING, Side.PARTNERSHIP, needs_note=REASON
    ),
    Move.CHOOSE_CLEARED: Step(
        (Stage.DECIDED_OTHERWISE,), Stage.CLEARED, Side.PARTNERSHIP, needs_note=REASON
    ),
    Move.CONFIRM_CHANGES: Step((Stage.REVISING,), Stage.CLEARED, Side.PARTNERSHIP),
    Move.RESUBMIT: Step(
        (Stage.REVISING,), Stage.RESUBMITTED, Side.PARTNERSHIP, with_submission=True
    ),
    Move.MONITOR: Step((Stage.CLEARED,), Stage.MONITORING, Side.PARTNERSHIP, on_behalf=False),
    Move.CLOSE: Step(
        (Stage.MONITORING,), Stage.CLOSED, Side.PARTNERSHIP, on_behalf=False, needs_note=END_NOTE
    ),
    Move.REOPEN: Step(
        (Stage.CLOSED,), Stage.MONITORING, Side.PARTNERSHIP, on_behalf=False, needs_note=REASON
    ),
}

LETTER_MOVES: tuple[Move, ...] = tuple(move for move, step in STEPS.items() if step.with_letter)
# The stage in which the next round of the same review opens.
NEXT_ROUND: dict[Stage, Stage] = {Stage.RESUBMITTED: Stage.SUBMITTED}

Guard = Callable[[Any], Verdict]
GUARDS: dict[Move, list[Guard]] = defaultdict(list)
Effect = Callable[[Any, Any], None]
EFFECTS: list[Effect] = []


@dataclass(frozen=True, slots=True)
class Readiness:
    """Something that the side whose move it is has to have done first, and the page where it does it.

    `mend` gives the address for a round. It does not bind the other side when that records the
    move on its behalf: what came by e-mail has come, ready or not.
    """

    label: str
    check: Guard
    mend: Callable[[Any], str]


READINESS: dict[Move, list[Readiness]] = defaultdict(list)


def guards(*moves: Move) -> Callable[[Guard], Guard]:
    """Let a room above add a condition to a move, so that this room need not know that room.

    It binds both sides and both are told its reason, so that must not speak of one side's papers.
    """

    def register(check: Guard) -> Guard:
        for move in moves:
            GUARDS[move].append(check)
        return check

    return register


def ready(*moves: Move, label: str, mend: Callable[[Any], str]) -> Callable[[Guard], Guard]:
    """Let a room above add to what must be done before a move; see `Readiness`."""

    def register(check: Guard) -> Guard:
        for move in moves:
            READINESS[move].append(Readiness(label, check, mend))
        return check

    return register


def effect(happens: Effect) -> Effect:
    """Let a room above do something of its own in the transaction of every stage change.

    Called as `happens(change, by)` with the `StageChange` that was just written.
    """
    EFFECTS.append(happens)
    return happens


def moves_from(stage: Stage | str) -> tuple[Move, ...]:
    return tuple(move for move, step in STEPS.items() if stage in step.sources)


def diagram() -> str:
    """The whole table as a Mermaid state diagram, for docs/workflow.md."""
    names = [f'    state "{stage.label}<br/>{_turn(stage)}" as {stage.value}' for stage in Stage]
    arrows = [
        f"    {source.value} --> {step.target.value}: {move.label}"
        for move, step in STEPS.items()
        for source in step.sources
    ]
    ends = [f"    {stage.value} --> [*]" for stage in ENDED]
    start = f"    [*] --> {Stage.PREPARING.value}"
    return "\n".join(["stateDiagram-v2", *names, start, *arrows, *ends]) + "\n"


def _turn(stage: Stage) -> str:
    side = TURN[stage]
    return "round ended" if side is Side.NOBODY else f"turn: {side.label}"
