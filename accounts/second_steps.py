"""What people prove themselves with besides a password: an authenticator app, passkeys, recovery codes.

django-allauth keeps a row for each, the codes of a person in one. Recovery codes only stand in for
another second step: alone they are none.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet

from access.verdict import YES, Verdict
from accounts.models import Membership, Organisation, Role, SecondFactor, User

Kind = Authenticator.Type
SECOND_STEPS = frozenset({Kind.TOTP, Kind.WEBAUTHN})
LAST_ONE = "{organisation} asks you for a second step. Add another one first, then you can remove this one."
NOT_WITHOUT = "Recovery codes stand in for a second step. Add one first."


def of(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user).order_by("created_at", "pk")


def kinds(user: User) -> frozenset[str]:
    """Which kinds of proof this person has set up."""
    return frozenset(of(user).values_list("type", flat=True))


def step_of(user: User, pk: int) -> Authenticator | None:
    """One of this person's own second steps; None if there is none with this key."""
    return of(user).filter(type__in=SECOND_STEPS, pk=pk).first()


def name_of(step: Authenticator) -> str:
    """What its owner calls it."""
    return (
        f"The passkey “{step.wrap().name}”"
        if step.type == Kind.WEBAUTHN
        else "The authenticator app"
    )


def codes_of(user: User) -> Authenticator | None:
    return of(user).filter(type=Kind.RECOVERY_CODES).first()


def asking(user: User) -> QuerySet[Organisation]:
    """The organisations that ask this person for a second step.

    Everyone there, if they say so; else its administrators. The chair of a review counts as one of
    everyone.
    """
    held = _held_where_asked(user).values("organisation")
    chaired = user.chaired_reviews.values("organisation")
    return Organisation.unscoped.filter(
        Q(pk__in=held) | Q(second_factor=SecondFactor.EVERYONE, pk__in=chaired)
    )


def is_missing() -> Any:
    """The same of each row of `User`: they are asked for a second step, and have none."""
    person = OuterRef("pk")
    chairs = User.objects.filter(
        pk=person, chaired_reviews__organisation__second_factor=SecondFactor.EVERYONE
    )
    own = Authenticator.objects.filter(user=person, type__in=SECOND_STEPS)
    return (Exists(_held_where_asked(person)) | Exists(chairs)) & ~Exists(own)


def _held_where_asked(user: Any) -> QuerySet[Membership]:
    everyone = Q(organisation__second_factor=SecondFactor.EVERYONE)
    administrators = Q(
        organisation__second_factor=SecondFactor.ADMINISTRATORS, role=Role.ADMINISTRATOR
    )
    return Membership.objects.current().filter(everyone | administrators, user=user)


def may_remove(user: User, authenticator: Authenticator) -> Verdict:
    others = of(user).filter(type__in=SECOND_STEPS).exclude(pk=authenticator.pk)
    if others.exists():
        return YES
    organisation = asking(user).first()
    return Verdict(LAST_ONE.format(organisation=organisation)) if organisation else YES


def may_make_codes(user: User) -> Verdict:
    return YES if kinds(user) & SECOND_STEPS else Verdict(NOT_WITHOUT)


def is_first_use(user: User, code: str) -> bool:
    """Whether a code of the app is used for the first time, as long as it would be taken.

    allauth remembers codes for one period only, but takes those of the period before and after too.
    """
    key = f"accounts.second_steps.used.{user.pk}.{normalize_user_code(code)}"
    return cache.add(key, True, timeout=TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1))
