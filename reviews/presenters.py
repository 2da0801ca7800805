"""The words in which a review's pages say where it is, whose turn it is and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from access.verdict import Verdict
from accounts.models import User
from govuk.words import count, day
from reviews.models import Review, Round, StageChange, StoredFile
from reviews.policies import holds, is_their_turn, open_moves, side_of
from reviews.sections import Section, section
from reviews.workflow import STEPS, Move, Side, Stage

STAGE_COLOURS = {
    Stage.PREPARING: "grey",
    Stage.SUBMITTED: "light-blue",
    Stage.INCOMPLETE: "orange",
    Stage.LISTED: "light-blue",
    Stage.CONSIDERED: "light-blue",
    Stage.REVISING: "yellow",
    Stage.DECIDED_OTHERWISE: "orange",
    Stage.RESUBMITTED: "purple",
    Stage.CLEARED: "green",
    Stage.MONITORING: "green",
    Stage.CLOSED: "grey",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A move as the page offers it: a link, or the reason why it is not yet possible."""

    label: str
    href: str
    verdict: Verdict


def choices(user: User, qa_round: Round) -> list[Choice]:
    """The moves that a person of either side may make by hand; a letter makes its own."""
    if side_of(user, qa_round.review) is Side.NOBODY:
        return []
    return [
        Choice(str(move.label), _page_of(move, qa_round), verdict)
        for move, verdict in open_moves(user, qa_round).items()
        if not STEPS[move].with_letter
    ]


def _page_of(move: Move, qa_round: Round) -> str:
    """Where a move is made: handing documents over has a page of its own, in the room of documents."""
    if STEPS[move].with_submission:
        return reverse("documents:submit", args=[qa_round.pk])
    return reverse("reviews:move", args=[qa_round.pk, move.value])


def turn_words(qa_round: Round, user: User, since: StageChange | None) -> str:
    """Whose turn it is and since when; `since` is the round's last step."""
    on = day(since.happened_on) if since else ""
    if qa_round.turn is Side.NOBODY:
        return f"This round ended on {on}."
    theirs = f"It is the turn of {qa_round.turn.label}"
    turn = "It is your turn" if is_their_turn(user, qa_round) else theirs
    return f"{turn}, since {on}." if on else f"{turn}."


def chosen_round(rounds: list[Round], number: str) -> Round:
    """The round with this number, as it stands in an address; otherwise the latest."""
    return next((r for r in rounds if str(r.number) == number), rounds[-1])


def stage_colour(qa_round: Round) -> str:
    return STAGE_COLOURS[Stage(qa_round.stage)]


def details(review: Review) -> list[tuple[str, str]]:
    rows = [
        ("Community Safety Partnership", review.organisation.name),
        ("Reference", review.reference),
        ("Kind of review", review.get_kind_display()),
        ("Independent chair", review.chair_shown or "Not recorded"),
        ("Author", review.author_shown or "Not recorded"),
        ("Protective marking", review.get_marking_display()),
    ]
    dates = [
        ("Date of death", review.died_on),
        ("Review commissioned", review.commissioned_on),
        ("Report completed", review.completed_on),
    ]
    return rows + [(label, day(known)) for label, known in dates if known]


def timeline(changes: Any) -> list[dict[str, Any]]:
    """Stage changes as timeline entries, newest first."""
    return [_entry(change) for change in reversed(list(changes))]


def _entry(change: StageChange) -> dict[str, Any]:
    behalf = Side(change.on_behalf_of).label if change.on_behalf_of else ""
    by = f"{change.by.name} for {behalf}" if behalf else change.by.name
    return {
        "title": f"Round {change.round.number}: {change.get_target_display()}",
        "by": f"recorded by {by}",
        "at": change.at,
        "on": change.happened_on,
        "text": change.note,
    }


@section(place=30)
def documents(review: Review, qa_round: Round, user: User) -> Section | None:
    if not holds(user, review):
        return None
    kept = StoredFile.visible_to(user).filter(review=review).count()
    words = count(kept, "file,files") if kept else "No files yet"
    return Section("Documents", reverse("reviews:documents", args=[review.pk]), words)


@section(place=50)
def history(review: Review, qa_round: Round, user: User) -> Section:
    href = reverse("reviews:timeline", args=[review.pk])
    return Section("Timeline", href, f"Round {qa_round.number}: {qa_round.get_stage_display()}")
