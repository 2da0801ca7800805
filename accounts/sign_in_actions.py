"""What happens when people sign in and out, and with what they prove themselves: one event each."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from accounts.models import User
from accounts.second_steps import SECOND_STEPS, Kind, kinds, may_make_codes, may_remove, of
from audit.record import record

NOBODY = User(pk=0)  # stands for whoever typed an address that has no account


@transaction.atomic
def note_sign_in(user: User, *, means: list[str], by: User) -> None:
    record("accounts.signed_in", user, by=by, means=means)


@transaction.atomic
def note_sign_out(user: User, *, by: User) -> None:
    record("accounts.signed_out", user, by=by)


@transaction.atomic
def note_failure(user: User | None, *, what: str, by: User | None) -> None:
    """Somebody failed to prove that they are this person; of an unknown address only the fact is kept."""
    record("accounts.sign_in_failed", user or NOBODY, by=by, what=what)


@transaction.atomic
def note_lock(user: User | None, *, by: User | None) -> None:
    """So often, that no more tries are taken for a while."""
    record("accounts.sign_in_locked", user or NOBODY, by=by)


@transaction.atomic
def note_step_up(user: User, *, means: str, by: User) -> None:
    record("accounts.step_up_passed", user, by=by, means=means)


@transaction.atomic
def add_app(user: User, *, secret: str, by: User) -> Authenticator:
    """From now on the app that knows this secret makes this person's codes, and none that was before."""
    user = _held(user)
    of(user).filter(type=Kind.TOTP).delete()
    return _added(TOTP.activate(user, secret).instance, by)


@transaction.atomic
def add_passkey(user: User, *, name: str, credential: dict[str, Any], by: User) -> Authenticator:
    return _added(WebAuthn.add(_held(user), name, credential).instance, by)


@transaction.atomic
def remove_second_step(authenticator: Authenticator, *, by: User) -> None:
    """With the last one go the recovery codes, which only stand in for it."""
    user = _held(authenticator.user)
    may_remove(user, authenticator).require()
    of(user).filter(pk=authenticator.pk).delete()
    if not kinds(user) & SECOND_STEPS:
        of(user).delete()
    record("accounts.second_step_removed", user, by=by, kind=authenticator.type)


@transaction.atomic
def make_recovery_codes(user: User, *, by: User) -> Authenticator:
    """New ones; those from before open nothing any more."""
    user = _held(user)
    may_make_codes(user).require()
    of(user).filter(type=Kind.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(user).instance
    record("accounts.recovery_codes_made", user, by=by)
    return codes


@transaction.atomic
def note_codes_kept(codes: Authenticator, *, by: User) -> None:
    """They are not shown again."""
    codes.wrap().mark_as_viewed()
    record("accounts.recovery_codes_kept", codes.user, by=by)


@transaction.atomic
def forget_second_steps(user: User, *, by: User | None) -> None:
    """For somebody who has lost their telephone and their codes, once it is sure who they are."""
    kept = [authenticator.type for authenticator in of(_held(user))]
    of(user).delete()
    record("accounts.second_steps_forgotten", user, by=by, kinds=kept)


@transaction.atomic
def reset_password(user: User, *, password: str, by: User) -> User:
    """A password chosen through the link in an e-mail."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record("accounts.password_reset", user, by=by)
    return user


def _held(user: User) -> User:
    """The person's row, held: of two requests that remove a second step each, the second sees the first."""
    return User.objects.select_for_update().get(pk=user.pk)


def _added(authenticator: Authenticator, by: User) -> Authenticator:
    RecoveryCodes.activate(authenticator.user)
    record("accounts.second_step_added", authenticator.user, by=by, kind=authenticator.type)
    return authenticator
