"""A round's resubmission packs, a plan alone as a PDF, and the report for a partnership's board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.generic import ActionView, ScopedDetailView, ScopedForm, refused
from accounts.models import Organisation, OrganisationKind
from actionplans.actions import note_export
from actionplans.exports.download import as_download, plan_name
from packs import actions, forms, pdf, policies, presenters
from packs.board import assemble_board
from packs.contents import assemble
from packs.models import Pack
from packs.plan import assemble_plan
from reviews.downloads import hand_out
from reviews.files import PDF
from reviews.models import Review, Round


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


class PlanPdf(ScopedDetailView):
    """One plan as it stands, set as the pack sets it."""

    model = Review

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        plan = assemble_plan(self.object, at=now)
        verdict = policies.fits_a_pdf(plan)
        if not verdict:
            return refused(self.request, verdict.reason, self.object)
        data = pdf.to_pdf(pdf.to_html(plan, "packs/plan.html"))
        note_export(self.object, form="pdf", by=self.request.user)
        return as_download(data, plan_name(self.object.pk, timezone.localdate(now), PDF), PDF)


class BoardReport(ScopedDetailView):
    """What moved in a partnership's plans, for whoever works there."""

    model = Organisation
    template_name = "packs/board_report.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).filter(kind=OrganisationKind.CSP)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.BoardForm.of(self.request.GET, user=self.request.user)
        board = assemble_board(self.object, since=form.chosen, at=timezone.now())
        return super().get_context_data(form=form, board=board, **kwargs)


class BoardReportPdf(BoardReport):
    """The same report on paper."""

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        board = context["board"]
        data = pdf.to_pdf(pdf.to_html(board, "packs/board_report_pdf.html"))
        actions.note_board_report(self.object, since=board.since, by=self.request.user)
        name = f"board-report-{self.object.pk}-{timezone.localdate(board.made_at)}.pdf"
        return as_download(data, name, PDF)
