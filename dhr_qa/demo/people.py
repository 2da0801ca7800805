"""The cast of the demonstration: four partnerships, the Home Office, and the people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import actions as accounts
from accounts.models import Organisation, OrganisationKind, Role, SecondFactor, User

PASSWORD = "plain-quiet-harbour"  # noqa: S105 -- printed at the start of every demonstration


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in; `does` says in words what they may do, `roles` where they do it."""

    email: str
    name: str
    does: str
    roles: tuple[tuple[Role, str], ...] = ()


ORGANISATIONS: dict[str, tuple[str, OrganisationKind]] = {
    "northbrook": ("Northbrook Community Safety Partnership", OrganisationKind.CSP),
    "eastmere": ("Eastmere Community Safety Partnership", OrganisationKind.CSP),
    "kestrel_vale": ("Kestrel Vale Community Safety Partnership", OrganisationKind.CSP),
    "saltmarsh": ("Saltmarsh Community Safety Partnership", OrganisationKind.CSP),
    "home_office": ("Home Office", OrganisationKind.HOME_OFFICE),
}

PEOPLE: dict[str, Person] = {
    "alice": Person(
        "alice@northbrook.example",
        "Alice Ferncastle",
        "CSP manager of Northbrook and of Eastmere",
        ((Role.CSP_MANAGER, "northbrook"), (Role.CSP_MANAGER, "eastmere")),
    ),
    "vic": Person(
        "vic@northbrook.example",
        "Vic Tallow",
        "CSP viewer of Northbrook: reads, changes nothing",
        ((Role.CSP_VIEWER, "northbrook"),),
    ),
    "chloe": Person(
        "chloe@chair.example",
        "Chloe Llŷr-Beaumont",
        "Independent chair of three of the reviews",
    ),
    "ada": Person(
        "ada@northbrook.example",
        "Ada Quillfeather",
        "Administrator of Northbrook: looks after its people, sees no review",
        ((Role.ADMINISTRATOR, "northbrook"),),
    ),
    "kim": Person(
        "kim@kestrelvale.example",
        "Kim Małgorzata Orchard",
        "CSP manager of Kestrel Vale",
        ((Role.CSP_MANAGER, "kestrel_vale"),),
    ),
    "quinn": Person(
        "quinn@homeoffice.example",
        "Quinn Hathersage",
        "QA officer at the Home Office",
        ((Role.QA_OFFICER, "home_office"),),
    ),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who, and where they work."""

    northbrook: Organisation
    eastmere: Organisation
    kestrel_vale: Organisation
    saltmarsh: Organisation
    home_office: Organisation
    alice: User
    vic: User
    chloe: User
    ada: User
    kim: User
    quinn: User


@transaction.atomic
def engage() -> Cast:
    """The organisations and the people, made through the usual actions where they are missing."""
    orgs: dict[str, Any] = {key: _organisation(*words) for key, words in ORGANISATIONS.items()}
    people: dict[str, Any] = {key: _person(person, orgs) for key, person in PEOPLE.items()}
    return Cast(**orgs, **people)


def is_among_strangers() -> bool:
    """Whether real people have accounts here, and none of the demonstration's has one."""
    ours = [person.email for person in PEOPLE.values()]
    return not User.objects.filter(email__in=ours).exists() and User.objects.exists()


def how_to_sign_in() -> list[str]:
    """A table of who can sign in, as lines of text."""
    rows = [(person.email, person.does) for person in PEOPLE.values()]
    width = max(len(email) for email, _ in rows)
    lines = [f"  {email:<{width}}  {does}" for email, does in rows]
    return ["Sign in as any of these people:", *lines, f"The password of each is: {PASSWORD}"]


def _organisation(name: str, kind: OrganisationKind) -> Organisation:
    if found := Organisation.unscoped.filter(name=name).first():
        return found
    made = accounts.add_organisation(name=name, kind=kind, by=None)
    # Anybody can read the password here, so a second step would guard nothing, and stand in the way.
    made.second_factor = SecondFactor.OPTIONAL
    made.save(update_fields=["second_factor"])
    return made


def _person(person: Person, orgs: dict[str, Organisation]) -> User:
    """Roles are given once, with the account: what somebody has since changed stays changed."""
    if found := User.objects.filter(email=person.email).first():
        return found
    user = accounts.add_person(email=person.email, name=person.name, password=PASSWORD, by=None)
    for role, where in person.roles:
        accounts.give_role(user, role=role, organisation=orgs[where], by=None)
    return user
