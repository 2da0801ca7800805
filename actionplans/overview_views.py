"""All the plans of one CSP on one page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from access.generic import ScopedDetailView
from accounts.models import Organisation, OrganisationKind
from actionplans import overview, policies, presenters
from actionplans.models import Action, Legend
from actionplans.naming import agencies_in

PER_PAGE = 50


class Plans(ScopedDetailView):
    """Every action of every review: what is overdue, what is due soon, and with whom."""

    model = Organisation
    template_name = "actionplans/plans.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).filter(kind=OrganisationKind.CSP)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation, user = self.object, self.request.user
        legend = Legend.of(organisation.pk)
        everything = Action.visible_to(user).of_organisation(organisation)
        known = presenters.known_of(everything.prefetch_related("supporting"))
        standing = presenters.Standing.among(known, legend.words)
        chosen = overview.OverviewFilter.of(
            self.request.GET,
            user=user,
            organisation=organisation,
            agencies=agencies_in(known),
            legend=legend.words,
        )
        rows = everything.with_state().prefetch_related("supporting")
        shown = chosen.narrow(rows.select_related("recommendation__review"))
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        may_edit = policies.may_edit_legend(user, organisation)
        return super().get_context_data(**kwargs) | {
            "organisation": organisation,
            "standing": standing,
            "agencies": overview.by_agency(known),
            "filter": chosen,
            "page": page,
            "rows": [presenters.Row.of(action, legend) for action in page],
            "may_edit": may_edit,
            "change_url": reverse("actionplans:change_plans", args=[organisation.pk]),
            "may_edit_legend": may_edit,
        }
