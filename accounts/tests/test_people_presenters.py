"""Which words the pages say of people, of invitations and of leaving."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.actions import end_role, give_role
from accounts.models import Invitation, Role
from accounts.people_presenters import (
    NOT_SENT,
    ending_words,
    invited,
    organisation_page,
    what_leaving_means,
)
from accounts.policies import may_take_up
from accounts.tests.factories import invitation_to, person

NOW = dt.datetime(2026, 3, 10, 14, 5, tzinfo=dt.UTC)


def page_of(cast, user):
    return organisation_page(cast.northbrook, user, QueryDict())


def test_person_with_two_roles_stands_once(cast):
    give_role(cast.vic, role=Role.ADMINISTRATOR, organisation=cast.northbrook, by=None)

    people = {p.user.name: [held.role for held in p.roles] for p in page_of(cast, cast.ada)["page"]}

    assert people["Vic"] == ["CSP viewer", "Administrator"]


def test_two_people_of_one_name_stand_apart(cast):
    twin = person("Vic 2", Role.CSP_VIEWER, cast.northbrook)
    twin.name = "Vic"
    twin.save()

    names = [person.user.name for person in page_of(cast, cast.ada)["page"]]

    assert names == ["Ada", "Alice", "Vic", "Vic"]


def test_nobody_is_offered_another_role_for_themselves(cast):
    offered = {p.user.name: p.may_have_another for p in page_of(cast, cast.ada)["page"]}

    assert offered == {"Ada": False, "Alice": True, "Vic": True}


@pytest.mark.parametrize(
    ("mailed_at", "sent"),
    [(None, NOT_SENT), (NOW, "Sent by Ada, 10 March 2026, 2:05pm")],
)
def test_invitation_says_whether_it_went(cast, mailed_at, sent):
    invitation_to(cast.northbrook, by=cast.ada)
    Invitation.unscoped.update(mailed_at=mailed_at)

    [row] = invited(cast.northbrook, cast.ada)

    assert (row.role, row.sent, row.may_send_again) == ("CSP viewer", sent, True)


@pytest.mark.parametrize(
    ("ends", "until", "has_ended"),
    [
        (NOW, "Worked until 10 March 2026, 2:05pm", True),
        (NOW.replace(year=2100), "Works until 10 March 2100, 2:05pm", False),
    ],
)
def test_invitation_says_until_when(cast, ends, until, has_ended):
    invitation_to(cast.northbrook, by=cast.ada)
    Invitation.unscoped.update(expires_at=ends)

    [row] = invited(cast.northbrook, cast.ada)

    assert (row.until, row.has_ended) == (until, has_ended)


def test_invitation_whose_sender_has_left_says_so(cast):
    bea = person("Bea", Role.ADMINISTRATOR, cast.northbrook)
    invitation = invitation_to(cast.northbrook, by=bea)
    end_role(bea.memberships.get(), by=None)

    [row] = invited(cast.northbrook, cast.ada)

    assert (row.until, row.has_ended) == ("Bea does not look after people here any more", True)
    assert bool(may_take_up(fresh(invitation))) is False


def fresh(invitation):
    return Invitation.unscoped.select_related("by", "organisation").get(pk=invitation.pk)


def test_decided_invitations_are_not_listed(cast):
    invitation_to(cast.northbrook, by=cast.ada)
    Invitation.unscoped.update(withdrawn_at=timezone.now())

    assert invited(cast.northbrook, cast.ada) == []


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ((), "until somebody becomes CSP manager and assigns them anew."),
        (("Ann",), "Tell Ann, who can assign them anew."),
        (("Ann", "Bea"), "Tell Ann and Bea: each of them can assign them anew."),
        (
            ("Ann", "Bea", "Cara", "Dee", "Eve"),
            "Tell Ann, Bea, Cara and 2 others: each of them can assign them anew.",
        ),
    ],
)
def test_leaving_names_who_goes_on(cast, others, sentence):
    for name in others:
        person(name, Role.CSP_MANAGER, cast.northbrook)

    means = what_leaving_means(cast.alice, cast.northbrook)

    assert means[2].endswith(sentence)


@pytest.mark.parametrize(
    ("who", "number"),
    [("vic", 4), ("ada", 3)],
)
def test_leaving_says_only_what_changes(cast, who, number):
    means = what_leaving_means(getattr(cast, who), cast.northbrook)

    assert len(means) == number
    assert [sentence for sentence in means if "assigned" in sentence] == []


def test_end_of_a_role_says_what_is_left(cast):
    membership = cast.vic.memberships.get()
    only = ending_words(membership)
    give_role(membership.user, role=Role.ADMINISTRATOR, organisation=cast.northbrook, by=None)

    assert (
        only
        == "It ends at once. Vic has no other role here. What Vic wrote stays, with their name."
    )
    assert ending_words(membership) == (
        "It ends at once. Vic is still Administrator here. What Vic wrote stays, with their name."
    )
