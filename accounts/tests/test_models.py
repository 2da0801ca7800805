"""People, roles and organisations: what always holds, and who finds which."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.actions import give_role
from accounts.models import Membership, Organisation, Role, User, colleagues, person_with
from accounts.tests.factories import person


def ended(user, organisation):
    """The person, read afresh after their roles at an organisation ended."""
    user.memberships.filter(organisation=organisation).update(ended_at=timezone.now())
    return User.objects.get(pk=user.pk)


def names(organisations):
    return [organisation.name for organisation in organisations]


@pytest.mark.parametrize(
    ("who", "visible", "held", "managed"),
    [
        ("alice", *[["Eastmere CSP", "Northbrook CSP"]] * 3),
        ("vic", ["Northbrook CSP"], ["Northbrook CSP"], []),
        ("chloe", [], [], []),
        ("ada", ["Northbrook CSP"], [], []),
        ("kim", *[["Westhaven CSP"]] * 3),
        (
            "quinn",
            ["Eastmere CSP", "Home Office", "Northbrook CSP", "Westhaven CSP"],
            ["Home Office"],
            [],
        ),
    ],
)
def test_organisations_of_each_role(cast, who, visible, held, managed):
    user = getattr(cast, who)

    assert names(Organisation.visible_to(user)) == visible
    assert names(Organisation.held_by(user)) == held
    assert names(Organisation.unscoped.managed_by(user)) == managed


def test_membership_that_ended_gives_nothing(cast):
    alice = ended(cast.alice, cast.northbrook)
    quinn = ended(cast.quinn, cast.home_office)

    assert names(Organisation.visible_to(alice)) == ["Eastmere CSP"]
    assert names(Organisation.visible_to(quinn)) == []
    assert (alice.is_csp_manager, quinn.is_qa_officer) == (True, False)


def test_two_roles_are_held_apart(cast):
    give_role(cast.alice, role=Role.CSP_VIEWER, organisation=cast.westhaven, by=None)

    alice = User.objects.get(pk=cast.alice.pk)

    assert alice.organisations_as(Role.CSP_VIEWER) == {cast.westhaven.pk}
    assert alice.organisations_as(Role.CSP_MANAGER) == {cast.northbrook.pk, cast.eastmere.pk}
    assert alice.holds(Role.CSP_MANAGER, cast.westhaven.pk) is False
    assert names(Organisation.visible_to(alice)) == [
        "Eastmere CSP",
        "Northbrook CSP",
        "Westhaven CSP",
    ]


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_roles_are_read_once(cast, django_assert_num_queries, who):
    user = User.objects.get(pk=getattr(cast, who).pk)

    with django_assert_num_queries(1):
        asked = (user.is_qa_officer, user.is_csp_manager, user.organisation_ids)

    assert asked[:2] == (who == "quinn", who == "alice")


def test_role_is_held_once_at_a_time(cast):
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=cast.vic, organisation=cast.northbrook, role=Role.CSP_VIEWER)


def test_role_that_ended_can_be_given_again(cast):
    ended(cast.vic, cast.northbrook)

    again = give_role(cast.vic, role=Role.CSP_VIEWER, organisation=cast.northbrook, by=cast.ada)

    assert list(cast.vic.memberships.current()) == [again]
    assert str(again) == "Vic: CSP viewer at Northbrook CSP"


def test_organisations_do_not_share_a_name(cast):
    with pytest.raises(IntegrityError):
        Organisation.unscoped.create(name="Northbrook CSP")


def test_email_is_one_account_whatever_its_capitals(cast):
    with pytest.raises(IntegrityError):
        User.objects.create(email="ALICE@example.org", name="Another Alice")


def test_email_is_kept_small_and_trimmed(db):
    user = User.objects.create_user(" Zoë.Ó@Example.ORG ", name="Zoë")

    assert user.email == "zoë.ó@example.org"
    assert user.has_usable_password() is False


def test_person_is_shown_by_name(cast):
    assert (str(cast.chloe), cast.chloe.get_full_name()) == ("Chloé", "Chloé")


@pytest.mark.parametrize("email", ["alice@example.org", " ALICE@Example.ORG "])
def test_person_is_found_by_email(cast, email):
    assert person_with(email) == cast.alice


def test_person_whose_account_is_closed_is_not_found(cast):
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)

    assert person_with("alice@example.org") is None
    assert person_with("nobody@example.org") is None


def test_colleagues_are_the_managers_who_still_work_there(cast):
    zoe = person("Zoe", Role.CSP_MANAGER, cast.northbrook)
    gone = person("Gone", Role.CSP_MANAGER, cast.northbrook)
    ended(gone, cast.northbrook)
    closed = person("Closed", Role.CSP_MANAGER, cast.northbrook)
    User.objects.filter(pk=closed.pk).update(is_active=False)

    found = colleagues(cast.northbrook.pk)

    assert list(found) == [cast.alice, zoe]
