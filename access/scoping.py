"""Who may see which rows: there is no `objects`, so a query starts from a person or says `unscoped`."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

NEVER = Q(pk__in=())


class ScopedQuerySet(models.QuerySet):
    """Follows `scoped_by` up to the root of the tree, which alone says who sees what.

    The root overrides `visible_to` (whoever may see the review) and `held_by` (whose working
    papers they are).
    """

    model: Any  # a ScopedModel

    def visible_to(self, user: Any) -> Self:
        path, root = way_up(self.model)
        seen = self.filter(**{f"{path}__in": root.visible_to(user)})
        if not self.model.shown_when:
            return seen
        return seen.filter(self.model.shown_when | self._own(path, root, user))

    def _own(self, path: str, root: Any, user: Any) -> Q:
        """The working papers of this person's own side."""
        if not self.model.side_field:
            return Q(**{f"{path}__in": root.held_by(user)})
        sides = root.unscoped.all().held_as(user)
        return reduce(
            or_,
            (
                Q(**{self.model.side_field: side, f"{path}__in": rows})
                for side, rows in sides.items()
            ),
        )

    def held_by(self, user: Any) -> Self:
        path, root = way_up(self.model)
        return self.filter(**{f"{path}__in": root.held_by(user)})


class ScopedModel(models.Model):
    """A row that belongs to somebody.

    `scoped_by` names the foreign key that leads to the parent. `shown_when` says what the other
    side of the exchange may see of the rows of a review that it can see: everything (the default),
    `NEVER` (a working paper), or a condition. Where both sides have working papers of this kind,
    `side_field` names the field that says whose a row is; the root's `held_as` gives the sides.
    """

    scoped_by: ClassVar[str] = ""
    shown_when: ClassVar[Q] = Q()
    side_field: ClassVar[str] = ""
    unscoped: Any  # a manager made of a ScopedQuerySet, and the only one

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, user: Any) -> Any:
        return cls.unscoped.visible_to(user)

    @classmethod
    def held_by(cls, user: Any) -> Any:
        return cls.unscoped.held_by(user)


def way_up(model: Any) -> tuple[str, Any]:
    """The lookup from a model to the root of its tree, and the root: ("letter__round__review", Review)."""
    steps = []
    while model.scoped_by:
        steps.append(model.scoped_by)
        model = model._meta.get_field(model.scoped_by).related_model
    if not steps:
        raise TypeError(f"{model.__name__} is a root: its queryset must say who may see it")
    return "__".join(steps), model
