"""What people take to a meeting on paper: one area's history, a review on a page, the letter as it was read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from actionplans.models import Action
from actionplans.presenters import Standing
from documents.models import DocumentVersion
from feedback.drafts import from_json
from feedback.models import FeedbackItem, FeedbackLetter, progress
from feedback.presenters import InARound, Line, in_all_rounds, letter_lines, letter_summary
from govuk.words import day
from publication.models import Duty
from reviews.models import Review
from reviews.presenters import PanelRow, details, panel_table


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands at the head of every paper. `what` says which kind it is."""

    title: str
    what: str
    review: str
    reference: str
    organisation: str
    marking: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ItemPaper(Paper):
    """One area for development in every round, with the answers to it and the QA Panel's views of them."""

    rounds: tuple[InARound, ...]


@dataclass(frozen=True, slots=True)
class LetterPaper(Paper):
    """A feedback letter paragraph by paragraph, each with what was read from it."""

    rows: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    is_plain: bool = False  # only the letter's own words


@dataclass(frozen=True, slots=True)
class ReviewPaper(Paper):
    """A review on a page: who and what, how far each round is, the plan, what is left to do."""

    rows: tuple[tuple[str, str], ...]
    rounds: tuple[tuple[str, str, str], ...]
    plan: Standing
    duties: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    panel: tuple[PanelRow, ...]


def paper_of_item(item: FeedbackItem, user: User, *, at: dt.datetime) -> ItemPaper:
    rounds = tuple(in_all_rounds(item, user))
    return ItemPaper(
        rounds=rounds,
        **_head(item.letter.round.review, f"Area {item.number}", "History of an area", at),
    )


def paper_of_letter(letter: FeedbackLetter, *, at: dt.datetime) -> LetterPaper:
    review = letter.round.review
    return LetterPaper(
        rows=tuple(letter_summary(letter)),
        lines=tuple(letter_lines(letter, from_json(letter.draft))),
        **_head(review, str(letter), "Feedback letter as it was read", at),
    )


def paper_of_review(review: Review, *, at: dt.datetime) -> ReviewPaper:
    rounds = list(review.rounds.order_by("number"))
    answered = progress([qa_round.pk for qa_round in rounds])
    duties = Duty.unscoped.of_review(review.pk).standing().prefetch_related("records")
    versions = DocumentVersion.unscoped.to_submit(review.pk)
    return ReviewPaper(
        rows=tuple(details(review)),
        rounds=tuple(
            (f"Round {one.number}", one.get_stage_display(), _answered(answered.get(one.pk)))
            for one in rounds
        ),
        plan=Standing.of(Action.unscoped.of_review(review)),
        duties=tuple((str(duty), str(duty.state.label)) for duty in duties),
        documents=tuple((str(version), f"Added on {day(version.at)}") for version in versions),
        panel=tuple(panel_table(review)),
        **_head(review, review.name, "Review on a page", at),
    )


def _answered(counts: tuple[int, int] | None) -> str:
    return f"{counts[0]} of {counts[1]} answered" if counts else "No feedback letter yet"


def _head(review: Review, title: str, what: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "title": title,
        "what": what,
        "review": review.name,
        "reference": review.reference,
        "organisation": review.organisation.name,
        "marking": review.get_marking_display(),
        "made_at": at,
    }
