"""What a submission holds of the answers: they are signed off with the documents, and frozen with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from documents.covering import covers
from documents.freezing import freezes
from feedback.models import FeedbackItem, Revision, SubmittedAnswer, areas_before
from govuk.words import day_time
from reviews.models import Round


@covers
def answers(qa_round: Round) -> Iterable[tuple[str, str, dt.datetime]]:
    """The answers that stand now to the areas of a round."""
    for revision in _standing(FeedbackItem.unscoped.in_round(qa_round)):
        words = f"Area {revision.item.number}: {revision.get_kind_display().lower()}"
        yield f"answer.{revision.item_id}", f"{words}, {day_time(revision.at)}", revision.at


@freezes
def keep_answers(submission: Any, by: User) -> None:
    """Keep the answers to the round before as they stand now, for the Home Office to see."""
    SubmittedAnswer.unscoped.bulk_create(
        SubmittedAnswer(submission=submission, revision=revision)
        for revision in _standing(areas_before(submission.round))
    )


def _standing(items: Any) -> Any:
    """The latest answer to each of the areas."""
    latest = Revision.unscoped.filter(item__in=items, superseded_by__isnull=True)
    return latest.select_related("item").order_by("item__number")
