"""What this room does when the service starts."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from accounts import oidc, time_limits


class Accounts(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.staying import begun  # noqa: PLC0415 -- models are there only now

        user_logged_in.connect(begun)
        time_limits.check()
        oidc.services()  # a mistake in the setting stops the service now, not at the first sign-in
