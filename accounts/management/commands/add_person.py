"""Gives somebody an account and a role from the command line; they choose their own password."""

from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import actions
from accounts.models import Organisation, OrganisationKind, Role, User, person_with


class Command(BaseCommand):
    help = "Add a person (or a role for one), and print the link with which they set a password."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", required=True, help="made if it is not there yet")
        parser.add_argument("--role", required=True, choices=Role.values)

    @transaction.atomic
    def handle(
        self, *, email: str, name: str, organisation: str, role: str, **options: Any
    ) -> None:
        person = person_with(email) or self._new(email, name)
        where = self._organisation(organisation, Role(role))
        if person.holds(Role(role), where.pk):
            raise CommandError(f"{person} is already {Role(role).label} at {where}.")
        actions.give_role(person, role=Role(role), organisation=where, by=None)
        self.stdout.write(f"{person} is now {Role(role).label} at {where}.")
        if not person.has_usable_password():
            self.stdout.write(
                f"To set a password, open this page of the service within a day: {self._link(person)}"
            )

    def _new(self, email: str, name: str) -> User:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"The account of {email} has been closed.")
        return actions.add_person(email=email, name=name, by=None)

    def _organisation(self, name: str, role: Role) -> Organisation:
        kind = OrganisationKind.HOME_OFFICE if role is Role.QA_OFFICER else OrganisationKind.CSP
        found = Organisation.unscoped.filter(name=name).first()
        if found and found.kind != kind:
            raise CommandError(f"{found} cannot have a {role.label}.")
        return found or actions.add_organisation(name=name, kind=kind, by=None)

    def _link(self, person: User) -> str:
        uid = urlsafe_base64_encode(force_bytes(person.pk))
        return reverse(
            "accounts:confirm_reset", args=[uid, default_token_generator.make_token(person)]
        )
