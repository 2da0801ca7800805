"""What happens to people and organisations: each function is one thing that happened and writes one event."""

from django.db import transaction
from django.utils import timezone

from accounts.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    SecondFactor,
    User,
)
from audit.record import record

# Who has to sign in with a second factor at a new organisation, until it says otherwise.
SECOND_FACTOR = {
    OrganisationKind.CSP: SecondFactor.ADMINISTRATORS,
    OrganisationKind.HOME_OFFICE: SecondFactor.EVERYONE,
}


@transaction.atomic
def add_organisation(
    *, name: str, kind: OrganisationKind = OrganisationKind.CSP, by: User | None
) -> Organisation:
    second_factor = SECOND_FACTOR[kind]
    organisation = Organisation.unscoped.create(name=name, kind=kind, second_factor=second_factor)
    record("accounts.organisation_added", organisation, by=by, kind=kind)
    return organisation


@transaction.atomic
def add_person(*, email: str, name: str, password: str | None = None, by: User | None) -> User:
    """Make an account. Without a password the person chooses one through a reset link."""
    user = User.objects.create_user(email, name=name, password=password)
    record("accounts.person_added", user, by=by)
    return user


@transaction.atomic
def give_role(user: User, *, role: Role, organisation: Organisation, by: User | None) -> Membership:
    membership = Membership.objects.create(user=user, role=role, organisation=organisation)
    user.__dict__.pop("_roles", None)
    record("accounts.role_given", membership, by=by, user=user.pk, role=role)
    return membership


@transaction.atomic
def end_role(membership: Membership, *, by: User | None) -> Membership:
    """From now on the person holds this role no more; that they held it stays on record."""
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    membership.user.__dict__.pop("_roles", None)
    record("accounts.role_ended", membership, by=by, user=membership.user_id, role=membership.role)
    return membership


@transaction.atomic
def change_password(user: User, *, password: str, by: User | None) -> User:
    user.set_password(password)
    user.save(update_fields=["password"])
    record("accounts.password_changed", user, by=by)
    return user
