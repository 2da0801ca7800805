"""Takings are the secretariat's own."""

import pytest

from qa_panel.actions import take
from qa_panel.models import Taking
from qa_panel.tests.factories import submitted


@pytest.mark.parametrize(
    ("who", "seen"), [("quinn", 1), ("alice", 0), ("vic", 0), ("chloe", 0), ("kim", 0)]
)
def test_taking_is_seen_by_the_secretariat_alone(cast, who, seen):
    take(submitted(cast.northbrook, by=cast.alice), by=cast.quinn)
    user = getattr(cast, who)

    found = (Taking.visible_to(user).count(), Taking.held_by(user).count())

    assert found == (seen, seen)
