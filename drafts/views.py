"""A person's own drafts: kept while they type, listed, and thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.generic import TemplateView, View

from drafts import keeping, presenters


class Drafts(TemplateView):
    """All of them, with their words: also of pages that the person cannot reach any more."""

    template_name = "drafts/drafts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = presenters.shown(keeping.drafts_of(self.request.user))
        return super().get_context_data(drafts=shown, days=keeping.DAYS, **kwargs)


class Save(View):
    """What the script of a page sends while somebody types; it says when it was kept."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = _page(request)
        if not page:
            return HttpResponseBadRequest("That is no page.", content_type="text/plain")
        draft = keeping.keep(request.user, page, request.POST)
        if draft is None:
            return HttpResponse("Not kept.", content_type="text/plain", status=409)
        at = timezone.localtime(draft.at)
        kept = f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"
        return HttpResponse(kept, content_type="text/plain")


class Forget(View):
    """Thrown away, from its page or from the list; the way on is where the person was."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if keeping.forget(request.user, request.POST.get("draft-page", "")):
            messages.success(request, "The draft is thrown away.")
        goes_back = "back" in request.POST and _page(request)
        return redirect(goes_back or "drafts:drafts")


def _page(request: HttpRequest) -> str:
    """The page of ours that a form names; "" if it is none."""
    page = request.POST.get("draft-page", "")
    try:
        resolve(page)
    except Resolver404:
        return ""
    return page
