"""The home page: what needs this person today, over everything that they may see."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from access.generic import ScopedListView
from accounts.models import Organisation, OrganisationKind
from dhr_qa.forms import HomeFilter
from dhr_qa.home import cards, grouped
from reviews.models import Round

PER_PAGE = 50


class Home(ScopedListView):
    model = Round
    template_name = "home.html"

    def narrow(self, queryset: Any) -> Any:
        shown = queryset.latest_of_each_review()
        return shown.select_related("review__organisation", "review__chair")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rounds = self.get_queryset().order_by("review__name", "pk")
        chosen = HomeFilter(self.request.GET, rounds=rounds, user=user)
        shown = cards(chosen.narrow(rounds), user)
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "groups": grouped(list(page)),
            "page": page,
            "may_open": user.is_csp_manager,
            "partnerships": Organisation.held_by(user).filter(kind=OrganisationKind.CSP),
        }
