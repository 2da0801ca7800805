"""What happens to an invitation: it is sent, sent again, withdrawn or accepted; one event each."""

from __future__ import annotations

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict, first_no
from accounts import invitation_mail
from accounts.actions import add_person
from accounts.holding import locked, take_up
from accounts.invitation_limits import may_mail
from accounts.invitations import WORKS_FOR, digest_of, new_secret
from accounts.models import Invitation, Organisation, Role, User, account_with, person_with
from accounts.policies import (
    CLOSED_HERE,
    fits,
    is_somebody_else,
    may_accept,
    may_look_after,
    may_send_again,
    may_take_up,
    may_withdraw,
)
from audit.record import record
from govuk.words import day_time

INVITED_ALREADY = "{name} was invited with this address already, until {until}. Send that invitation again, or withdraw it."
BELONGS_ALREADY = (
    "{user} is one of the people of {organisation} already. "
    "To give them another role, find them in the list of people."
)
REPLACED = "This invitation was sent again. Use the link in the latest e-mail."
SIGN_IN_FIRST = (
    "There is an account with this e-mail address. Sign in with it, then open the link again."
)


@transaction.atomic
def invite(
    organisation: Organisation, *, name: str, email: str, role: Role, by: User
) -> Invitation:
    """Ask somebody by e-mail to take a role; it goes when this is written.

    The same happens whether or not they have an account, so that nobody learns it from the answer.
    """
    organisation = locked(organisation, by)
    first_no(
        may_look_after(by, organisation),
        fits(role, organisation),
        is_somebody_else(by, person_with(email), organisation),
        _does_not_belong(email, organisation),
        _is_not_invited(email, organisation),
        may_mail(organisation),
    ).require()
    secret = new_secret()
    invitation = Invitation.unscoped.create(
        organisation=organisation,
        role=role,
        name=" ".join(name.split()),
        email=email.strip().lower(),
        digest=digest_of(secret),
        expires_at=timezone.now() + WORKS_FOR,
        by=by,
    )
    record("accounts.person_invited", invitation, by=by, organisation=organisation.pk, role=role)
    transaction.on_commit(partial(invitation_mail.send, invitation, secret))
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """Send a new link, in the name of whoever sends it, after which the earlier one opens nothing."""
    fresh = _held(invitation, by)
    first_no(may_send_again(by, fresh), may_mail(fresh.organisation)).require()
    secret = new_secret()
    fresh.digest, fresh.by, fresh.mailed_at = digest_of(secret), by, None
    fresh.expires_at = timezone.now() + WORKS_FOR
    fresh.save()
    record("accounts.invitation_sent_again", fresh, by=by)
    transaction.on_commit(partial(invitation_mail.send, fresh, secret))
    return fresh


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """From now on the link opens nothing."""
    fresh = _held(invitation, by)
    may_withdraw(by, fresh).require()
    fresh.withdrawn_by, fresh.withdrawn_at = by, timezone.now()
    fresh.save()
    record("accounts.invitation_withdrawn", fresh, by=by)
    return fresh


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str, by: Invitation) -> User:
    """Somebody without an account gets one, with the role that they were invited to."""
    fresh = _held(invitation)
    first_no(may_take_up(fresh), _is_latest(invitation, fresh), _has_no_account(fresh)).require()
    user = _new_person(fresh, name=name, password=password, by=by)
    take_up(user, Role(fresh.role), fresh.organisation, by=by)
    _accepted(fresh, user, by=by)
    return user


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Invitation:
    """Somebody with an account takes the role; they may have been given it in the meantime."""
    fresh = _held(invitation, by)
    first_no(may_accept(by, fresh), _is_latest(invitation, fresh)).require()
    if not by.holds(Role(fresh.role), fresh.organisation_id):
        take_up(by, Role(fresh.role), fresh.organisation, by=by)
    return _accepted(fresh, by, by=by)


def _held(invitation: Invitation, *people: User) -> Invitation:
    """The invitation as it is saved; behind the lock of its organisation, which everybody takes first."""
    organisation = locked(invitation.organisation, *people)
    fresh = Invitation.unscoped.select_for_update().get(pk=invitation.pk)
    fresh.organisation = organisation
    return fresh


def _accepted(invitation: Invitation, user: User, *, by: User | Invitation) -> Invitation:
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save()
    record("accounts.invitation_accepted", invitation, by=by, user=user.pk, role=invitation.role)
    return invitation


def _new_person(invitation: Invitation, *, name: str, password: str, by: Invitation) -> User:
    """The account; refused when another invitation to the same address made it at this moment."""
    try:
        with transaction.atomic():
            one_line = " ".join(name.split())
            return add_person(email=invitation.email, name=one_line, password=password, by=by)
    except IntegrityError:
        raise Refused(SIGN_IN_FIRST) from None


def _has_no_account(invitation: Invitation) -> Verdict:
    account = account_with(invitation.email)
    if account is None:
        return YES
    return Verdict(SIGN_IN_FIRST if account.is_active else CLOSED_HERE)


def _is_latest(invitation: Invitation, fresh: Invitation) -> Verdict:
    """Whether the link by which somebody came has not been replaced since."""
    return YES if invitation.digest == fresh.digest else Verdict(REPLACED)


def _does_not_belong(email: str, organisation: Organisation) -> Verdict:
    """They are people of this very organisation, so its administrator learns nothing by this."""
    user = person_with(email)
    if user is None or organisation.pk not in user.workplaces:
        return YES
    return Verdict(BELONGS_ALREADY.format(user=user, organisation=organisation))


def _is_not_invited(email: str, organisation: Organisation) -> Verdict:
    """One open link a person, so that nobody has to guess which of two is the right one."""
    found = Invitation.unscoped.open().filter(organisation=organisation, email__iexact=email)
    invitation = found.first()
    if invitation is None:
        return YES
    words = {"name": invitation.name, "until": day_time(invitation.expires_at)}
    return Verdict(INVITED_ALREADY.format(**words))
