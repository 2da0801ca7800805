"""A round's resubmission packs, a plan alone as a PDF, and the report for a partnership's board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.utils import timezone

from access.generic import ActionView, ScopedDetailView, refused
from access.verdict import Refused
from access.viewing import ShowsDocument
from accounts.models import Organisation, OrganisationKind
from actionplans.actions import note_export
from actionplans.exports.download import as_download, plan_name
from packs import actions, forms, pdf, policies, presenters
from packs.archiving import ZIP, archive_of
from packs.board import assemble_board
from packs.handing import EML, letter_of, message_of
from packs.looking import ask_for_looks
from packs.models import Pack, PackKind
from packs.plan import assemble_plan
from packs.readiness.subject import Subject
from printing.manifests import DamagedManifest
from reviews.downloads import MISSING, hand_out, sandboxed
from reviews.files import PDF
from reviews.models import Review, Round

NO_MANIFEST = (
    "The service cannot put the files of this pack together: it keeps no list of them, as packs that were "
    "made some time ago have none. Download the pack itself, or make it anew."
)


class PackPage(ScopedDetailView):
    """The packs of one kind that were made, and what stands against making the next."""

    model = Round
    kind = PackKind.RESUBMISSION
    template_name = "packs/page.html"

    def narrow(self, queryset: Any) -> Any:
        held = queryset.held_by(self.request.user)
        return held.select_related("review__organisation", "review__chair")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject = Subject(self.object, self.kind)
        page = presenters.pack_page(subject, self.request.user)
        if page["may_make"]:
            ask_for_looks(subject.versions)
        return super().get_context_data(**kwargs) | page


class FinalPage(PackPage):
    kind = PackKind.FINAL


class DownloadPack(ScopedDetailView):
    """The kept bytes, unchanged."""

    model = Pack

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        return hand_out(self.object, self.request, actions.note_download)


class ManifestPage(ScopedDetailView):
    """What a pack was made of, as its manifest says it."""

    model = Pack
    template_name = "packs/manifest.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.manifest_page(self.object)
        return super().get_context_data(**kwargs) | page


class Archive(ScopedDetailView):
    """The pack with the files on which it rests, as one ZIP file."""

    model = Pack

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("round__review")

    def render_to_response(self, context: Any, **kwargs: Any) -> Any:
        try:
            out = archive_of(self.object)
        except Refused as error:
            return refused(self.request, str(error), self.object)
        except DamagedManifest:
            return refused(self.request, NO_MANIFEST, self.object)
        except FileNotFoundError:
            return refused(self.request, MISSING, self.object)
        actions.note_archive(self.object, by=self.request.user)
        name = f"{self.object.name.removesuffix('.pdf')}.zip"
        response = FileResponse(
            out, as_attachment=True, filename=name, content_type=ZIP.content_type
        )
        return sandboxed(response)


class Message(ScopedDetailView):
    """The pack as a message that is ready to be sent."""

    model = Pack

    def narrow(self, queryset: Any) -> Any:
        held = queryset.held_by(self.request.user)
        return held.select_related("round__review__organisation")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        try:
            data = message_of(self.object)
        except FileNotFoundError:
            return refused(self.request, MISSING, self.object)
        actions.note_message(self.object, by=self.request.user)
        return as_download(data, f"{self.object.name.removesuffix('.pdf')}.eml", EML)


class RecordHandover(ActionView):
    """Write down when a pack was sent, and to whom."""

    model = Pack
    form_class = forms.HandoverForm
    policy = staticmethod(policies.may_hand_over)
    heading = "Record that it was sent"
    submit_label = "Save"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review")

    def get_initial(self) -> dict[str, Any]:
        letter = letter_of(self.object)
        to = letter.return_address if letter else ""
        return {"sent_on": timezone.localdate(), "to": to}

    def perform(self, form: forms.HandoverForm) -> None:
        actions.record_handover(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "It is on record that this was sent.")

    def get_success_url(self) -> str:
        return presenters.page_of(self.object.round, self.object.kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": str(self.object), "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


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


class BoardReport(ShowsDocument, ScopedDetailView):
    """What moved in a partnership's plans, for whoever works there."""

    shown = "packs.board_report_viewed"
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

    shown = ""  # it leaves the event of a download

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        board = context["board"]
        data = pdf.to_pdf(pdf.to_html(board, "packs/board_report_pdf.html"))
        actions.note_board_report(self.object, since=board.since, by=self.request.user)
        name = f"board-report-{self.object.pk}-{timezone.localdate(board.made_at)}.pdf"
        return as_download(data, name, PDF)
