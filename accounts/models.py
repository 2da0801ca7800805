"""People, the organisations that they work for, and the roles that they hold there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from access.scoping import NEVER, ScopedModel, ScopedQuerySet
from govuk.words import shortened

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Role(models.TextChoices):
    CSP_MANAGER = "csp_manager", "CSP manager"
    CSP_VIEWER = "csp_viewer", "CSP viewer"
    QA_OFFICER = "qa_officer", "QA officer"
    ADMINISTRATOR = "administrator", "Administrator"


# The roles that open reviews. An administrator looks after people and settings, and reads no review.
READING = frozenset({Role.CSP_MANAGER, Role.CSP_VIEWER, Role.QA_OFFICER})


class OrganisationKind(models.TextChoices):
    CSP = "csp", "Community Safety Partnership"
    HOME_OFFICE = "home_office", "Home Office"


class SecondFactor(models.TextChoices):
    """Who at an organisation has to prove at sign-in that they are themselves in a second way."""

    OPTIONAL = "optional", "Nobody has to"
    ADMINISTRATORS = "administrators", "Administrators"
    EVERYONE = "everyone", "Everyone"


class OrganisationQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Your own, and for the secretariat each one that may send it a review."""
        return self if user.is_qa_officer else self.belonging_to(user)

    def held_by(self, user: User) -> Self:
        """The organisations whose working papers this person may read; an administrator reads none."""
        return self.filter(pk__in=user.organisation_ids)

    def belonging_to(self, user: User) -> Self:
        """The organisations at which this person has a role, whichever it is."""
        return self.filter(pk__in=user.workplaces)

    def administered_by(self, user: User) -> Self:
        """The organisations whose people and settings this person looks after."""
        return self.filter(pk__in=user.organisations_as(Role.ADMINISTRATOR))

    def managed_by(self, user: User) -> Self:
        """The partnerships whose reviews this person may open and run."""
        return self.filter(pk__in=user.organisations_as(Role.CSP_MANAGER))


class Organisation(ScopedModel):
    """A Community Safety Partnership, or the Home Office."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.CSP)
    second_factor = models.CharField(
        max_length=20, choices=SecondFactor, default=SecondFactor.ADMINISTRATORS
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    unscoped = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.pk])


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)

    def create_user(self, email: str, *, name: str, password: str | None = None) -> User:
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from their memberships and the reviews they chair."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def _roles(self) -> frozenset[tuple[str, int]]:
        """Every (role, organisation) held now; read once a request."""
        return frozenset(self.memberships.current().values_list("role", "organisation_id"))

    def forget_roles(self) -> None:
        """Read them anew when they are asked for next: something has changed, or is locked now."""
        self.__dict__.pop("_roles", None)

    def organisations_as(self, role: Role) -> frozenset[int]:
        return frozenset(pk for held, pk in self._roles if held == role)

    @property
    def organisation_ids(self) -> frozenset[int]:
        """The organisations whose reviews this person may read."""
        return frozenset(pk for held, pk in self._roles if held in READING)

    @property
    def workplaces(self) -> frozenset[int]:
        """The organisations at which this person has a role."""
        return frozenset(pk for _, pk in self._roles)

    def holds(self, role: Role, organisation_id: int) -> bool:
        return (role, organisation_id) in self._roles

    @property
    def is_qa_officer(self) -> bool:
        return bool(self.organisations_as(Role.QA_OFFICER))

    @property
    def is_csp_manager(self) -> bool:
        return bool(self.organisations_as(Role.CSP_MANAGER))

    @property
    def is_administrator(self) -> bool:
        return bool(self.organisations_as(Role.ADMINISTRATOR))


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """The people of a person's own organisations. The secretariat does not see those of a CSP."""
        return self.filter(organisation__in=user.workplaces)


class Membership(models.Model):
    """One person's role at one organisation, from a day until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at__isnull=True),
                name="one_membership_per_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.organisation}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

    @classmethod
    def visible_to(cls, user: User) -> MembershipQuerySet:
        return cls.objects.visible_to(user)


class InvitationQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """The invitations to the organisations that this person looks after."""
        return self.filter(organisation__in=user.organisations_as(Role.ADMINISTRATOR))

    def held_by(self, user: User) -> Self:
        return self.visible_to(user)

    def undecided(self) -> Self:
        """Neither accepted nor withdrawn; their time may have passed."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def open(self) -> Self:
        """Neither taken up, nor withdrawn, nor past its end."""
        return self.undecided().filter(expires_at__gt=timezone.now())


class Invitation(ScopedModel):
    """Somebody was asked by e-mail to take a role at an organisation.

    The address of the link holds a secret of which only the digest is kept here. `mailed_at` stays
    empty when the e-mail did not go.
    """

    scoped_by = "organisation"
    shown_when = NEVER
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    unscoped = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        """Who speaks by it, as the event log names them; it has room for 200 characters."""
        return f"{shortened(self.name, 90)}, {shortened(self.organisation.name, 90)} (invited)"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()


def account_with(email: str) -> User | None:
    """The account with this e-mail address, even if it has been closed."""
    return User.objects.filter(email__iexact=email.strip()).first()


def person_with(email: str) -> User | None:
    """The person who signs in with this e-mail address."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def colleagues(organisation_id: int) -> QuerySet[Any]:
    """The people who work on an organisation's reviews, for choosing whom to assign something to."""
    return User.objects.filter(
        is_active=True,
        memberships__organisation=organisation_id,
        memberships__role=Role.CSP_MANAGER,
        memberships__ended_at__isnull=True,
    ).order_by("name")
