"""The people of every test and where they work, made through the actions that a person would take."""

from __future__ import annotations

from django.utils.text import slugify

from accounts.actions import add_organisation, add_person, give_role
from accounts.models import Organisation, OrganisationKind, Role, SecondFactor, User


class People:
    """alice manages Northbrook and Eastmere, vic reads along, chloe chairs; kim is the stranger."""

    def __init__(self) -> None:
        self.northbrook = add_organisation(name="Northbrook CSP", by=None)
        self.eastmere = add_organisation(name="Eastmere CSP", by=None)
        self.westhaven = add_organisation(name="Westhaven CSP", by=None)
        office = OrganisationKind.HOME_OFFICE
        self.home_office = add_organisation(name="Home Office", kind=office, by=None)
        # A second factor is a subject of its own tests; elsewhere people sign in as quickly as they can.
        Organisation.unscoped.update(second_factor=SecondFactor.OPTIONAL)
        self.alice = person("Alice", Role.CSP_MANAGER, self.northbrook, self.eastmere)
        self.vic = person("Vic", Role.CSP_VIEWER, self.northbrook)
        self.chloe = person("Chloé")
        self.kim = person("Kim", Role.CSP_MANAGER, self.westhaven)
        self.quinn = person("Quinn", Role.QA_OFFICER, self.home_office)


def person(name: str, role: Role = Role.CSP_VIEWER, *organisations: Organisation) -> User:
    """Somebody with an account, and the role at each of the organisations that are named."""
    user = add_person(email=f"{slugify(name)}@example.org", name=name, by=None)
    for organisation in organisations:
        give_role(user, role=role, organisation=organisation, by=None)
    return user
