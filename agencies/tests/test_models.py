"""What always holds of links and of what came by them, and who may see it."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from actionplans.tests.factories import update_of
from agencies.actions import withdraw
from agencies.models import AgencyDecision, AgencyLink, AgencyUpdate, LinkUse
from agencies.tests.factories import answered, asked, in_days, sent_back, taken_in


def test_open_links_are_those_that_were_neither_withdrawn_nor_have_ended(cast, link):
    last_day, _ = asked(cast.review, email="b@example.org", last_day=in_days(0), by=cast.alice)
    gone, _ = asked(cast.review, email="c@example.org", by=cast.alice)

    withdraw(gone, version=1, by=cast.alice)

    assert set(AgencyLink.unscoped.open()) == {link, last_day}
    assert list(AgencyLink.unscoped.open(on=in_days(1))) == [link]


def test_updates_wait_until_somebody_decides(cast, link, action):
    taken, returned, waiting = (answered(link, action, text=text) for text in ("1", "2", "3"))

    taken_in(taken, by=cast.alice)
    sent_back(returned, by=cast.alice)

    assert list(AgencyUpdate.unscoped.waiting()) == [waiting]


def test_digests_do_not_repeat(link):
    link.pk = None

    with pytest.raises(IntegrityError, match="digest"):
        link.save(force_insert=True)


@pytest.mark.parametrize("half", [{"withdrawn_at": timezone.now()}, {"withdrawn_by": 1}])
def test_link_is_withdrawn_by_somebody_at_some_time(cast, link, half):
    half = {name: cast.alice if name == "withdrawn_by" else at for name, at in half.items()}

    with pytest.raises(IntegrityError, match="agency_link_withdrawn_by_somebody"):
        AgencyLink.unscoped.update(**half)


@pytest.mark.parametrize(
    ("kind", "reason", "is_written"),
    [
        ("taken", "", False),
        ("returned", "", False),
        ("returned", "Why.", True),
        ("other", "", True),
    ],
)
def test_decision_is_whole(cast, link, action, kind, reason, is_written):
    update = answered(link, action)
    written = update_of(action, by=cast.alice) if is_written else None

    with pytest.raises(IntegrityError, match="agency_update_taken_or_returned"):
        AgencyDecision.unscoped.create(
            update=update, kind=kind, reason=reason, written=written, by=cast.alice
        )


@pytest.mark.parametrize(
    ("who", "sees"),
    [("alice", True), ("chloe", True), ("vic", True), ("quinn", False), ("kim", False)],
)
def test_only_the_csp_sees_what_passes_between_it_and_an_agency(cast, link, action, who, sees):
    LinkUse.unscoped.create(link=link, kind="opened")
    taken_in(answered(link, action), by=cast.alice)

    models = (AgencyLink, LinkUse, AgencyUpdate, AgencyDecision)

    assert {model.visible_to(getattr(cast, who)).exists() for model in models} == {sees}
