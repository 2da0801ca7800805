"""Which events a person may read: those about rows that they see, done by their side or shared by both."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Value

from access.scoping import NEVER, ScopedModel, way_up
from accounts.models import Invitation, Membership, Organisation, Role, User
from audit.models import Event
from history.words import SHARED
from retention.models import RetentionPeriod
from reviews.models import Review

OF_PEOPLE = ("accounts", "retention", "history")  # what an administrator looks after
Rows = dict[str, list[Any]]
"""Keys of rows by their models."""


def events_of_review(review: Review, user: User) -> Any:
    """Everything that happened to a review, as far as this person may read it; the newest first.

    Of what the other side did they read what both share, and nothing of its working papers.
    """
    readable = Q(verb__in=SHARED)
    if review.is_held_by(user):
        readable |= ~_by_home_office()
    if user.is_qa_officer:
        readable |= _by_home_office()
    return _about(rows_of(review, user)).filter(readable)


def events_of_organisation(organisation: Organisation) -> Any:
    """What happened to the people and the settings of an organisation; the newest first."""
    memberships = Membership.objects.filter(organisation=organisation)
    invitations = Invitation.unscoped.filter(organisation=organisation)
    periods = RetentionPeriod.unscoped.filter(organisation=organisation)
    rows = {
        "accounts.Organisation": [organisation.pk],
        "accounts.Membership": list(memberships.values_list("pk", flat=True)),
        "accounts.User": list(memberships.current().values_list("user", flat=True)),
        "accounts.Invitation": list(invitations.values_list("pk", flat=True)),
        "retention.RetentionPeriod": list(periods.values_list("pk", flat=True)),
    }
    of_people = reduce(or_, (Q(verb__startswith=f"{room}.") for room in OF_PEOPLE))
    return _about(rows).filter(of_people)


def rows_of(review: Review, user: User) -> Rows:
    """The keys of every row of a review that this person sees, in one question for all models."""
    found: Rows = defaultdict(list)
    first, *others = (_keys(model, path, review, user) for model, path in _tree())
    for label, pk in first.union(*others, all=True):
        found[label].append(pk)
    return found


def _about(rows: Rows) -> Any:
    about = (
        Q(subject=label, subject_id__in=[str(pk) for pk in pks]) for label, pks in rows.items()
    )
    return Event.objects.filter(reduce(or_, about, NEVER)).order_by("-number")


@cache
def _tree() -> list[tuple[Any, str]]:
    """Every model whose rows belong to a review, with the lookup that leads to it."""
    scoped: list[Any] = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
    ways = ((model, *way_up(model)) for model in scoped if model.scoped_by)
    return [(Review, "pk"), *((model, path) for model, path, root in ways if root is Review)]


def _keys(model: Any, path: str, review: Review, user: User) -> Any:
    rows = model.visible_to(user).filter(**{path: review.pk}).order_by()
    return rows.annotate(label=Value(model._meta.label)).values_list("label", "pk")


def _by_home_office() -> Q:
    """Done by somebody who was a QA officer then."""
    then = Membership.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("at")),
        user=OuterRef("actor"),
        role=Role.QA_OFFICER,
        began_at__lte=OuterRef("at"),
    )
    return Q(Exists(then))
