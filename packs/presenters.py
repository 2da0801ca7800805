"""The words in which a round's packs, and what the next one would still lack, are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from actionplans.models import Action
from actionplans.presenters import Standing
from feedback.models import FeedbackItem, Revision, RevisionKind, progress
from govuk.words import count, day, shortened
from packs.models import Pack
from packs.policies import has_letter, may_make_pack
from reviews.models import Review, Round
from reviews.policies import holds
from reviews.sections import Section, section
from reviews.workflow import Stage

MAKE = "Make the pack"
PARTS = (
    "A cover with the review, the letter and how many areas are answered",
    "The answers at a glance",
    "You said, we did: each area in the letter’s words, with the answer to it",
    "Areas not revised, with reasons",
    "The action plan with ratings, their legend and the last updates",
    "The review panel (local), with organisations and capacities",
    "Closing duties, documents with checksums, and a place to sign",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the next pack would lack, and the page on which to mend it."""

    words: str
    href: str


def pack_page(qa_round: Round, user: User) -> dict[str, Any]:
    """Everything that the page of a round's packs shows."""
    review = qa_round.review
    done, total = progress([qa_round.pk]).get(qa_round.pk, (0, 0))
    packs = Pack.visible_to(user).filter(round__review=review)
    return {
        "round": qa_round,
        "review": review,
        "answered": done,
        "total": total,
        "gaps": list(gaps(qa_round, user)),
        "parts": PARTS,
        "may_make": may_make_pack(user, qa_round),
        "packs": packs.select_related("round", "by"),
    }


def gaps(qa_round: Round, user: User) -> Iterator[Gap]:
    """What is still missing: none of it stands in the way of a pack."""
    for item in FeedbackItem.visible_to(user).in_round(qa_round).with_state():
        if words := _missing(item):
            yield Gap(
                f"Area {item.number} {words}: {shortened(item.text, 70)}", item.get_absolute_url()
            )
    yield from _plan_gaps(qa_round.review, user)
    if not qa_round.review.chair_shown:
        href = reverse("reviews:edit", args=[qa_round.review_id])
        yield Gap("The independent chair is not recorded", href)


def _missing(item: Any) -> str:
    """`item` as `FeedbackItemQuerySet.with_state` gives it."""
    if not item.answer_kind:
        return "is not answered yet"
    changed = item.answer_kind != RevisionKind.NOT_REVISED
    return "does not say where in the new version" if changed and not item.answer_where else ""


def _plan_gaps(review: Review, user: User) -> Iterator[Gap]:
    href = reverse("actionplans:plan", args=[review.pk])
    standing = Standing.of(Action.visible_to(user).of_review(review))
    unrated = standing.ratings[-1].number
    if not standing.actions:
        yield Gap("The action plan has no actions yet", href)
    if unrated:
        yield Gap(f"{count(unrated, 'action has,actions have')} no rating", f"{href}?rating=none")
    if standing.overdue:
        late = count(standing.overdue, "action is,actions are")
        yield Gap(f"{late} overdue", f"{href}?overdue=on")


@section(place=40)
def packs(review: Review, qa_round: Round, user: User) -> Section | None:
    """The packs' line on the review's page. A round without a letter still leads to earlier packs."""
    made = list(Pack.visible_to(user).filter(round__review=review).select_related("round"))
    if not made and not (has_letter(qa_round) and holds(user, review)):
        return None
    shown = qa_round if has_letter(qa_round) else made[0].round
    href = reverse("packs:pack", args=[shown.pk])
    step = (MAKE, href) if _is_due(qa_round, made, user) else None
    return Section("Resubmission packs", href, made_words(made), step)


def made_words(made: list[Pack]) -> str:
    """For example "2 made, the last on 3 May 2026"; `made` has the newest first."""
    if not made:
        return "None made yet"
    last = "on" if len(made) == 1 else "the last on"
    return f"{len(made)} made, {last} {day(made[0].at)}"


def _is_due(qa_round: Round, made: list[Pack], user: User) -> bool:
    """Whether everything is answered and no pack says so yet."""
    done, total = progress([qa_round.pk]).get(qa_round.pk, (0, 0))
    if qa_round.stage != Stage.REVISING or done < total or not may_make_pack(user, qa_round):
        return False
    last = Revision.unscoped.filter(item__letter__round=qa_round).order_by("-pk").first()
    since = [pack for pack in made if pack.round_id == qa_round.pk]
    return not since or (last is not None and last.at > since[0].at)
