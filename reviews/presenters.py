"""The words in which a review's pages say where it is, whose turn it is and what comes next."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from access.verdict import Verdict
from accounts.models import User
from govuk.words import count, day
from reviews.clocks import Days, days_between, side_at
from reviews.models import PersonRole, Review, ReviewPerson, Round, StageChange
from reviews.policies import (
    holds,
    is_their_turn,
    may_edit_people,
    may_edit_review,
    may_prepare,
    open_moves,
    side_of,
)
from reviews.sections import Section, section
from reviews.telling import clock_rows
from reviews.timeline import kinds, told
from reviews.workflow import STEPS, UNSEEN, Move, Side, Stage

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


ENTRIES_PER_PAGE = 50
NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One member of the local review panel, as it is printed."""

    organisation: str
    name: str
    job_title: str
    capacity: str
    reason: str


# Listing is the one move that may be made again at its own stage.
LISTED_AGAIN = "Record another date for the QA Panel"
# What the secretariat does where the CSP submits.
CAME_BY_EMAIL = "Record what came by e-mail"


@dataclass(frozen=True, slots=True)
class Choice:
    """A move as the page offers it: a link, or the reason why it is not yet possible.

    `checks` is whether its page says all that is left to do, and so is worth a visit before.
    """

    label: str
    href: str
    verdict: Verdict
    checks: bool = False


def choices(user: User, qa_round: Round) -> list[Choice]:
    """The moves that a person of either side may make by hand, those that lead on first; a letter makes its own."""
    side, stage = side_of(user, qa_round.review), qa_round.stage
    if side is Side.NOBODY:
        return []
    moves = sorted(open_moves(user, qa_round).items(), key=lambda m: STEPS[m[0]].target == stage)
    return [
        _choice(move, verdict, side, qa_round) for move, verdict in moves if _offered(move, side)
    ]


def _offered(move: Move, side: Side) -> bool:
    step = STEPS[move]
    return not step.with_letter and (step.by is side or step.on_behalf)


def _choice(move: Move, verdict: Verdict, side: Side, qa_round: Round) -> Choice:
    step, label = STEPS[move], str(move.label)
    if step.target == qa_round.stage:
        label = LISTED_AGAIN
    elif step.with_submission and step.by is not side:
        label = CAME_BY_EMAIL
    checks = step.with_submission and step.by is side and bool(may_prepare(move, qa_round))
    return Choice(label, _page_of(move, qa_round), verdict, checks)


def _page_of(move: Move, qa_round: Round) -> str:
    """Where a move is made: handing documents over has a page of its own, in the room of documents."""
    if STEPS[move].with_submission:
        return reverse("documents:submit", args=[qa_round.pk])
    return reverse("reviews:move", args=[qa_round.pk, move.value])


def turn_words(
    qa_round: Round, user: User, since: StageChange | None, *, today: dt.date | None = None
) -> str:
    """Whose turn it is, since when and for how long; `since` is the round's last step."""
    on = day(since.happened_on) if since else ""
    if qa_round.turn is Side.NOBODY:
        closed = qa_round.stage == Stage.CLOSED
        return f"This review was closed on {on}." if closed else f"This round ended on {on}."
    theirs = f"It is the turn of {qa_round.turn.label}"
    turn = "It is your turn" if is_their_turn(user, qa_round) else theirs
    if since is None:
        return f"{turn}."
    days = days_between(since.happened_on, today or timezone.localdate())
    return f"{turn}, since {on}{_so_far(qa_round, days)}."


def _so_far(qa_round: Round, days: Days) -> str:
    """For how long the turn has lasted, while the clock of its side runs."""
    if not days.calendar or side_at(Stage(qa_round.stage)) is Side.NOBODY:
        return ""
    working = count(days.working, "working day,working days")
    return f": {count(days.calendar, 'day,days')} so far ({working})"


def chosen_round(rounds: list[Round], number: str) -> Round:
    """The round with this number, as it stands in an address; otherwise the latest."""
    return next((r for r in rounds if str(r.number) == number), rounds[-1])


def stage_colour(qa_round: Round) -> str:
    return STAGE_COLOURS[Stage(qa_round.stage)]


def recorded(change: StageChange) -> list[tuple[str, str]]:
    """A step as it is recorded, for whoever puts it right."""
    behalf = f" for {change.get_on_behalf_of_display()}" if change.on_behalf_of else ""
    rows = [
        ("Step", change.get_target_display()),
        ("Day", day(change.happened_on)),
        ("Date of the QA Panel", day(change.panel_on)),
        ("How the QA Panel considers it", change.get_panel_mode_display()),
        ("Note", change.note),
        ("Recorded", f"by {change.by.name}{behalf} on {day(change.at)}"),
    ]
    return [(label, text) for label, text in rows if text]


def days_around(
    change: StageChange, steps: list[StageChange]
) -> tuple[dt.date | None, dt.date | None]:
    """The days of the steps before and after one of `steps`, which stand in their order."""
    place = next((at for at, step in enumerate(steps) if step.pk == change.pk), len(steps))
    earlier, later = steps[:place][-1:], steps[place + 1 :][:1]
    return (
        earlier[0].happened_on if earlier else None,
        later[0].happened_on if later else None,
    )


