"""What this room gives to the other side: answers, signed off and frozen with the documents, and letters' files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from documents.covering import covers
from documents.freezing import freezes
from feedback.models import FeedbackItem, FeedbackLetter, Revision, SubmittedAnswer, areas_before
from reviews.models import Round
from reviews.showing import shows_files


@covers
def answers(qa_round: Round) -> Iterable[tuple[str, str, dt.datetime]]:
    """The answers that stand now to the areas of a round."""
    for revision in _standing(FeedbackItem.unscoped.in_round(qa_round)):
        area, kind = revision.item.number, revision.get_kind_display().lower()
        words = f"Area {area}, answer {revision.place}: {kind}"
        yield f"answer.{revision.item_id}", words, revision.at


@freezes
def keep_answers(submission: Any, by: User) -> None:
    """Keep the answers to the round before as they stand now, for the Home Office to see."""
    SubmittedAnswer.unscoped.bulk_create(
        SubmittedAnswer(submission=submission, revision=revision)
        for revision in _standing(areas_before(submission.round))
    )


@shows_files
def confirmed_letters() -> Q:
    """The file of a letter, to the side that did not bring it in, once the letter was confirmed."""
    letters = FeedbackLetter.unscoped.filter(file=OuterRef("pk"), confirmed_at__isnull=False)
    return Q(Exists(letters))


def _standing(items: Any) -> Any:
    """The latest answer to each of the areas, with its place among the answers to it."""
    latest = Revision.unscoped.filter(item__in=items, superseded_by__isnull=True)
    placed = latest.annotate(place=Count("item__revisions"))
    return placed.select_related("item").order_by("item__number")
