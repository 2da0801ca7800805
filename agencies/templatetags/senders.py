"""Says on an action's page which of its updates an agency sent.

A filter, because the room of the action plan is below this one and knows nothing of it.
"""

from __future__ import annotations

from typing import Any

from django import template

from agencies.models import AgencyDecision, AgencyUpdate

register = template.Library()


@register.filter
def with_senders(rated: list[tuple[Any, Any]]) -> list[tuple[Any, Any, str]]:
    """Each (update, rating) with who sent it by a link, "" where nobody did; in one query."""
    taken = AgencyDecision.unscoped.filter(written__in=[update.pk for update, _ in rated])
    sent = {row.written_id: row.update for row in taken.select_related("update__link")}
    return [(update, rating, _sender(sent.get(update.pk))) for update, rating in rated]


def _sender(update: AgencyUpdate | None) -> str:
    return f"From {update.link.agency}, sent by {update.name}" if update else ""
