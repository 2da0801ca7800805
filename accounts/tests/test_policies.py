"""Who looks after whom, in the sentences that they read."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import policies
from accounts.actions import end_role, give_role
from accounts.models import Role, User
from accounts.tests.factories import invitation_to, person

ONLY_ADMINISTRATORS = "Only an administrator of Northbrook CSP can do this."
ASK_ANOTHER = "Nobody gives a role to themselves. Ask another administrator of Northbrook CSP."
LAST_ONE = "Northbrook CSP has no other administrator. Give somebody else that role first."


def role_of(user, role=None):
    held = user.memberships.current().select_related("user", "organisation")
    return held.get(**({"role": role} if role else {}))


def another_administrator(cast):
    return person("Bea", Role.ADMINISTRATOR, cast.northbrook)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("ada", ""),
        ("alice", ONLY_ADMINISTRATORS),
        ("vic", ONLY_ADMINISTRATORS),
        ("chloe", ONLY_ADMINISTRATORS),
        ("kim", ONLY_ADMINISTRATORS),
        ("quinn", ONLY_ADMINISTRATORS),
    ],
)
def test_only_administrators_look_after_people(cast, who, reason):
    user = getattr(cast, who)

    assert policies.may_look_after(user, cast.northbrook).reason == reason
    assert policies.may_see_addresses(user, cast.northbrook).reason == reason
    assert policies.may_end(user, role_of(cast.vic)).reason == reason
    assert policies.may_give_another(user, role_of(cast.vic)).reason == reason


def test_administrator_of_another_organisation_is_a_stranger(cast):
    zed = person("Zed", Role.ADMINISTRATOR, cast.westhaven)

    assert policies.may_look_after(zed, cast.northbrook).reason == ONLY_ADMINISTRATORS
    assert policies.may_end(zed, role_of(cast.vic)).reason == ONLY_ADMINISTRATORS


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        (Role.CSP_MANAGER, ""),
        (Role.ADMINISTRATOR, ""),
        (Role.CSP_VIEWER, "Vic is already CSP viewer at Northbrook CSP."),
        (Role.QA_OFFICER, "Northbrook CSP cannot have a QA officer."),
    ],
)
def test_role_that_is_given_fits_and_is_not_held(cast, role, reason):
    assert policies.may_give(cast.ada, cast.vic, role, cast.northbrook).reason == reason


@pytest.mark.parametrize("role", [Role.CSP_MANAGER, Role.CSP_VIEWER])
def test_nobody_gives_a_role_to_themselves(cast, role):
    another_administrator(cast)

    assert policies.may_give(cast.ada, cast.ada, role, cast.northbrook).reason == ASK_ANOTHER
    assert policies.may_give_another(cast.ada, role_of(cast.ada)).reason == ASK_ANOTHER


def test_whoever_runs_the_service_gives_the_only_one_a_role(cast):
    assert policies.may_give(None, cast.ada, Role.CSP_MANAGER, cast.northbrook)


def test_closed_account_gets_no_role(cast):
    cast.vic.is_active = False

    verdict = policies.may_give(cast.ada, cast.vic, Role.CSP_MANAGER, cast.northbrook)

    assert verdict.reason == "The account of Vic has been closed."


def test_somebody_with_every_role_gets_no_other(cast):
    for role in (Role.CSP_MANAGER, Role.ADMINISTRATOR):
        give_role(cast.vic, role=role, organisation=cast.northbrook, by=None)
    membership = role_of(User.objects.get(pk=cast.vic.pk), Role.CSP_VIEWER)

    verdict = policies.may_give_another(cast.ada, membership)

    assert verdict.reason == "Vic has every role that there is at Northbrook CSP."


def test_role_ends_once(cast):
    membership = role_of(cast.vic)
    membership.ended_at = timezone.now()

    verdict = policies.may_end(cast.ada, membership)

    assert verdict.reason == "Vic is not CSP viewer at Northbrook CSP any more."


def test_last_administrator_stays_one(cast):
    alone = (
        policies.may_end(cast.ada, role_of(cast.ada)).reason,
        policies.may_leave(cast.ada, cast.northbrook).reason,
    )
    another_administrator(cast)

    assert alone == (LAST_ONE, LAST_ONE)
    assert policies.may_end(cast.ada, role_of(cast.ada))
    assert policies.may_leave(cast.ada, cast.northbrook)


def test_administrator_who_cannot_sign_in_does_not_count(cast):
    bea = another_administrator(cast)
    User.objects.filter(pk=bea.pk).update(is_active=False)

    assert policies.may_leave(cast.ada, cast.northbrook).reason == LAST_ONE


def test_whoever_runs_the_service_may_end_the_last_one(cast):
    assert policies.may_end(None, role_of(cast.ada))


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("alice", ""),
        ("vic", ""),
        ("chloe", "You have no role at Northbrook CSP any more."),
        ("kim", "You have no role at Northbrook CSP any more."),
    ],
)
def test_people_leave_where_they_are(cast, who, reason):
    assert policies.may_leave(getattr(cast, who), cast.northbrook).reason == reason


def test_account_is_closed_when_it_is_needed_for_nothing(cast):
    nobody = person("Nobody")

    found = {
        user.name: policies.may_close_own(user).reason for user in (cast.vic, cast.chloe, nobody)
    }

    assert found == {
        "Vic": "You still have a role at Northbrook CSP. Leave it first.",
        "Chloé": "You are the chair of 1 review. Ask the partnership to name another chair there first.",
        "Nobody": "",
    }


def test_nobody_closes_the_account_of_somebody_else(cast):
    nobody = person("Nobody")

    assert policies.may_close(cast.ada, nobody).reason == "You can close only your own account."
    assert policies.may_close(nobody, nobody)
    assert policies.may_close(None, cast.vic)


def test_account_is_closed_once(cast):
    cast.vic.is_active = False

    assert policies.may_close(None, cast.vic).reason == "The account of Vic has been closed."


@pytest.fixture
def invitation(cast):
    return invitation_to(cast.northbrook, by=cast.ada)


def test_invitation_opens_until_its_end(invitation):
    open_now = policies.may_take_up(invitation)
    invitation.expires_at = dt.datetime(2026, 3, 10, 14, 5, tzinfo=dt.UTC)

    assert open_now
    assert (
        policies.may_take_up(invitation).reason
        == "This invitation worked until 10 March 2026, 2:05pm."
    )


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("accepted_at", "This invitation was accepted on 10 March 2026."),
        ("withdrawn_at", "This invitation was withdrawn on 10 March 2026."),
    ],
)
def test_invitation_that_was_decided_stays_so(cast, invitation, field, sentence):
    setattr(invitation, field, dt.datetime(2026, 3, 10, tzinfo=dt.UTC))

    assert policies.may_take_up(invitation).reason == sentence
    assert policies.may_withdraw(cast.ada, invitation).reason == sentence
    assert policies.may_send_again(cast.ada, invitation).reason == sentence


def test_invitation_ends_with_the_work_of_its_sender(cast, invitation):
    another_administrator(cast)
    end_role(role_of(cast.ada), by=None)
    invitation.by = User.objects.get(pk=cast.ada.pk)

    assert policies.may_take_up(invitation).reason == policies.SENDER_LEFT.format(
        organisation="Northbrook CSP"
    )


def test_invitation_of_the_command_line_has_no_sender(invitation):
    invitation.by = None

    assert policies.may_take_up(invitation)


def test_invitation_is_accepted_by_who_was_invited(cast, invitation):
    noor = person("Noor")

    assert policies.may_accept(noor, invitation)
    assert policies.may_accept(cast.kim, invitation).reason == (
        "This invitation is for noor@example.org. Sign in with that account to accept it."
    )


def test_invitation_is_sent_again_after_a_while(cast, invitation):
    invitation.mailed_at = timezone.now()
    at_once = policies.may_send_again(cast.ada, invitation)
    invitation.mailed_at -= dt.timedelta(minutes=3)

    assert at_once.reason == policies.SENT_JUST_NOW
    assert policies.may_send_again(cast.ada, invitation)
    assert policies.may_send_again(cast.alice, invitation).reason == ONLY_ADMINISTRATORS


@pytest.mark.parametrize(
    ("before", "after", "lower"),
    [
        ("everyone", "administrators", True),
        ("administrators", "optional", True),
        ("administrators", "administrators", False),
        ("optional", "everyone", False),
    ],
)
def test_asking_fewer_people_is_told_from_asking_more(cast, before, after, lower):
    cast.northbrook.second_factor = before

    assert policies.lowers(after, cast.northbrook) is lower


def test_name_of_an_organisation_is_its_own(cast):
    assert policies.name_is_free("northbrook csp", cast.northbrook)
    assert policies.name_is_free("EASTMERE CSP", cast.northbrook).reason == policies.NAME_TAKEN
