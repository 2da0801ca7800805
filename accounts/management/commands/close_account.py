"""Closes somebody's account at once, and ends their roles; what they did stays on record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.verdict import Refused
from accounts import actions
from accounts.models import account_with


class Command(BaseCommand):
    help = "Close a person's account: it cannot be signed in to, and every role of theirs ends."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        person = account_with(email)
        if person is None:
            raise CommandError(f"There is no account with the e-mail address {email}.")
        held = list(person.memberships.current().select_related("organisation"))
        try:
            actions.close_account(person, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"The account of {person} is closed.")
        for membership in held:
            role, where = membership.get_role_display(), membership.organisation
            self.stdout.write(f"{person} is no longer {role} at {where}.")
        for review in person.chaired_reviews.all():
            self.stdout.write(f"{person} is still named as chair of review {review.pk}.")
