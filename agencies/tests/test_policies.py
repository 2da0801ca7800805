"""Who may ask, withdraw and decide, and when a link opens no more."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actions import end_role
from actionplans.tests.factories import action_under, recommendation_in
from agencies.actions import send_again, withdraw
from agencies.links import new_secret, token_of
from agencies.models import AgencyLink, UseKind
from agencies.policies import (
    REPLACED,
    SENDER_LEFT,
    WITHDRAWN,
    how_it_stands,
    may_answer,
    may_ask,
    may_decide,
    may_send_again,
    may_withdraw,
)
from agencies.tests.factories import answered, in_days, taken_in
from govuk.words import day

ONLY = "Only the CSP manager and the independent chair can change the action plan."
WHO = [("alice", ""), ("chloe", ""), ("vic", ONLY), ("kim", ONLY), ("quinn", ONLY)]


def fresh(link):
    """As it is read for the next request."""
    return AgencyLink.unscoped.select_related("review", "by").get(pk=link.pk)


def ended(link):
    link.last_day = timezone.localdate() - dt.timedelta(1)
    link.save()
    return fresh(link)


@pytest.mark.parametrize(("who", "reason"), WHO)
def test_whoever_keeps_the_plan_may_ask_and_withdraw_and_decide(cast, link, action, who, reason):
    user, update = getattr(cast, who), answered(link, action)

    verdicts = [
        may_ask(user, cast.review),
        may_withdraw(user, link),
        may_send_again(user, link),
        may_decide(user, update),
    ]

    assert [verdict.reason for verdict in verdicts] == [reason] * 4


def test_plan_without_an_agency_has_nobody_to_ask(cast):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    before = may_ask(cast.alice, cast.review).reason
    action = action_under(recommendation, lead_agency="", by=cast.alice)
    without = may_ask(cast.alice, cast.review).reason

    action.supporting.create(name="Police")

    assert (
        before
        == without
        == "No action has a lead agency or a supporting agency yet. Enter one first."
    )
    assert may_ask(cast.alice, cast.review)


def test_link_that_was_withdrawn_is_neither_sent_again_nor_withdrawn_again(cast, link):
    link = withdraw(link, version=link.version, by=cast.alice)

    assert may_withdraw(cast.alice, link).reason == WITHDRAWN
    assert may_send_again(cast.alice, link).reason == WITHDRAWN


def test_link_of_an_agency_that_was_renamed_is_not_sent_again(cast, link, action):
    action.lead_agency = "National Probation"
    action.save()

    assert may_send_again(cast.alice, link).reason == (
        "No action in the plan is with “Probation Service”. Its name may have been changed: "
        "ask the agency under the name that the plan has now."
    )


def test_update_is_decided_on_once(cast, link, action):
    update = taken_in(answered(link, action), by=cast.chloe).update

    assert may_decide(cast.alice, update).reason == (
        f"Chloé has decided on this update already: taken into the plan, {day(timezone.now())}."
    )


def test_link_opens_on_its_last_day(link):
    link.last_day = timezone.localdate()
    link.save()

    assert may_answer(fresh(link))


def test_link_ends_after_its_last_day(link):
    link = ended(link)

    assert may_answer(link).reason == f"This link worked until {day(link.last_day)}."


def test_link_ends_when_it_is_withdrawn(cast, link):
    withdraw(link, version=link.version, by=cast.alice)

    assert may_answer(fresh(link)).reason == f"This link was withdrawn on {day(timezone.now())}."


def loses_the_role(cast):
    end_role(cast.alice.memberships.get(organisation=cast.northbrook), by=None)


def leaves(cast):
    cast.alice.is_active = False
    cast.alice.save()


@pytest.mark.parametrize("goes", [loses_the_role, leaves])
def test_link_ends_with_the_work_of_whoever_sent_it(cast, link, goes):
    opened = may_answer(fresh(link))

    goes(cast)

    assert opened
    assert may_answer(fresh(link)).reason == SENDER_LEFT


def test_link_that_a_colleague_sends_again_is_theirs(cast, link):
    send_again(link, version=link.version, last_day=in_days(5), by=cast.chloe)

    loses_the_role(cast)

    assert may_answer(fresh(link))


def test_log_says_how_a_link_was_found(cast, link, token):
    old = token_of(link, new_secret())
    found = [how_it_stands(fresh(link), token), how_it_stands(fresh(link), old)]

    ended(link)
    found.append(how_it_stands(fresh(link), old))
    withdraw(link, version=link.version, by=cast.alice)
    found.append(how_it_stands(fresh(link), old))

    assert [kind for kind, _ in found] == [
        UseKind.OPENED,
        UseKind.REPLACED,
        UseKind.ENDED,
        UseKind.WITHDRAWN,
    ]
    assert [bool(verdict) for _, verdict in found] == [True, False, False, False]
    assert found[1][1].reason == REPLACED
