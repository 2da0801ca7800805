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

from access.scoping import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Role(models.TextChoices):
    CSP_MANAGER = "csp_manager", "CSP manager"
    CSP_VIEWER = "csp_viewer", "CSP viewer"
    QA_OFFICER = "qa_officer", "QA officer"


class OrganisationKind(models.TextChoices):
    CSP = "csp", "Community Safety Partnership"
    HOME_OFFICE = "home_office", "Home Office"


class OrganisationQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        return self if user.is_qa_officer else self.filter(pk__in=user.organisation_ids)

    def held_by(self, user: User) -> Self:
        return self.filter(pk__in=user.organisation_ids)

    def managed_by(self, user: User) -> Self:
        """The partnerships whose reviews this person may open and run."""
        return self.filter(pk__in=user.organisations_as(Role.CSP_MANAGER))


class Organisation(ScopedModel):
    """A Community Safety Partnership, or the Home Office."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.CSP)

    unscoped = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home")


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

    def organisations_as(self, role: Role) -> frozenset[int]:
        return frozenset(pk for held, pk in self._roles if held == role)

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(pk for _, pk in self._roles)

    def holds(self, role: Role, organisation_id: int) -> bool:
        return (role, organisation_id) in self._roles

    @property
    def is_qa_officer(self) -> bool:
        return bool(self.organisations_as(Role.QA_OFFICER))

    @property
    def is_csp_manager(self) -> bool:
        return bool(self.organisations_as(Role.CSP_MANAGER))


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)


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
