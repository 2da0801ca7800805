"""May this person look after the people of an organisation, take a role there, leave it, or close an account?"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from access.verdict import YES, Verdict, first_no
from accounts.models import (
    Invitation,
    Membership,
    Organisation,
    Role,
    SecondFactor,
    User,
)
from accounts.new_address import Wish
from accounts.roles import ROLES
from govuk.words import count, day, day_time

SHORT_WAIT = dt.timedelta(minutes=2)

NAME_TAKEN = "There is an organisation of this name already. Enter another one."
ASK_ANOTHER = "Nobody gives a role to themselves. Ask another administrator of {organisation}."
NO_OTHER_ADMINISTRATOR = (
    "{organisation} has no other administrator. Give somebody else that role first."
)
ROLE_ENDED = "{user} is not {role} at {organisation} any more."
NOT_A_MEMBER = "You have no role at {organisation} any more."
HAS_ALL = "{user} has every role that there is at {organisation}."
ACCOUNT_CLOSED = "The account of {user} has been closed."
TAKEN_UP = "This invitation was accepted on {day}."
WITHDRAWN = "This invitation was withdrawn on {day}."
EXPIRED = "This invitation worked until {until}."
SENDER_LEFT = "This invitation has ended: the person who sent it no longer looks after people at {organisation}."
SENT_JUST_NOW = "This invitation was sent a moment ago. Wait two minutes, then send it again."
FOR_SOMEBODY_ELSE = "This invitation is for {email}. Sign in with that account to accept it."
CLOSED_HERE = (
    "The account with this e-mail address has been closed. "
    "Ask whoever runs this service to open it again."
)
END_ROLES_FIRST = "You still have a role at {organisation}. Leave it first."
STILL_CHAIRS = (
    "You are the chair of {reviews}. Ask the partnership to name another chair there first."
)

NOT_FOR_YOU = "This link is for another account. Sign in with that one, then open it again."
ADDRESS_USED = "This link was used already, or your e-mail address has changed since you asked."
ADDRESS_OVER = (
    "This link worked for one day. Ask again if you still want to change your e-mail address."
)


def may_look_after(user: User | None, organisation: Organisation) -> Verdict:
    """Whether somebody looks after people and settings here; whoever runs the service (None) may."""
    if user is None or user.holds(Role.ADMINISTRATOR, organisation.pk):
        return YES
    return Verdict(f"Only an administrator of {organisation} can do this.")


def may_see_addresses(user: User, organisation: Organisation) -> Verdict:
    """E-mail addresses and invitations are for those who need them to look after people."""
    return may_look_after(user, organisation)


def roles_left(membership: Membership) -> tuple[Role, ...]:
    """The roles that there are at the organisation and that this person does not hold there."""
    user, organisation = membership.user, membership.organisation
    return tuple(role for role in ROLES[organisation.kind] if not user.holds(role, organisation.pk))


def may_give_another(by: User, membership: Membership) -> Verdict:
    """Give whoever has this role another one at the same organisation."""
    user, organisation = membership.user, membership.organisation
    return first_no(
        may_look_after(by, organisation),
        _is_held(membership),
        is_somebody_else(by, user, organisation),
        YES if roles_left(membership) else Verdict(_fill(HAS_ALL, membership)),
    )


def may_give(by: User | None, user: User, role: Role, organisation: Organisation) -> Verdict:
    return first_no(
        may_look_after(by, organisation),
        fits(role, organisation),
        is_somebody_else(by, user, organisation),
        YES if user.is_active else Verdict(ACCOUNT_CLOSED.format(user=user)),
        _has_not(user, role, organisation),
    )


def may_end(by: User | None, membership: Membership) -> Verdict:
    return first_no(
        may_look_after(by, membership.organisation),
        _is_held(membership),
        _leaves_an_administrator(by, membership),
    )


def may_leave(user: User, organisation: Organisation) -> Verdict:
    """Whether somebody may end all that they do at an organisation."""
    if organisation.pk not in user.workplaces:
        return Verdict(NOT_A_MEMBER.format(organisation=organisation))
    if not user.holds(Role.ADMINISTRATOR, organisation.pk):
        return YES
    return has_another(Role.ADMINISTRATOR, organisation, user)


def has_another(role: Role, organisation: Organisation, user: User) -> Verdict:
    """Whether somebody besides this person has the role, and can sign in."""
    others = organisation.memberships.current().filter(role=role, user__is_active=True)
    if others.exclude(user=user).exists():
        return YES
    return Verdict(NO_OTHER_ADMINISTRATOR.format(organisation=organisation))


def may_close_own(user: User) -> Verdict:
    """An account that is needed for nothing any more may be closed by whoever it belongs to."""
    held = user.memberships.current().select_related("organisation").first()
    if held:
        return Verdict(END_ROLES_FIRST.format(organisation=held.organisation))
    chaired = user.chaired_reviews.count()
    if chaired:
        return Verdict(STILL_CHAIRS.format(reviews=count(chaired, "review,reviews")))
    return YES


def may_close(by: User | None, user: User) -> Verdict:
    """One's own; whoever runs the service may close any, an administrator none across organisations."""
    if not user.is_active:
        return Verdict(ACCOUNT_CLOSED.format(user=user))
    if by is None:
        return YES
    return may_close_own(user) if by == user else Verdict("You can close only your own account.")


