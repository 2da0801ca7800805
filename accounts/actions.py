"""What happens to people and organisations: each function is one thing that happened and writes one event."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from access.verdict import Refused
from access.versions import claimed, written
from accounts.holding import lay_down, locked, take_up
from accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    SecondFactor,
    User,
)
from accounts.policies import (
    lowers,
    may_close,
    may_end,
    may_give,
    may_leave,
    may_look_after,
    name_is_free,
)
from accounts.session_actions import end_sessions
from audit.record import record

# Who has to sign in with a second factor at a new organisation, until it says otherwise.
SECOND_FACTOR = {
    OrganisationKind.CSP: SecondFactor.ADMINISTRATORS,
    OrganisationKind.HOME_OFFICE: SecondFactor.EVERYONE,
}
NO_REASON = "Enter why fewer people need a second step"


@transaction.atomic
def add_organisation(
    *, name: str, kind: OrganisationKind = OrganisationKind.CSP, by: User | None
) -> Organisation:
    second_factor = SECOND_FACTOR[kind]
    organisation = Organisation.unscoped.create(name=name, kind=kind, second_factor=second_factor)
    record("accounts.organisation_added", organisation, by=by, kind=kind)
    return organisation


@transaction.atomic
def edit_organisation(
    organisation: Organisation,
    *,
    version: int,
    name: str,
    second_factor: str,
    reason: str = "",
    by: User,
) -> Organisation:
    """Change its name, or who needs a second step to sign in. Whoever asks it of fewer says why."""
    may_look_after(by, organisation).require()
    fresh = claimed(organisation, version)
    name_is_free(name, fresh).require()
    why = reason.strip() if lowers(second_factor, fresh) else ""
    if lowers(second_factor, fresh) and not why:
        raise Refused(NO_REASON)
    changes: dict[str, Any] = written(fresh, {"name": name, "second_factor": second_factor})
    fresh.save()
    if why:
        changes["reason"] = why
    record("accounts.organisation_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def add_person(
    *, email: str, name: str, password: str | None = None, by: User | Invitation | None
) -> User:
    """Make an account. Without a password the person chooses one through a reset link."""
    user = User.objects.create_user(email, name=name, password=password)
    record("accounts.person_added", user, by=by)
    return user


@transaction.atomic
def rename_person(user: User, *, name: str, by: User) -> User:
    """What was written down under the earlier name keeps it: the event log tells who that was."""
    before, user.name = user.name, " ".join(name.split())
    user.save(update_fields=["name"])
    record("accounts.person_renamed", user, by=by, name=[before, user.name])
    return user


@transaction.atomic
def give_role(user: User, *, role: Role, organisation: Organisation, by: User | None) -> Membership:
    organisation = locked(organisation, by, user)
    may_give(by, user, role, organisation).require()
    return take_up(user, role, organisation, by=by)


@transaction.atomic
def end_role(membership: Membership, *, by: User | None) -> Membership:
    """Whoever has no role anywhere any more is signed out, wherever they are signed in."""
    if by == membership.user:
        membership.user = by  # so that what they were known to hold is forgotten once and for all
    locked(membership.organisation, by, membership.user)
    membership.refresh_from_db(fields=["ended_at"])
    may_end(by, membership).require()
    ended = lay_down(membership, by=by)
    if by != ended.user and not ended.user.workplaces:
        end_sessions(ended.user, by=by)
    return ended


@transaction.atomic
def leave(organisation: Organisation, *, by: User) -> Organisation:
    """End all that somebody does at an organisation, as they wish it themselves."""
    organisation = locked(organisation, by)
    may_leave(by, organisation).require()
    held = by.memberships.current().filter(organisation=organisation)
    ended = [lay_down(membership, by=by) for membership in held]
    record("accounts.organisation_left", organisation, by=by, roles=[m.role for m in ended])
    return organisation


@transaction.atomic
def close_account(user: User, *, by: User | None) -> User:
    """Nobody signs in with it any more, and no password opens it. The name stays where it stands.

    Where whoever runs the service closes it, roles that are still held end with it.
    """
    held = user.memberships.current().select_related("organisation")
    for pk in sorted(held.values_list("organisation", flat=True)):
        locked(Organisation(pk=pk), user)
    may_close(by, user).require()
    for membership in held:
        lay_down(membership, by=by)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    end_sessions(user, by=by)
    record("accounts.account_closed", user, by=by)
    return user


@transaction.atomic
def change_password(user: User, *, password: str, by: User | None) -> User:
    user.set_password(password)
    user.save(update_fields=["password"])
    record("accounts.password_changed", user, by=by)
    return user
