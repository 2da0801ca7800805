"""The people of every test and where they work, made through the actions that a person would take."""

from __future__ import annotations

import time
from typing import TypeVar

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest
from django.test import Client
from django.utils.text import slugify

from accounts.actions import add_organisation, add_person, give_role
from accounts.invitation_actions import invite
from accounts.models import Invitation, Organisation, OrganisationKind, Role, SecondFactor, User
from accounts.second_steps import codes_of
from accounts.sign_in_actions import add_app

AnyClient = TypeVar("AnyClient", bound=Client)


class People:
    """alice manages Northbrook and Eastmere, vic reads along, chloe chairs; kim is the stranger.

    ada looks after the people of Northbrook, and reads no review.
    """

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
        self.ada = person("Ada", Role.ADMINISTRATOR, self.northbrook)
        self.kim = person("Kim", Role.CSP_MANAGER, self.westhaven)
        self.quinn = person("Quinn", Role.QA_OFFICER, self.home_office)


def person(name: str, role: Role = Role.CSP_VIEWER, *organisations: Organisation) -> User:
    """Somebody with an account, and the role at each of the organisations that are named."""
    user = add_person(email=f"{slugify(name)}@example.org", name=name, by=None)
    for organisation in organisations:
        give_role(user, role=role, organisation=organisation, by=None)
    return user


def proven(client: AnyClient) -> AnyClient:
    """The client of somebody who is signed in, as if they had entered their password a moment ago."""
    request = HttpRequest()
    request.session = client.session
    user = User.objects.get(pk=request.session["_auth_user_id"])
    record_authentication(request, user, method="password")
    request.session.save()
    return client


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # what every authenticator app of the tests knows


def with_app(user: User) -> Authenticator:
    """The second step of somebody who has set up an authenticator app."""
    return add_app(user, secret=SECRET, by=user)


def code(*, later: int = 0, secret: str = SECRET) -> str:
    """What such an app shows, now or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def recovery_codes(user: User) -> list[str]:
    codes = codes_of(user)
    return codes.wrap().get_unused_codes() if codes else []


def invitation_to(
    organisation: Organisation,
    *,
    name: str = "Noor",
    role: Role = Role.CSP_VIEWER,
    email: str = "noor@example.org",
    by: User,
) -> Invitation:
    return invite(organisation, name=name, email=email, role=role, by=by)
