"""What happens to people and organisations. That each leaves its event is tested for the whole house."""

from accounts import actions
from accounts.models import Organisation, OrganisationKind, Role, User
from audit.models import Event


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

    actions.give_role(cast.vic, role=Role.CSP_MANAGER, organisation=cast.northbrook, by=cast.alice)

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
