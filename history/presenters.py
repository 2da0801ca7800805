"""What the pages of the record show."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from accounts.models import Organisation, User
from history.finding import events_of_organisation, events_of_review
from history.forms import RecordFilter
from history.telling import told
from reviews.models import Review

EVENTS_PER_PAGE = 50


def record_page(events: Any, query: Any, user: User) -> dict[str, Any]:
    """One page of the record, the newest first."""
    chosen = RecordFilter.of(query, events=events, user=user)
    page = Paginator(chosen.narrowed(), EVENTS_PER_PAGE).get_page(query.get("page"))
    return {"filter": chosen, "page": page, "entries": told(page)}


def file_url(name: str, pk: int, query: Any) -> str:
    """Where the file of what is shown is: the same filter, without the page."""
    asked = query.copy()
    asked.pop("page", None)
    return f"{reverse(name, args=[pk])}?{asked.urlencode()}".rstrip("?")


def of_review(review: Review, user: User) -> Any:
    return events_of_review(review, user)


def of_organisation(organisation: Organisation, user: User) -> Any:
    return events_of_organisation(organisation)