def what_taking_back_does(source: Stage) -> str:
    """Said before a step is taken back to the stage from which it came."""
    back = f"The review goes back to “{source.label}”."
    return f"{back} The Home Office can no longer see it." if source in UNSEEN else back


def who_sees_a_transfer(review: Review) -> dict[str, str]:
    """Who loses a review that is handed over, and who sees it from then on."""
    chair = f" {review.chair.name} still sees it as the chair." if review.chair else ""
    return {
        "warning": (
            f"{review.organisation} loses this review at once, with its documents, answers, plan and "
            "packs. Only those who also work for the partnership that you choose still see it."
        ),
        "intro": (
            f"Everybody in the partnership that you choose sees all of it.{chair} "
            "What the Home Office sees does not change."
        ),
    }


def details(review: Review) -> list[tuple[str, str]]:
    rows = [
        ("Community Safety Partnership", review.organisation.name),
        ("Reference", review.reference),
        ("Kind of review", review.get_kind_display()),
        ("Independent chair", review.chair_shown or NOT_RECORDED),
        ("Author", review.author_shown or NOT_RECORDED),
        ("Protective marking", review.get_marking_display()),
    ]
    dates = [
        ("Date of death", review.died_on),
        ("Review commissioned", review.commissioned_on),
        ("Report completed", review.completed_on),
    ]
    return rows + [(label, day(known)) for label, known in dates if known]


def timeline_page(review: Review, user: User, query: QueryDict) -> dict[str, Any]:
    """Everything that the timeline shows; of a kind that is not there, everything."""
    entries, today = told(review, user), timezone.localdate()
    found = kinds(entries)
    kind = query.get("kind", "")
    chosen = [entry for entry in entries if entry.kind == kind] or entries
    return {
        "review": review,
        "kind": kind if chosen is not entries else "",
        "kinds": [("", "Everything", len(entries)), *((name, name, n) for name, n in found)],
        "page": Paginator(chosen, ENTRIES_PER_PAGE).get_page(query.get("page")),
        "clocks": clock_rows(review, user, today=today),
    }


def panel_table(review: Review) -> list[PanelRow]:
    """The local review panel as it is printed, in the order of the alphabet."""
    return [
        PanelRow(row.organisation, row.name, row.job_title, row.get_capacity_display(), row.reason)
        for row in by_name(ReviewPerson.unscoped.filter(review=review).on_the_panel().listed())
    ]


def by_name(people: Iterable[ReviewPerson]) -> list[ReviewPerson]:
    """By organisation and name as a reader looks for them: Ångström beside Angstrom, whatever the database."""
    return sorted(people, key=lambda row: (_plain(row.organisation), _plain(row.name), row.pk))


def _plain(words: str) -> str:
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def people_page(review: Review, people: Iterable[ReviewPerson], user: User) -> dict[str, Any]:
    """Everything that the page of a review's people shows; `people` are all of them, removed or not."""
    rows = by_name(people)
    listed = [row for row in rows if not row.removed_at]
    return {
        "review": review,
        "leads": [
            ("Independent chair", review.chair_shown or NOT_RECORDED),
            ("Author", review.author_shown or NOT_RECORDED),
        ],
        "contacts": [row for row in listed if row.role == PersonRole.CONTACT],
        "panel": [row for row in listed if row.role == PersonRole.PANEL],
        "removed": [row for row in rows if row.removed_at],
        "may_edit": may_edit_people(user, review),
        "may_edit_review": may_edit_review(user, review),
    }


def person_details(person: ReviewPerson) -> list[tuple[str, str]]:
    """What is saved of a person, for whoever was told that somebody else saved first."""
    rows = [
        ("Name", person.name),
        ("Organisation", person.organisation),
        ("Job title", person.job_title),
        ("Capacity", person.get_capacity_display()),
        ("Reason", person.reason),
        ("E-mail address", person.email),
        ("Telephone number", person.phone),
    ]
    return [(label, words) for label, words in rows if words]


@section(place=45)
def people(review: Review, qa_round: Round, user: User) -> Section | None:
    if not holds(user, review):
        return None
    listed = ReviewPerson.visible_to(user).filter(review=review).listed()
    roles = Counter(listed.values_list("role", flat=True))
    words = [f"{roles[PersonRole.PANEL]} on the review panel (local)"]
    if roles[PersonRole.CONTACT]:
        words.append(count(roles[PersonRole.CONTACT], "CSP contact,CSP contacts"))
    href = reverse("reviews:people", args=[review.pk])
    return Section("People", href, ", ".join(words) if roles else "Nobody on the list yet")


@section(place=50)
def history(review: Review, qa_round: Round, user: User) -> Section:
    href = reverse("reviews:timeline", args=[review.pk])
    return Section("Timeline", href, f"Round {qa_round.number}: {qa_round.get_stage_display()}")
