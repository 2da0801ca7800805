"""What the home page says of each review: whose turn it is, what is next, what is answered or overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from actionplans.models import overdue_by_review
from feedback.models import letters_being_checked, progress
from govuk.words import day
from reviews.models import Hold, Review, Round
from reviews.policies import is_their_turn, may_answer, may_edit_review, side_of
from reviews.presenters import stage_colour
from reviews.workflow import AFTERWARDS, Side, Stage


@dataclass(frozen=True, slots=True)
class Card:
    """One review on the home page."""

    review: Review
    organisation: str
    stage: str
    colour: str
    round_number: int
    group: str
    on_hold: str
    next_step: str
    answered: str
    overdue: int


YOURS, WITH_CSP, WITH_HOME_OFFICE, PUBLISHING, CLOSED = (
    "Your turn",
    "With the CSP",
    "With the Home Office",
    "Publishing and monitoring",
    "Closed",
)
GROUPS = (YOURS, WITH_CSP, WITH_HOME_OFFICE, PUBLISHING, CLOSED)

# What comes next at each stage, for those who speak for a side.
NEXT: dict[Stage, dict[Side, str]] = {
    Stage.PREPARING: {
        Side.PARTNERSHIP: "Submit it, or bring in the feedback letter",
    },
    Stage.SUBMITTED: {
        Side.PARTNERSHIP: "Bring in the feedback letter when it comes",
        Side.HOME_OFFICE: "List it for the QA Panel",
    },
    Stage.INCOMPLETE: {Side.PARTNERSHIP: "Send what was missing"},
    Stage.LISTED: {
        Side.PARTNERSHIP: "Bring in the feedback letter when it comes",
        Side.HOME_OFFICE: "Record that the QA Panel considered it",
    },
    Stage.CONSIDERED: {
        Side.PARTNERSHIP: "Bring in the feedback letter when it comes",
        Side.HOME_OFFICE: "Record the feedback letter",
    },
    Stage.REVISING: {Side.PARTNERSHIP: "Answer the areas for development"},
    Stage.DECIDED_OTHERWISE: {Side.PARTNERSHIP: "Choose the next step"},
    Stage.RESUBMITTED: {},
    Stage.CLEARED: {
        Side.PARTNERSHIP: "Carry out the closing duties and keep the action plan moving"
    },
    Stage.MONITORING: {Side.PARTNERSHIP: "Keep the action plan moving until every action ends"},
    Stage.CLOSED: {},
}
ON_HOLD = "Take it off hold when it can go on"
CHECK_THE_LETTER = "Go on checking the feedback letter"
ALL_ANSWERED = "Every area is answered: make the resubmission pack"


def cards(rounds: list[Round], user: User) -> list[Card]:
    """A card for each round given, in five queries however many there are, in order of urgency."""
    held = set(Review.held_by(user).values_list("pk", flat=True))
    mine = [qa_round for qa_round in rounds if qa_round.review_id in held]
    done = progress([qa_round.pk for qa_round in mine])
    late = overdue_by_review([qa_round.review_id for qa_round in mine])
    checking = letters_being_checked([qa_round.pk for qa_round in mine])
    waiting = _waiting_until(rounds, user)
    shown = [
        _card(
            qa_round,
            user,
            until=waiting.get(qa_round.review_id),
            done=done.get(qa_round.pk, (0, 0)),
            late=late.get(qa_round.review_id, 0),
            checking=qa_round.pk in checking,
        )
        for qa_round in rounds
    ]
    return sorted(shown, key=lambda card: GROUPS.index(card.group))


def grouped(shown: list[Card]) -> list[tuple[str, list[Card]]]:
    """Cards under the headings that have any."""
    return [
        (title, found)
        for title in GROUPS
        if (found := [card for card in shown if card.group == title])
    ]


def _waiting_until(rounds: list[Round], user: User) -> dict[int, dt.date]:
    """For each review that is on hold, the day on which it is looked at again."""
    holds = Hold.visible_to(user).filter(review__in=[qa_round.review_id for qa_round in rounds])
    return dict(holds.standing().values_list("review", "review_on"))


def _card(
    qa_round: Round,
    user: User,
    *,
    until: dt.date | None,
    done: tuple[int, int],
    late: int,
    checking: bool,
) -> Card:
    answered, total = done
    next_step = _next_step(qa_round, user, checking=checking, left=total - answered)
    return Card(
        review=qa_round.review,
        organisation=qa_round.review.organisation.name,
        stage=qa_round.get_stage_display(),
        colour=stage_colour(qa_round),
        round_number=qa_round.number,
        group=_group(qa_round, user, checking=checking),
        on_hold=f"On hold until {day(until)}" if until else "",
        next_step=ON_HOLD if until and next_step else next_step,
        answered=f"{answered} of {total} areas for development answered" if total else "",
        overdue=late,
    )


def _group(qa_round: Round, user: User, *, checking: bool) -> str:
    if qa_round.stage in AFTERWARDS:
        return CLOSED if qa_round.stage == Stage.CLOSED else PUBLISHING
    if is_their_turn(user, qa_round) or (checking and may_edit_review(user, qa_round.review)):
        return YOURS
    return WITH_CSP if qa_round.turn is Side.PARTNERSHIP else WITH_HOME_OFFICE


def _next_step(qa_round: Round, user: User, *, checking: bool, left: int) -> str:
    side = side_of(user, qa_round.review)
    if may_answer(user, qa_round):
        return NEXT[Stage.REVISING][Side.PARTNERSHIP] if left else ALL_ANSWERED
    if checking and side is Side.PARTNERSHIP:
        return CHECK_THE_LETTER
    return NEXT[Stage(qa_round.stage)].get(side, "")
