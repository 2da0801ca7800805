"""A contact and managers at the same moment, each on a connection of their own."""

import pytest

from actionplans.models import ActionUpdate
from actionplans.tests.factories import action_under, recommendation_in
from agencies import actions, policies
from agencies.models import AgencyDecision, AgencyLink, AgencyUpdate
from agencies.tests.factories import PROBATION, answered, asked, in_days, sent_back, taken_in
from dhr_qa.tests.test_concurrency import at_once, fresh
from reviews.models import StoredFile
from reviews.tests.factories import Cast, evidence

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    return Cast()


@pytest.fixture
def action(people):
    recommendation = recommendation_in(people.review, by=people.alice)
    return action_under(recommendation, lead_agency=PROBATION, by=people.alice)


@pytest.fixture
def link(people, action):
    link, _ = asked(people.review, by=people.alice)
    return link


def test_update_that_is_sent_twice_at_once_is_one(link, action):
    def send():
        answered(fresh(link), action, evidence=[evidence()])

    told = at_once(send, send)

    assert told == [actions.SAID_ALREADY, "done"]
    assert (AgencyUpdate.unscoped.count(), StoredFile.unscoped.count()) == (1, 1)


def test_two_decisions_at_once_are_one(people, link, action):
    update = answered(link, action)

    told = at_once(
        lambda: taken_in(fresh(update), by=people.alice),
        lambda: sent_back(fresh(update), by=people.chloe),
    )

    assert sorted(reason == "done" for reason in told) == [False, True]
    assert AgencyDecision.unscoped.count() == 1
    assert ActionUpdate.unscoped.count() == AgencyDecision.unscoped.filter(kind="taken").count()


def test_contact_who_is_asked_twice_at_once_has_one_link(people, action):
    def ask(by):
        actions.ask_agency(
            fresh(people.review),
            agency=PROBATION,
            contact="Sam Roe",
            email="sam@probation.example.org",
            last_day=in_days(5),
            by=by,
        )

    at_once(lambda: ask(people.alice), lambda: ask(people.chloe))

    assert AgencyLink.unscoped.count() == 1


def test_link_that_is_withdrawn_while_an_update_comes_keeps_it_or_refuses_it(people, link, action):
    told = at_once(
        lambda: answered(fresh(link), action, evidence=[evidence()]),
        lambda: actions.withdraw(fresh(link), version=1, by=people.alice),
    )

    kept = AgencyUpdate.unscoped.count()
    assert AgencyLink.unscoped.get().withdrawn_by == people.alice
    assert told.count("done") == 1 + kept
    assert StoredFile.unscoped.count() == kept
    assert not policies.may_answer(AgencyLink.unscoped.get())
