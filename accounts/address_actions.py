"""What happens when somebody changes their e-mail address: they ask, and the new one is confirmed."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict, first_no
from accounts import address_mail
from accounts.models import User, account_with
from accounts.new_address import Wish, token_of
from accounts.policies import may_take_address
from audit.models import Event
from audit.record import record

ASKED = "accounts.address_asked_for"
MOST_AN_HOUR = 5
TOO_OFTEN = "You have asked for this several times in the last hour. Wait an hour, then try again."
SAME = "This is the e-mail address of your account already."
IN_USE = "This e-mail address cannot be used. Ask again with another one."


@transaction.atomic
def ask_for_address(user: User, *, email: str, by: User) -> None:
    """Send a link to the new address. None goes where somebody has an account, and nobody is told so."""
    email = email.strip().lower()
    first_no(_is_new(user, email), _is_not_too_often(user)).require()
    record(ASKED, user, by=by)
    if account_with(email) is None:
        transaction.on_commit(partial(address_mail.send_link, email, token_of(user, email)))


@transaction.atomic
def take_address(user: User, *, wish: Wish, by: User) -> User:
    """The address changes; whoever reads the old one is told."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    may_take_address(fresh, wish).require()
    fresh.email = wish.to
    try:
        with transaction.atomic():
            fresh.save(update_fields=["email"])
    except IntegrityError:
        raise Refused(IN_USE) from None
    record("accounts.address_changed", fresh, by=by, email=[wish.before, wish.to])
    transaction.on_commit(partial(address_mail.tell_old, wish.before))
    return fresh


def _is_new(user: User, email: str) -> Verdict:
    return Verdict(SAME) if email == user.email.lower() else YES


def _is_not_too_often(user: User) -> Verdict:
    since = timezone.now() - dt.timedelta(hours=1)
    asked = Event.objects.filter(verb=ASKED, actor=user, at__gt=since)
    return Verdict(TOO_OFTEN) if asked.count() >= MOST_AN_HOUR else YES
