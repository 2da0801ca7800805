"""Gives somebody an account and roles from the command line; they choose their own password."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from access.verdict import Refused
from accounts import actions
from accounts.models import (
    Organisation,
    OrganisationKind,
    Role,
    User,
    account_with,
    person_with,
)


class Command(BaseCommand):
    help = (
        "Add a person (or roles for one), and print the link with which they set a password. "
        "The first person of an organisation is usually its administrator too, and invites the others."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", required=True, help="made if it is not there yet")
        parser.add_argument(
            "--role", required=True, nargs="+", choices=Role.values, help="one, or several"
        )

    @transaction.atomic
    def handle(
        self, *, email: str, name: str, organisation: str, role: list[str], **options: Any
    ) -> None:
        roles = [Role(value) for value in dict.fromkeys(role)]
        person = person_with(email) or self._new(email, name)
        where = self._organisation(organisation, roles)
        for one in roles:
            self._give(person, one, where)
        if not person.has_usable_password():
            self.stdout.write(
                f"To set a password, open this page of the service within a day: {self._link(person)}"
            )
        if not where.memberships.current().filter(role=Role.ADMINISTRATOR).exists():
            self.stdout.write(
                f"Nobody at {where} can invite people yet. Give somebody the role administrator."
            )

    def _give(self, person: User, role: Role, where: Organisation) -> None:
        try:
            actions.give_role(person, role=role, organisation=where, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{person} is now {role.label} at {where}.")

    def _new(self, email: str, name: str) -> User:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if account_with(email):
            raise CommandError(f"The account of {email} has been closed.")
        return actions.add_person(email=email, name=name, by=None)

    def _organisation(self, name: str, roles: Iterable[Role]) -> Organisation:
        """The one of this name; a new one is a CSP, unless somebody is a QA officer there."""
        kind = OrganisationKind.HOME_OFFICE if Role.QA_OFFICER in roles else OrganisationKind.CSP
        found = Organisation.unscoped.filter(name=name).first()
        return found or actions.add_organisation(name=name, kind=kind, by=None)

    def _link(self, person: User) -> str:
        uid = urlsafe_base64_encode(force_bytes(person.pk))
        return reverse(
            "accounts:confirm_reset", args=[uid, default_token_generator.make_token(person)]
        )
