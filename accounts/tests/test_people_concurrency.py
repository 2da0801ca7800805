"""Two people at the same moment, each on a connection of their own: one wins, the other is told."""

import pytest

from accounts import actions
from accounts import invitation_actions as invitations
from accounts.models import Invitation, Membership, Role, User
from accounts.tests.factories import People, invitation_to, person
from dhr_qa.tests.test_concurrency import at_once, fresh, twin
from govuk.words import day

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
WORDS = "three-random-words"


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    return People()


def role_of(user):
    held = user.memberships.current().select_related("user", "organisation")
    return held.get()


def administrators(organisation):
    held = Membership.objects.current().filter(role=Role.ADMINISTRATOR)
    return held.filter(organisation=organisation).count()


def test_two_administrators_who_end_each_other_leave_one(people):
    bea = person("Bea", Role.ADMINISTRATOR, people.northbrook)
    both = [(role_of(bea), twin(people.ada)), (role_of(people.ada), twin(bea))]

    told = at_once(*(lambda m=m, by=by: actions.end_role(m, by=by) for m, by in both))

    assert told == ["Only an administrator of Northbrook CSP can do this.", "done"]
    assert administrators(people.northbrook) == 1


def test_two_administrators_who_leave_at_once_leave_one(people):
    bea = person("Bea", Role.ADMINISTRATOR, people.northbrook)
    both = [twin(people.ada), twin(bea)]

    told = at_once(*(lambda by=by: actions.leave(fresh(people.northbrook), by=by) for by in both))

    assert told == [
        "Northbrook CSP has no other administrator. Give somebody else that role first.",
        "done",
    ]
    assert administrators(people.northbrook) == 1


def test_invitation_that_is_taken_up_twice_at_once_is_one_account(people):
    invitation = invitation_to(people.northbrook, by=people.ada)

    def join():
        row = fresh(invitation)
        invitations.join(row, name="Noor", password=WORDS, by=row)

    told = at_once(join, join)

    assert told[1] == "done"
    assert told[0].startswith("This invitation was accepted on ")
    noor = User.objects.get(email="noor@example.org")
    assert noor.memberships.count() == 1


def test_two_invitations_to_one_address_make_one_account(people):
    zed = person("Zed", Role.ADMINISTRATOR, people.westhaven)
    here = fresh(invitation_to(people.northbrook, by=people.ada))
    there = fresh(invitation_to(people.westhaven, by=zed))

    told = at_once(
        lambda: invitations.join(here, name="Noor", password=WORDS, by=here),
        lambda: invitations.join(there, name="Noor", password=WORDS, by=there),
    )

    assert told == [invitations.SIGN_IN_FIRST, "done"]
    assert User.objects.filter(email="noor@example.org").count() == 1


def test_invitation_that_is_accepted_twice_at_once_is_one_role(people):
    invitation = invitation_to(people.northbrook, email="kim@example.org", by=people.ada)

    def accept():
        invitations.accept(fresh(invitation), by=twin(people.kim))

    told = at_once(accept, accept)

    accepted_on = day(Invitation.unscoped.get().accepted_at)
    assert told == [f"This invitation was accepted on {accepted_on}.", "done"]
    assert people.kim.memberships.filter(organisation=people.northbrook).count() == 1


def test_invitation_is_accepted_or_withdrawn_never_both(people):
    invitation = invitation_to(people.northbrook, email="kim@example.org", by=people.ada)

    told = at_once(
        lambda: invitations.accept(fresh(invitation), by=twin(people.kim)),
        lambda: invitations.withdraw(fresh(invitation), by=twin(people.ada)),
    )

    kept = Invitation.unscoped.get()
    assert told.count("done") == 1
    assert (kept.accepted_at is None) != (kept.withdrawn_at is None)
    holds = people.kim.memberships.filter(organisation=people.northbrook).exists()
    assert holds == (kept.accepted_at is not None)


def test_person_who_is_invited_twice_at_once_has_one_invitation(people):
    bea = person("Bea", Role.ADMINISTRATOR, people.northbrook)
    both = [twin(people.ada), twin(bea)]

    at_once(*(lambda by=by: invitation_to(fresh(people.northbrook), by=by) for by in both))

    assert Invitation.unscoped.count() == 1


def test_role_that_is_given_twice_at_once_is_one(people):
    def give():
        actions.give_role(
            twin(people.vic),
            role=Role.CSP_MANAGER,
            organisation=fresh(people.northbrook),
            by=twin(people.ada),
        )

    told = at_once(give, give)

    assert told == ["Vic is already CSP manager at Northbrook CSP.", "done"]
    assert people.vic.memberships.filter(role=Role.CSP_MANAGER).count() == 1
