"""A letter that is being checked, and what it becomes, for every test of this room."""

from __future__ import annotations

import pytest

from feedback.models import FeedbackItem, FeedbackLetter
from feedback.tests.factories import areas_of, letter_in_hand
from reviews.tests.factories import Cast


@pytest.fixture
def letter(cast: Cast) -> FeedbackLetter:
    return letter_in_hand(cast.review, by=cast.alice)


@pytest.fixture
def item(cast: Cast) -> FeedbackItem:
    return areas_of(cast.review, by=cast.alice)[0]
