"""A plan with two actions of an agency, and a link for its contact, for every test of this room."""

from __future__ import annotations

import pytest

from actionplans.models import Action
from actionplans.tests.factories import action_under, recommendation_in
from agencies.models import AgencyLink
from agencies.tests.factories import PROBATION, asked
from reviews.tests.factories import Cast


@pytest.fixture
def action(cast: Cast) -> Action:
    """Led by Probation; the plan has another one, which is the council's."""
    recommendation = recommendation_in(cast.review, by=cast.alice)
    action_under(recommendation, by=cast.alice)
    return action_under(
        recommendation, text="Train every officer.", lead_agency=PROBATION, by=cast.alice
    )


@pytest.fixture
def sent(cast: Cast, action: Action) -> tuple[AgencyLink, str]:
    return asked(cast.review, by=cast.alice)


@pytest.fixture
def link(sent: tuple[AgencyLink, str]) -> AgencyLink:
    return sent[0]


@pytest.fixture
def token(sent: tuple[AgencyLink, str]) -> str:
    return sent[1]
