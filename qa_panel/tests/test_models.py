"""Takings are the secretariat's own, and officers are those who hold the role now."""

import pytest

from accounts.actions import end_role
from accounts.models import Role
from accounts.tests.factories import person
from qa_panel.actions import take
from qa_panel.models import Taking, officers
from qa_panel.tests.factories import submitted


@pytest.mark.parametrize(
    ("who", "seen"), [("quinn", 1), ("alice", 0), ("vic", 0), ("chloe", 0), ("kim", 0)]
)
def test_taking_is_seen_by_the_secretariat_alone(cast, who, seen):
    take(submitted(cast.northbrook, by=cast.alice), by=cast.quinn)
    user = getattr(cast, who)

    found = (Taking.visible_to(user).count(), Taking.held_by(user).count())

    assert found == (seen, seen)


def test_officers_are_those_who_hold_the_role_now(cast):
    noor = person("Noor", Role.QA_OFFICER, cast.home_office)
    before = list(officers())

    end_role(noor.memberships.get(), by=cast.quinn)

    assert (before, list(officers())) == ([noor, cast.quinn], [cast.quinn])


def test_officer_with_two_memberships_is_named_once(cast):
    other = person("Noor", Role.QA_OFFICER, cast.home_office, cast.eastmere)

    assert list(officers()) == [other, cast.quinn]
