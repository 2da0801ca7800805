"""Which words the pages say of the people of an organisation, of invitations and of leaving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    Invitation,
    Membership,
    Organisation,
    Role,
    User,
    colleagues,
)
from accounts.policies import (
    may_leave,
    may_look_after,
    may_see_addresses,
    may_send_again,
)
from accounts.presenters import Link, menu
from accounts.roles import DOES, ROLES, SECOND_STEP
from govuk.words import day, day_time

PEOPLE_PER_PAGE = 50
NOT_SENT = "The e-mail did not go out. Send it again."
NAMED = 3  # colleagues who are named before the rest are only counted


@dataclass(frozen=True, slots=True)
class Held:
    """One role of a person, from a day on, and perhaps until another."""

    membership: Membership
    role: str
    when: str

    @classmethod
    def of(cls, membership: Membership) -> Held:
        began, ended = day(membership.began_at), day(membership.ended_at)
        when = f"{began} to {ended}" if ended else f"since {began}"
        return cls(membership, membership.get_role_display(), when)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of an organisation; `email` is empty for those who may not see it."""

    user: User
    email: str
    roles: tuple[Held, ...]
    is_you: bool
    has_left: bool
    may_have_another: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was neither accepted nor withdrawn."""

    invitation: Invitation
    role: str
    sent: str
    until: str
    has_ended: bool
    may_send_again: bool


def workplaces(organisations: Iterable[Organisation], user: User) -> list[tuple[Organisation, str]]:
    """Each organisation with what this person is there."""
    return [
        (
            organisation,
            _listed([r.label for r in ROLES[organisation.kind] if user.holds(r, organisation.pk)]),
        )
        for organisation in organisations
    ]


def organisation_page(organisation: Organisation, user: User, query: QueryDict) -> dict[str, Any]:
    """Who works here, who was asked to, and who has left; as much of it as this person may see."""
    looks_after = may_look_after(user, organisation)
    rows = Membership.visible_to(user).filter(organisation=organisation)
    people = _people(rows, organisation, user)
    current = [person for person in people if not person.has_left]
    return {
        "organisation": organisation,
        "belongs": organisation.pk in user.workplaces,
        "looks_after": looks_after,
        "page": Paginator(current, PEOPLE_PER_PAGE).get_page(query.get("page")),
        "left": [person for person in people if person.has_left],
        "invited": invited(organisation, user) if looks_after else [],
        "roles": [(role.label, DOES[role]) for role in ROLES[organisation.kind]],
        "has_administrator": _is_looked_after(current),
        "may_leave": may_leave(user, organisation),
        "second_step": SECOND_STEP[organisation.second_factor],
    }


def _people(rows: Any, organisation: Organisation, user: User) -> list[Person]:
    """Each person once, with what they do now; of those who left, with what they did."""
    by_name = rows.select_related("user").order_by("user__name", "user_id", "began_at", "pk")
    sees_addresses = bool(may_see_addresses(user, organisation))
    return [
        _person(someone, list(held), organisation, user, sees_addresses=sees_addresses)
        for someone, held in groupby(by_name, key=lambda row: row.user)
    ]


def _person(
    someone: User,
    held: list[Membership],
    organisation: Organisation,
    user: User,
    *,
    sees_addresses: bool,
) -> Person:
    now = [row for row in held if row.ended_at is None] if someone.is_active else []
    return Person(
        user=someone,
        email=someone.email if sees_addresses else "",
        roles=tuple(Held.of(row) for row in now or held),
        is_you=someone == user,
        has_left=not now,
        may_have_another=someone != user and len(now) < len(ROLES[organisation.kind]),
    )


def _is_looked_after(people: Iterable[Person]) -> bool:
    return any(
        held.membership.role == Role.ADMINISTRATOR for person in people for held in person.roles
    )


def invited(organisation: Organisation, user: User) -> list[Invited]:
    rows = Invitation.visible_to(user).filter(organisation=organisation).undecided()
    held = organisation.memberships.current().filter(role=Role.ADMINISTRATOR)
    administrators = frozenset(held.values_list("user", flat=True))
    return [
        _invited(row, user, administrators) for row in rows.select_related("organisation", "by")
    ]


def _invited(invitation: Invitation, user: User, administrators: frozenset[int]) -> Invited:
    ended = _why_ended(invitation, administrators)
    return Invited(
        invitation=invitation,
        role=invitation.get_role_display(),
        sent=_sent_words(invitation),
        until=ended or f"Works until {day_time(invitation.expires_at)}",
        has_ended=bool(ended),
        may_send_again=bool(may_send_again(user, invitation)),
    )


def _why_ended(invitation: Invitation, administrators: frozenset[int]) -> str:
    """What `may_take_up` finds, without a query for each sender; empty while the link works."""
    if invitation.expires_at <= timezone.now():
        return f"Worked until {day_time(invitation.expires_at)}"
    if invitation.by and invitation.by_id not in administrators:
        return f"{invitation.by.name} does not look after people here any more"
    return ""


def _sent_words(invitation: Invitation) -> str:
    if invitation.mailed_at is None:
        return NOT_SENT
    by = f" by {invitation.by.name}" if invitation.by else ""
    return f"Sent{by}, {day_time(invitation.mailed_at)}"


def what_leaving_means(user: User, organisation: Organisation) -> list[str]:
    """What changes for whoever leaves, and what stays, in sentences."""
    held = user.memberships.current().filter(organisation=organisation)
    roles = [membership.get_role_display() for membership in held]
    sentences = [f"You stop being {_listed(roles)} of {organisation}."]
    if organisation.pk in user.organisation_ids:
        sentences.append("You will not see its reviews any more, except those that you chair.")
    if user.holds(Role.CSP_MANAGER, organisation.pk):
        sentences.append(_who_goes_on(user, organisation))
    sentences.append("What you wrote stays, with your name.")
    sentences.append("An administrator can invite you again.")
    return sentences


def _who_goes_on(user: User, organisation: Organisation) -> str:
    """Whom the work falls to that is assigned to somebody who leaves."""
    stays = "Areas for development that are assigned to you stay assigned to you"
    others = [person.name for person in colleagues(organisation.pk).exclude(pk=user.pk)]
    if not others:
        return f"{stays}, until somebody becomes CSP manager and assigns them anew."
    can = ": each of them" if len(others) > 1 else ", who"
    return f"{stays}. Tell {_listed(others)}{can} can assign them anew."


def _listed(words: list[str]) -> str:
    """ "Ann, Bea and 4 others" """
    shown = words[:NAMED] if len(words) > NAMED + 1 else words
    rest = [f"{len(words) - len(shown)} others"] if len(shown) < len(words) else []
    *first, last = [*shown, *rest] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def ending_words(membership: Membership) -> str:
    """What it means for somebody that a role ends."""
    user, organisation = membership.user, membership.organisation
    others = [
        role.label
        for role in ROLES[organisation.kind]
        if role != membership.role and user.holds(role, organisation.pk)
    ]
    stays = (
        f"{user} is still {_listed(others)} here." if others else f"{user} has no other role here."
    )
    return f"It ends at once. {stays} What {user} wrote stays, with their name."


@menu(place=80)
def people(user: User) -> Link | None:
    """Straight to the organisation of those who have one, which is nearly everybody."""
    workplaces = user.workplaces
    if not workplaces:
        return None
    if len(workplaces) > 1:
        return "People", reverse("accounts:organisations")
    return "People", reverse("accounts:organisation", args=[*workplaces])
