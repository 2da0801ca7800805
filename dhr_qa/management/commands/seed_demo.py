"""Fills an empty service with an invented demonstration, and tells how to sign in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dhr_qa.demo.people import Cast, engage, how_to_sign_in, is_among_strangers
from dhr_qa.demo.references import READY_FOR_A_PACK, still_to_invent, still_to_tell

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
NOT_HERE = (
    "This database holds people who are not of the demonstration, so it looks like a real "
    "installation. The demonstration’s accounts have a password that anybody can read. Use an empty "
    "database for it: set VAR_DIR or DATABASE_URL."
)


class Command(BaseCommand):
    help = (
        "Load the invented demonstration, as far as it is not there yet. The last line printed is the "
        "reference of a review that is ready for a pack."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--reviews",
            type=int,
            default=0,
            metavar="N",
            help="see that there are N further invented reviews, for measuring",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_among_strangers():
            raise CommandError(NOT_HERE)
        told, invented = load(engage(), options["reviews"])
        self.stdout.write(f"{told} reviews of the demonstration added, {invented} for measuring.")
        self.stdout.write("\n".join(how_to_sign_in()))
        self.stdout.write("A review that is ready for a pack:")
        self.stdout.write(READY_FOR_A_PACK)


def load(cast: Cast, wanted: int) -> tuple[int, int]:
    """Add what is missing; returns how many reviews were told, and how many invented for measuring."""
    to_tell, to_invent = still_to_tell(), still_to_invent(wanted)
    if to_tell or to_invent:
        # The readers of Word and PDF take half a second to load, which a second run need not wait for.
        from django.test.utils import override_settings  # noqa: PLC0415 -- see above

        from dhr_qa.demo import measuring, reviews  # noqa: PLC0415 -- see above

        # Nothing of this happened, so nobody is written to, not even who has joined the demonstration.
        with override_settings(EMAIL_BACKEND=NO_MAIL):
            for reference in to_tell:
                reviews.tell(cast, reference)
            for number in to_invent:
                measuring.invent(cast, number)
    return len(to_tell), len(to_invent)
