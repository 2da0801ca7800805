"""What happens to people and organisations. That each leaves its event is tested for the whole house."""

import pytest

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from accounts import actions
from accounts.models import Organisation, OrganisationKind, Role, User, person_with
from accounts.tests.factories import person
from audit.models import Event
from audit.tests.trail import every_row, told_by


def test_organisation_is_a_partnership_unless_said(cast):
    added = actions.add_organisation(name="Southmoor CSP", by=cast.alice)

    assert Organisation.unscoped.get(name="Southmoor CSP") == added
    assert added.kind == OrganisationKind.CSP


def test_person_without_a_password_cannot_sign_in_yet(cast):
    added = actions.add_person(email="New@Example.org", name="New", by=cast.alice)

    assert User.objects.get(email="new@example.org") == added
    assert added.has_usable_password() is False
    assert Event.objects.last().changes == {}


def test_role_holds_at_once(cast):
    assert cast.vic.is_csp_manager is False

    actions.give_role(cast.vic, role=Role.CSP_MANAGER, organisation=cast.northbrook, by=cast.ada)

    assert cast.vic.is_csp_manager is True
    assert Event.objects.last().changes == {"user": cast.vic.pk, "role": "csp_manager"}


def test_password_is_never_in_the_event(cast):
    changed = actions.change_password(cast.vic, password="three random words", by=cast.vic)

    event = Event.objects.last()
    assert User.objects.get(pk=changed.pk).check_password("three random words") is True
    assert (event.verb, event.actor, event.changes) == (
        "accounts.password_changed",
        cast.vic,
        {},
    )


def role_of(user):
    return user.memberships.current().select_related("user", "organisation").get()


def refused(act, *args, **kwargs):
    before = every_row()
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert every_row() == before
    return str(refusal.value)


def test_role_that_ends_was_held(cast):
    ended = actions.end_role(role_of(cast.vic), by=cast.ada)

    vic = User.objects.get(pk=cast.vic.pk)
    assert (vic.workplaces, vic.memberships.get(), ended.ended_at is None) == (
        frozenset(),
        ended,
        False,
    )


def test_end_of_the_last_role_ends_the_sessions(cast, client):
    client.force_login(cast.vic)
    client.get("/")

    actions.end_role(role_of(cast.vic), by=cast.ada)

    assert client.get("/").status_code == 302
    assert Event.objects.last().verb == "accounts.sessions_ended"


def test_end_of_one_of_two_roles_ends_no_session(cast, client):
    client.force_login(cast.alice)
    client.get("/")

    membership = cast.alice.memberships.get(organisation=cast.northbrook)
    verbs = told_by(lambda: actions.end_role(membership, by=cast.ada))

    assert (verbs, client.get("/").status_code) == (["accounts.role_ended"], 200)


def test_last_administrator_is_kept_whatever_a_page_said(cast):
    """The membership was read before somebody else ended the other one's role."""
    bea = person("Bea", Role.ADMINISTRATOR, cast.northbrook)
    seen = role_of(cast.ada)
    actions.end_role(role_of(bea), by=cast.ada)

    reason = refused(actions.end_role, seen, by=cast.ada)

    assert reason == (
        "Northbrook CSP has no other administrator. Give somebody else that role first."
    )


def test_role_is_not_given_twice(cast):
    reason = refused(
        actions.give_role,
        cast.vic,
        role=Role.CSP_VIEWER,
        organisation=cast.northbrook,
        by=cast.ada,
    )

    assert reason == "Vic is already CSP viewer at Northbrook CSP."


def test_administrator_whose_role_has_ended_gives_none(cast):
    """What they were known to hold when the page was opened does not count."""
    bea = person("Bea", Role.ADMINISTRATOR, cast.northbrook)
    assert bea.is_administrator
    actions.end_role(role_of(User.objects.get(pk=bea.pk)), by=cast.ada)

    reason = refused(
        actions.give_role,
        cast.vic,
        role=Role.CSP_MANAGER,
        organisation=cast.northbrook,
        by=bea,
    )

    assert reason == "Only an administrator of Northbrook CSP can do this."


def test_leaving_ends_every_role_there_and_none_elsewhere(cast):
    actions.give_role(cast.alice, role=Role.CSP_VIEWER, organisation=cast.northbrook, by=None)

    verbs = told_by(lambda: actions.leave(cast.northbrook, by=cast.alice))

    alice = User.objects.get(pk=cast.alice.pk)
    assert verbs == [
        "accounts.role_ended",
        "accounts.role_ended",
        "accounts.organisation_left",
    ]
    assert alice.workplaces == {cast.eastmere.pk}
    assert sorted(Event.objects.last().changes["roles"]) == ["csp_manager", "csp_viewer"]


def test_closed_account_opens_for_nobody(cast, client):
    actions.change_password(cast.vic, password="three random words", by=cast.vic)
    client.force_login(cast.vic)
    client.get("/")

    actions.close_account(cast.vic, by=None)

    vic = User.objects.get(pk=cast.vic.pk)
    assert (vic.is_active, vic.has_usable_password(), vic.name) == (False, False, "Vic")
    assert vic.memberships.current().count() == 0
    assert (client.get("/").status_code, person_with("vic@example.org")) == (302, None)


def test_settings_change_once_for_each_version(cast):
    changed = {"version": 1, "name": "North CSP", "second_factor": "everyone", "by": cast.ada}
    edited = actions.edit_organisation(cast.northbrook, **changed)

    assert (edited.version, edited.name) == (2, "North CSP")
    assert Event.objects.last().changes == {
        "name": ["Northbrook CSP", "North CSP"],
        "second_factor": ["optional", "everyone"],
    }
    assert refused(actions.edit_organisation, cast.northbrook, **changed) == CHANGED_SINCE


@pytest.mark.parametrize("reason", ["", "  "])
def test_asking_fewer_for_a_second_step_needs_a_reason(cast, reason):
    Organisation.unscoped.update(second_factor="everyone")
    changed = {"version": 1, "name": "Northbrook CSP", "second_factor": "optional"}

    told = refused(
        actions.edit_organisation, cast.northbrook, **changed, reason=reason, by=cast.ada
    )
    actions.edit_organisation(cast.northbrook, **changed, reason="Old telephones.", by=cast.ada)

    assert told == actions.NO_REASON
    assert Event.objects.last().changes == {
        "second_factor": ["everyone", "optional"],
        "reason": "Old telephones.",
    }


@pytest.mark.parametrize("who", ["alice", "vic", "kim", "quinn", "chloe"])
def test_only_administrators_change_the_settings(cast, who):
    changed = {"version": 1, "name": "Ours now", "second_factor": "everyone"}

    told = refused(actions.edit_organisation, cast.northbrook, **changed, by=getattr(cast, who))

    assert told == "Only an administrator of Northbrook CSP can do this."


def test_new_name_is_everywhere_but_in_the_events_before(cast):
    actions.rename_person(cast.vic, name=" Vic  Łoś ", by=cast.vic)

    event = Event.objects.last()
    assert User.objects.get(pk=cast.vic.pk).name == "Vic Łoś"
    assert (event.verb, event.changes) == (
        "accounts.person_renamed",
        {"name": ["Vic", "Vic Łoś"]},
    )
