"""What a person was told, the way on from there, and what they want by e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import FormView

from access.generic import ScopedDetailView, ScopedListView
from notices import actions
from notices.forms import ChoicesForm
from notices.models import Notice, kinds_by_email

PER_PAGE = 30


class Notices(ScopedListView):
    """Newest first. Sending the page's button marks them all as read."""

    model = Notice
    template_name = "notices/notices.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = self.get_queryset()
        return super().get_context_data(**kwargs) | {
            "page": Paginator(notices, PER_PAGE).get_page(self.request.GET.get("page")),
            "any_unread": notices.unread().exists(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_queryset().mark_read(timezone.now())
        return redirect("notices:notices")


class OpenNotice(ScopedDetailView):
    """Leads to the page that a notice is about, and marks it as read.

    A GET does it, because that is what a link in an e-mail sends. A scanner that follows the links
    of an e-mail is not signed in and so marks nothing; reading twice changes nothing more.
    """

    model = Notice

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notice = self.get_object()
        self.get_queryset().filter(pk=notice.pk).mark_read(timezone.now())
        return HttpResponseRedirect(notice.href)


class Choices(FormView):
    form_class = ChoicesForm
    template_name = "form.html"
    success_url = reverse_lazy("notices:notices")
    extra_context = {
        "heading": "What you are told",
        "intro": "Everything is listed under Notices. Choose what you are told by e-mail too. "
        "The e-mail names no person and no review: it only has a link to the notice.",
        "back_url": success_url,
        "cancel_url": success_url,
    }

    request: Any  # its user is signed in: the middleware has seen to that

    def get_initial(self) -> dict[str, Any]:
        return {"kinds": kinds_by_email(self.request.user)}

    def form_valid(self, form: ChoicesForm) -> HttpResponse:
        actions.choose_emails(form.cleaned_data["kinds"], by=self.request.user)
        messages.success(self.request, "What you are told by e-mail has been saved.")
        return super().form_valid(form)
