"""The pages of a partnership's records: what is due, how long it is kept, and how it is disposed of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.conflicts import Who
from access.generic import ActionView, ScopedDetailView, ScopedListView
from accounts.models import Organisation, OrganisationKind
from accounts.step_up import StepUp
from actionplans.exports.download import as_download
from retention import actions, forms, policies, presenters, removing_actions
from retention.belongings import belongings_of, counted, in_words
from retention.models import DisposalCertificate, DisposalProposal
from retention.paper import pdf_of
from reviews.files import PDF
from reviews.models import Review


class OfPartnership:
    """A partnership whose records the person decides about."""

    model: Any = Organisation
    request: Any

    def narrow(self, queryset: Any) -> Any:
        mine = presenters.looked_after(self.request.user)
        return queryset.filter(pk__in=mine, kind=OrganisationKind.CSP)


class Home(OfPartnership, ScopedListView):
    template_name = "retention/home.html"


class Records(OfPartnership, ScopedDetailView):
    """Which records are due, which are held back, and what was proposed."""

    template_name = "retention/records.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.records_page(self.object, self.request.user)
        return super().get_context_data(**kwargs | page)


class SetPeriod(OfPartnership, ActionView):
    form_class = forms.PeriodForm
    policy = staticmethod(policies.may_set_period)
    heading = "Set the retention period"
    intro = (
        "It counts from the day on which a review was closed. What was set before stays readable."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.object}

    def perform(self, form: Any) -> None:
        actions.set_period(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The retention period is saved.")

    def saved_by(self) -> dict[str, Who]:
        latest = presenters.period_of(self.object)
        return dict.fromkeys(forms.PERIOD, Who(latest.by.name, latest.at)) if latest else {}

    def get_success_url(self) -> str:
        return reverse("retention:records", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back, saved = self.get_success_url(), presenters.period_rows(self.object)
        words = {"caption": self.object.name, "back_url": back, "cancel_url": back, "saved": saved}
        return super().get_context_data(**words | kwargs)


class Certificates(OfPartnership, ScopedDetailView):
    template_name = "retention/certificates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = DisposalCertificate.visible_to(self.request.user).filter(organisation=self.object)
        return super().get_context_data(certificates=found, **kwargs)


class Certificate(ScopedDetailView):
    """What is left of a review that was disposed of."""

    model = DisposalCertificate
    template_name = "retention/certificate.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation", "proposed_by", "agreed_by", "removed_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=presenters.certificate_rows(self.object),
            removed=presenters.removed_rows(self.object),
            log=presenters.log_rows(self.object),
            looks_after=self.object.organisation_id in presenters.looked_after(self.request.user),
            **kwargs,
        )


class CertificatePdf(Certificate):
    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        data = pdf_of(self.object, at=timezone.now())
        actions.note_certificate(self.object, by=self.request.user)
        return as_download(data, f"certificate-of-disposal-{self.object.pk}.pdf", PDF)


class ReviewRecords(ScopedDetailView):
    """How long one review's records are kept, and why; both sides read it."""

    model = Review
    template_name = "retention/review.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs | presenters.review_page(self.object, self.request.user)
        )


class OfReview(ActionView):
    """Something is decided about one review's records; the way back leads to their page."""

    model = Review

    def get_success_url(self) -> str:
        return reverse("retention:review", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("retention:review", args=[self.object.pk])
        words = {"caption": self.object.name, "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


class KeepLonger(OfReview):
    form_class = forms.LaterForm
    policy = staticmethod(policies.may_choose_date)
    heading = "Keep the records for longer"
    intro = "You can only choose a day after the one on which they are due."

    def perform(self, form: Any) -> None:
        actions.choose_review_date(self.object, by=self.request.user, **form.cleaned_data)


class HoldBack(OfReview):
    form_class = forms.HoldForm
    policy = staticmethod(policies.may_hold_back)
    heading = "Hold back from disposal"
    intro = "Nothing is removed while this stands, and a disposal that was proposed stops."

    def perform(self, form: Any) -> None:
        actions.hold_back(self.object, by=self.request.user, **form.cleaned_data)


class LetGo(OfReview):
    form_class = forms.ReasonForm
    policy = staticmethod(policies.may_let_go)
    heading = "No longer hold back from disposal"
    intro = "This ends the hold of your own side."

    def perform(self, form: Any) -> None:
        actions.let_go(self.object, by=self.request.user, **form.cleaned_data)


class Propose(StepUp, OfReview):
    """What would go is listed before anybody says so."""

    form_class = forms.ProposeForm
    policy = staticmethod(policies.may_propose)
    template_name = "retention/propose.html"
    heading = "Propose the disposal of these records"
    submit_label = "Propose the disposal"

    def perform(self, form: Any) -> None:
        actions.propose_disposal(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = in_words(counted(belongings_of(self.object)))
        wait = presenters.waiting_time()
        return super().get_context_data(counts=counts, wait=wait, **kwargs)


class OneProposal:
    """The row that its page and each decision about it are of."""

    model = DisposalProposal

    def narrow(self, queryset: Any) -> Any:
        related = queryset.select_related("review__organisation", "by")
        return related.prefetch_related("decisions__by")


class Proposal(OneProposal, ScopedDetailView):
    """What was proposed, and what became of it."""

    template_name = "retention/proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.proposal_page(self.object, self.request.user)
        return super().get_context_data(**kwargs | page)


class OfProposal(OneProposal, ActionView):
    """A second person decides, or somebody stops it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"caption": self.object.review.reference}
        return super().get_context_data(**words | kwargs)


class Agree(StepUp, OfProposal):
    """The second person reads what was proposed beside the box that they tick."""

    form_class = forms.SureForm
    template_name = "retention/agree.html"
    policy = staticmethod(policies.may_agree)
    heading = "Agree to the disposal"
    submit_label = "Agree to the disposal"

    def perform(self, form: Any) -> None:
        actions.agree_to_disposal(self.object, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.proposal_page(self.object, self.request.user)
        return super().get_context_data(
            **page | {"back_url": self.object.get_absolute_url()} | kwargs
        )


class Decline(OfProposal):
    form_class = forms.ReasonForm
    policy = staticmethod(policies.may_decide)
    heading = "Decline the disposal"
    submit_label = "Decline the disposal"
    intro = "The records stay. It can be proposed again."

    def perform(self, form: Any) -> None:
        actions.decline_disposal(self.object, by=self.request.user, **form.cleaned_data)


class Stop(OfProposal):
    form_class = forms.ReasonForm
    policy = staticmethod(policies.may_stop)
    heading = "Stop the disposal"
    submit_label = "Stop the disposal"
    intro = "The records stay. It can be proposed again."

    def perform(self, form: Any) -> None:
        actions.stop_disposal(self.object, by=self.request.user, **form.cleaned_data)


class Remove(StepUp, OfProposal):
    form_class = forms.RemoveForm
    policy = staticmethod(policies.may_remove)
    heading = "Remove these records now"
    submit_label = "Remove these records"
    intro = "This cannot be undone. A certificate stays."

    def perform(self, form: Any) -> None:
        self.certificate = removing_actions.dispose(self.object, by=self.request.user)
        messages.success(self.request, "The records are removed.")

    def get_success_url(self) -> str:
        return self.certificate.get_absolute_url()
