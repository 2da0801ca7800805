"""What happens to people and organisations: each action writes its row and one event, or neither."""

import inspect

import pytest

from accounts import actions
from accounts.models import Organisation, OrganisationKind, Role, User
from audit.models import Event
from audit.tests.trail import every_row, told_by

ACTS = {
    "add_organisation": (
        "accounts.organisation_added",
        lambda cast: actions.add_organisation(name="Southmoor CSP", by=cast.alice),
    ),
    "add_person": (
        "accounts.person_added",
        lambda cast: actions.add_person(email="new@example.org", name="New", by=cast.alice),
    ),
    "give_role": (
        "accounts.role_given",
        lambda cast: actions.give_role(
            cast.vic, role=Role.CSP_MANAGER, organisation=cast.northbrook, by=cast.alice
        ),
    ),
    "change_password": (
        "accounts.password_changed",
        lambda cast: actions.change_password(cast.vic, password="three random words", by=cast.vic),
    ),
}
acts = pytest.mark.parametrize(("verb", "act"), ACTS.values(), ids=ACTS)


def test_every_action_is_tried():
    functions = inspect.getmembers(actions, inspect.isfunction)

    ours = {name for name, act in functions if act.__module__ == actions.__name__}

    assert ours == ACTS.keys()


@acts
def test_action_writes_one_event(cast, verb, act):
    assert told_by(lambda: act(cast)) == [verb]


@acts
def test_action_whose_event_cannot_be_written_writes_nothing(cast, monkeypatch, verb, act):
    before = every_row()
    monkeypatch.setattr(Event, "save", _broken)

    with pytest.raises(OSError, match="the log is full"):
        act(cast)

    assert every_row() == before


def _broken(*args, **kwargs):
    raise OSError("the log is full")


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
