"""Taking up and laying down a role, for the actions that do so; nobody else changes who holds what meanwhile."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from audit.record import record


def locked(organisation: Organisation, *people: User | None) -> Organisation:
    """The organisation as it is saved, with its people and invitations held until this has ended.

    What the people were known to hold is forgotten: it is read anew behind the lock, so that of two
    administrators who end each other's role the second finds that theirs has ended.
    """
    held = Organisation.unscoped.select_for_update().get(pk=organisation.pk)
    for user in people:
        if user is not None:
            user.forget_roles()
    return held


def take_up(user: User, role: Role, organisation: Organisation, *, by: Any) -> Membership:
    membership = Membership.objects.create(user=user, role=role, organisation=organisation)
    user.forget_roles()
    record("accounts.role_given", membership, by=by, user=user.pk, role=role)
    return membership


def lay_down(membership: Membership, *, by: Any) -> Membership:
    """From now on the person holds this role no more; that they held it stays on record."""
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    membership.user.forget_roles()
    record("accounts.role_ended", membership, by=by, user=membership.user_id, role=membership.role)
    return membership
