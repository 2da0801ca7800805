"""Takes a role from somebody who has left; what they did stays on record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.models import Membership, Role


class Command(BaseCommand):
    help = "End a person's role at an organisation, from this moment on."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("--organisation", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)

    def handle(self, *, email: str, organisation: str, role: str, **options: Any) -> None:
        held = Membership.objects.current().filter(
            user__email__iexact=email, organisation__name=organisation, role=role
        )
        membership = held.select_related("user", "organisation").first()
        if membership is None:
            raise CommandError(f"{email} is not {Role(role).label} at {organisation}.")
        actions.end_role(membership, by=None)
        self.stdout.write(f"{membership.user} is no longer {Role(role).label} at {organisation}.")
