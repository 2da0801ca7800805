"""Says on every page of a review that it is on hold."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from access.scoping import ScopedModel, way_up
from reviews.models import Hold, Review
from reviews.policies import may_hold

register = template.Library()
ROWS = ("review", "round", "object")  # where a page keeps the row that it is about


@register.inclusion_tag("reviews/_on_hold.html", takes_context=True)
def on_hold(context: Context) -> dict[str, Any]:
    """The hold of the review that a page is about; a page about none costs nothing."""
    rows = (context.get(name) for name in ROWS)
    row = next((row for row in rows if isinstance(row, ScopedModel)), None)
    hold = _hold_over(row) if row else None
    user = context.get("user")
    may_end = hold and user and may_hold(user, hold.review)
    return {"hold": hold, "may_end": may_end, "here": getattr(context.get("request"), "path", "")}


def _hold_over(row: Any) -> Hold | None:
    """Climbs over the parents that are loaded; from there it is one query, however far the review is."""
    while row.scoped_by and row._meta.get_field(row.scoped_by).is_cached(row):
        row = getattr(row, row.scoped_by)
    if isinstance(row, Review):
        return row.hold
    path, root = way_up(type(row)) if row.scoped_by else ("", None)
    if root is not Review:
        return None
    above = type(row).unscoped.filter(pk=row.pk).values(path)
    return Hold.unscoped.filter(review__in=above).select_related("review").standing().first()
