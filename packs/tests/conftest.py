"""A round whose letter is confirmed, for every test of this room."""

from __future__ import annotations

import pytest

from feedback.models import FeedbackItem
from feedback.tests.factories import areas_of
from reviews.models import Round
from reviews.tests.factories import Cast


@pytest.fixture
def items(cast: Cast) -> list[FeedbackItem]:
    return areas_of(cast.review, by=cast.alice)


@pytest.fixture
def qa_round(items: list[FeedbackItem]) -> Round:
    return items[0].letter.round
