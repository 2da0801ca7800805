"""The words with which an agency's contact reads of its actions, and of what became of its updates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from actionplans.models import Action
from agencies.models import AgencyLink, AgencyUpdate, DecisionKind
from govuk.words import day, shortened

WAITING = "{csp} received it on {at}, and has not decided on it yet."
BECAME = {
    DecisionKind.TAKEN: ("In the plan", "green", "Taken into the plan on {on}."),
    DecisionKind.RETURNED: (
        "Returned",
        "orange",
        "Returned to you on {on}. Read why, then send an update again.",
    ),
}
LONGEST = 300  # of an action's words in the list; its own page has all of them


@dataclass(frozen=True, slots=True)
class Sent:
    """One update that came by this link, and what became of it."""

    dated: str
    name: str
    text: str
    completed: bool
    files: tuple[str, ...]
    tag: str
    colour: str
    became: str
    reason: str

    @classmethod
    def of(cls, update: AgencyUpdate, csp: str) -> Self:
        tag, colour, became, reason = _became(update, csp)
        return cls(
            dated=day(update.dated),
            name=update.name,
            text=update.text,
            completed=update.completed,
            files=tuple(file.name for file in update.evidence.all()),
            tag=tag,
            colour=colour,
            became=became,
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One action as its agency's contact sees it, with what was sent of it, newest first."""

    action: Action
    name: str
    text: str
    target: str
    milestones: str
    state: str
    sent: tuple[Sent, ...]

    @classmethod
    def of(cls, action: Any, updates: Iterable[AgencyUpdate], csp: str) -> Self:
        return cls(
            action=action,
            name=name_of(action),
            text=action.text,
            target=day(action.target_date) or action.target_date_text or "Not set",
            milestones=action.milestones,
            state=_state(action),
            sent=tuple(Sent.of(update, csp) for update in updates),
        )

    @property
    def beginning(self) -> str:
        return shortened(self.text, LONGEST)

    @property
    def columns(self) -> list[tuple[str, str]]:
        columns = [("Action to take", self.text), ("Target Date", self.target)]
        if self.milestones:
            columns.append(("Key milestones so far", self.milestones))
        return columns


def asked(link: AgencyLink, actions: Any) -> list[Asked]:
    """The actions of a link in the plan's order, each with what was sent of it; in three queries."""
    rows = list(actions.with_state().select_related("recommendation"))
    sent = link.updates.filter(action__in=rows).select_related("decision")
    by_action: dict[int, list[AgencyUpdate]] = {}
    for update in sent.prefetch_related("evidence"):
        by_action.setdefault(update.action_id, []).append(update)
    csp = link.review.organisation.name
    return [Asked.of(action, by_action.get(action.pk, ()), csp) for action in rows]


def name_of(action: Action) -> str:
    return f"Action {action.position} of recommendation {action.recommendation.number}"


def _became(update: AgencyUpdate, csp: str) -> tuple[str, str, str, str]:
    """(tag, colour, sentence, the reason of a return)."""
    decision = getattr(update, "decision", None)
    if decision is None:
        return "Waiting", "blue", WAITING.format(at=day(update.at), csp=csp), ""
    tag, colour, sentence = BECAME[decision.kind]
    return tag, colour, sentence.format(on=day(decision.at)), decision.reason


def _state(action: Any) -> str:
    if action.completed_on:
        return f"Complete since {day(action.completed_on)}"
    return f"Not taken forward since {day(action.ended_on)}" if action.ended_on else ""
