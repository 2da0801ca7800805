"""The record of changes of a review, and of an organisation's people and settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from access.generic import ScopedDetailView
from accounts.models import Organisation
from accounts.step_up import StepUp
from actionplans.exports.download import as_download
from history import actions, presenters, sheets
from history.forms import RecordFilter
from history.telling import told
from reviews.file_types import CSV
from reviews.models import Review


class OfReview:
    model = Review
    events = staticmethod(presenters.of_review)
    kept_as = "review"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation")


class OfOrganisation:
    """The people and settings of an organisation, for whoever looks after them."""

    model = Organisation
    events = staticmethod(presenters.of_organisation)
    kept_as = "organisation"
    request: Any

    def narrow(self, queryset: Any) -> Any:
        return queryset.administered_by(self.request.user)


class Record(ScopedDetailView):
    """Everything that happened, as far as this person may read it."""

    template_name = "history/record.html"
    events: Any
    kept_as = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, query = self.request.user, self.request.GET
        page = presenters.record_page(self.events(self.object, user), query, user)
        file_url = presenters.file_url(f"history:{self.kept_as}_file", self.object.pk, query)
        return super().get_context_data(**kwargs) | page | {"file_url": file_url}


class ReviewRecord(OfReview, Record):
    """The record of a review."""


class OrganisationRecord(OfOrganisation, Record):
    """The record of an organisation."""


class RecordFile(StepUp, ScopedDetailView):
    """What the page shows, all pages of it, as a file."""

    events: Any
    kept_as = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()  # whoever may not see it is not asked who they are
        return super().dispatch(request, *args, **kwargs)

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        user = self.request.user
        events = self.events(self.object, user)
        chosen = RecordFilter.of(self.request.GET, events=events, user=user)
        entries = told(chosen.narrowed())
        actions.note_download(self.object, events=len(entries), by=user)
        name = f"record-{self.kept_as}-{self.object.pk}-{timezone.localdate()}.csv"
        return as_download(sheets.as_csv(entries), name, CSV)


class ReviewRecordFile(OfReview, RecordFile):
    """The record of a review as a file."""


class OrganisationRecordFile(OfOrganisation, RecordFile):
    """The record of an organisation as a file."""