def may_take_address(user: User, wish: Wish) -> Verdict:
    """Whether the link that was sent to a new address still changes it, and for whom."""
    if wish.user != user.pk:
        return Verdict(NOT_FOR_YOU)
    if wish.before != user.email:
        return Verdict(ADDRESS_USED)
    return Verdict(ADDRESS_OVER) if wish.is_over else YES


def may_send_again(user: User, invitation: Invitation) -> Verdict:
    return first_no(
        may_look_after(user, invitation.organisation),
        is_undecided(invitation),
        _is_not_too_soon(invitation),
    )


def may_withdraw(user: User, invitation: Invitation) -> Verdict:
    return first_no(may_look_after(user, invitation.organisation), is_undecided(invitation))


def may_take_up(invitation: Invitation) -> Verdict:
    """Whether an invitation still opens; the sentence is for whoever was invited."""
    return first_no(is_undecided(invitation), _is_in_time(invitation), _sender_works(invitation))


def may_accept(user: User, invitation: Invitation) -> Verdict:
    """Whether this person is the one who was invited: the address shows it."""
    if user.email.lower() != invitation.email.lower():
        return Verdict(FOR_SOMEBODY_ELSE.format(email=invitation.email))
    return may_take_up(invitation)


def is_undecided(invitation: Invitation) -> Verdict:
    """Whether an invitation was neither accepted nor withdrawn; its time may have passed."""
    if invitation.accepted_at:
        return Verdict(TAKEN_UP.format(day=day(invitation.accepted_at)))
    if invitation.withdrawn_at:
        return Verdict(WITHDRAWN.format(day=day(invitation.withdrawn_at)))
    return YES


def lowers(second_factor: str, organisation: Organisation) -> bool:
    """Whether fewer people than now would need a second step to sign in."""
    order = SecondFactor.values
    return order.index(second_factor) < order.index(organisation.second_factor)


def name_is_free(name: str, organisation: Organisation) -> Verdict:
    others = Organisation.unscoped.exclude(pk=organisation.pk)
    if others.filter(name__iexact=name).exists():
        return Verdict(NAME_TAKEN)
    return YES


def fits(role: Role, organisation: Organisation) -> Verdict:
    if role in ROLES[organisation.kind]:
        return YES
    return Verdict(f"{organisation} cannot have a {Role(role).label}.")


def is_somebody_else(by: User | None, user: User | None, organisation: Organisation) -> Verdict:
    """Two people are needed before an administrator reads reviews, so that it does not go unseen."""
    if by is None or by != user:
        return YES
    return Verdict(ASK_ANOTHER.format(organisation=organisation))


def _has_not(user: User, role: Role, organisation: Organisation) -> Verdict:
    if not user.holds(role, organisation.pk):
        return YES
    return Verdict(f"{user} is already {Role(role).label} at {organisation}.")


def _is_held(membership: Membership) -> Verdict:
    return Verdict(_fill(ROLE_ENDED, membership)) if membership.ended_at else YES


def _leaves_an_administrator(by: User | None, membership: Membership) -> Verdict:
    """Whoever runs the service may end the last one's role, and can make another."""
    if by is None or membership.role != Role.ADMINISTRATOR:
        return YES
    return has_another(Role.ADMINISTRATOR, membership.organisation, membership.user)


def _is_in_time(invitation: Invitation) -> Verdict:
    if invitation.expires_at > timezone.now():
        return YES
    return Verdict(EXPIRED.format(until=day_time(invitation.expires_at)))


def _sender_works(invitation: Invitation) -> Verdict:
    sender = invitation.by
    if sender is None or (sender.is_active and may_look_after(sender, invitation.organisation)):
        return YES
    return Verdict(SENDER_LEFT.format(organisation=invitation.organisation))


def _is_not_too_soon(invitation: Invitation) -> Verdict:
    """A new link each minute would fill somebody's letter-box, and end the one they are opening."""
    if invitation.mailed_at is None or timezone.now() - invitation.mailed_at > SHORT_WAIT:
        return YES
    return Verdict(SENT_JUST_NOW)


def _fill(sentence: str, membership: Membership) -> str:
    return sentence.format(
        user=membership.user,
        role=membership.get_role_display(),
        organisation=membership.organisation,
    )
