"""The pages of a round's resubmission packs: what the next one would say, and those that were made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.generic import ActionView, ScopedDetailView, ScopedForm
from packs import actions, pdf, policies, presenters
from packs.contents import assemble
from packs.models import Pack
from reviews.downloads import hand_out
from reviews.models import Round


class PackPage(ScopedDetailView):
    model = Round
    template_name = "packs/page.html"

    def narrow(self, queryset: Any) -> Any:
        held = queryset.held_by(self.request.user)
        return held.select_related("review__organisation", "review__chair")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.pack_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class MakePack(ActionView):
    """Sets the pack first, which takes seconds, and only then keeps it."""

    model = Round
    policy = staticmethod(policies.may_make_pack)
    heading = "Make the pack"
    submit_label = presenters.MAKE
    intro = (
        "This takes a few seconds. The pack is kept as it is, and can be downloaded at any time."
    )

    def perform(self, form: ScopedForm) -> None:
        contents = assemble(self.object, at=timezone.now(), by=self.request.user)
        policies.every_file_is_there(contents).require()
        data = pdf.to_pdf(pdf.to_html(contents))
        actions.keep_pack(self.object, pdf=data, contents=contents, by=self.request.user)
        messages.success(self.request, "The pack is ready to download.")

    def get_success_url(self) -> str:
        return reverse("packs:pack", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        return super().get_context_data(
            caption=str(self.object), back_url=back, cancel_url=back, **kwargs
        )


class DownloadPack(ScopedDetailView):
    """The kept bytes, unchanged."""

    model = Pack

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        return hand_out(self.object, self.request, actions.note_download)
