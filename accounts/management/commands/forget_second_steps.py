"""For somebody who has lost their phone, their passkeys and their recovery codes: they set up a second step anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import mail, sign_in_actions
from accounts.models import account_with


class Command(BaseCommand):
    help = (
        "Forget a person's authenticator app, passkeys and recovery codes. Until they set up a new "
        "second step their password alone opens the account: be sure who asks for it."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        person = account_with(email)
        if person is None:
            raise CommandError(f"There is no account with the e-mail address {email}.")
        sign_in_actions.forget_second_steps(person, by=None)
        mail.tell_of_change(person)
        self.stdout.write(f"{person} has no second step any more, and can set one up.")
