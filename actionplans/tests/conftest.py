"""A first recommendation and a first action, for every test of this room."""

from __future__ import annotations

import pytest

from actionplans.models import Action, Recommendation
from actionplans.tests.factories import action_under, recommendation_in
from reviews.tests.factories import Cast


@pytest.fixture
def recommendation(cast: Cast) -> Recommendation:
    return recommendation_in(cast.review, by=cast.alice)


@pytest.fixture
def action(cast: Cast, recommendation: Recommendation) -> Action:
    return action_under(recommendation, by=cast.alice)
