"""The pages of a review's documents: what there is, its sign-offs, and what is and was submitted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.generic import ActionView, ScopedDetailView, ScopedListView, refused
from access.verdict import Verdict
from access.viewing import ShowsDocument
from accounts.models import Organisation, OrganisationKind
from documents import actions, forms, policies, presenters
from documents.covering import covered, fingerprint
from documents.models import Capacity, Document, DocumentKind, DocumentVersion, Submission
from reviews.actions import note_download
from reviews.downloads import MISSING, hand_out
from reviews.models import Review, Round, StoredFile
from reviews.policies import may_receive_review, side_of
from reviews.workflow import Side, Stage


class Documents(ScopedDetailView):
    """Every document of a review with its versions: a working paper of the partnership."""

    model = Review
    template_name = "documents/documents.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.documents_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class AddDocument(ActionView):
    model = Review
    form_class = forms.DocumentForm
    policy = staticmethod(policies.may_add_document)
    heading = "Add a document"
    submit_label = "Add the document"

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        kinds = policies.kinds_to_add(self.object)
        return super().get_form_kwargs() | {"review": self.object, "kinds": kinds}

    def perform(self, form: forms.DocumentForm) -> None:
        details = form.details | {"kind": DocumentKind(form.cleaned_data["kind"])}
        file = form.cleaned_data["file"]
        self.document = actions.add_document(self.object, file, by=self.request.user, **details)

    def get_success_url(self) -> str:
        return self.document.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("documents:documents", args=[self.object.pk])
        return super().get_context_data(
            caption=self.object.name, back_url=back, cancel_url=back, **kwargs
        )


class AddVersion(ActionView):
    model = Document
    form_class = forms.VersionForm
    policy = staticmethod(policies.may_add_version)
    heading = "Add a newer version"
    submit_label = "Add the version"
    intro = "The versions before it stay as they are."

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.object.review}

    def perform(self, form: forms.VersionForm) -> None:
        file = form.cleaned_data["file"]
        actions.add_version(self.object, file, by=self.request.user, **form.details)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=str(self.object), **kwargs)


class LeaveDocumentOut(ActionView):
    model = Document
    form_class = forms.LeaveOutForm
    policy = staticmethod(policies.may_leave_out)
    heading = "Leave this document out"
    submit_label = "Leave it out"
    intro = (
        "It is not submitted any more, and stays readable here. A newer version takes it in again."
    )

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review")

    def perform(self, form: forms.LeaveOutForm) -> None:
        actions.leave_document_out(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=str(self.object), **kwargs)


class FollowFile(ActionView):
    """A newer version of a file that was kept with a letter or an answer."""

    model = StoredFile
    form_class = forms.VersionForm
    policy = staticmethod(policies.may_adopt)
    heading = "Add a newer version"
    submit_label = "Add the version"
    intro = "The file that is kept now becomes version 1, and stays as it is."

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.object.review}

    def perform(self, form: forms.VersionForm) -> None:
        file = form.cleaned_data["file"]
        self.version = actions.follow_file(self.object, file, by=self.request.user, **form.details)

    def get_success_url(self) -> str:
        return self.version.document.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("documents:documents", args=[self.object.review_id])
        return super().get_context_data(
            caption=self.object.name, back_url=back, cancel_url=back, **kwargs
        )


class SignOffRound(ActionView):
    """The chair or the CSP agrees to what is to be submitted, which stands above the form."""

    model = Round
    form_class = forms.SignOffForm
    template_name = "documents/sign_off.html"
    submit_label = "Sign off"

    @property
    def capacity(self) -> Capacity:
        if self.kwargs["capacity"] not in Capacity.values:
            raise Http404
        return Capacity(self.kwargs["capacity"])

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__chair")

    def policy(self, user: Any, row: Round) -> Verdict:
        return policies.may_sign_off(user, row, self.capacity)

    def get_initial(self) -> dict[str, Any]:
        chair = self.object.review.chair_shown
        name = chair if self.capacity == Capacity.CHAIR else self.request.user.name
        seen = fingerprint(covered(self.object))
        return {"name": name, "signed_on": timezone.localdate(), "seen": seen}

    def perform(self, form: forms.SignOffForm) -> None:
        actions.sign_off(
            self.object, capacity=self.capacity, by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return reverse("documents:documents", args=[self.object.review_id]) + "#sign-off"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("documents:documents", args=[self.object.review_id])
        words = presenters.signing_words(self.capacity, self.object, self.request.user)
        return super().get_context_data(
            heading=words,
            caption=str(self.object),
            covers=presenters.covered_words(covered(self.object)),
            back_url=back,
            cancel_url=back,
            **kwargs,
        )


class Submit(ActionView):
    """Submitting a round: a last look for the CSP; for the secretariat, what came by e-mail."""

    model = Round
    policy = staticmethod(policies.may_open_submit_page)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation")

    @property
    def is_on_behalf(self) -> bool:
        return side_of(self.request.user, self.object.review) is Side.HOME_OFFICE

    def get_form_class(self) -> Any:
        return forms.ReceivedForm if self.is_on_behalf else forms.SubmitForm

    def get_template_names(self) -> list[str]:
        return ["form.html" if self.is_on_behalf else "documents/submit.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"qa_round": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.is_on_behalf else {"seen": fingerprint(covered(self.object))}

    def perform(self, form: Any) -> None:
        by = self.request.user
        if self.is_on_behalf:
            self.submission = actions.receive_submission(
                self.object, received=form.received, by=by, **form.told
            )
        else:
            self.submission = actions.submit_round(self.object, by=by, **form.cleaned_data)
        messages.success(self.request, "The submission is recorded. It stays as it is.")

    def get_success_url(self) -> str:
        return self.submission.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(
            heading=policies.SUBMITTING[Stage(self.object.stage)].label,
            submit_label=policies.SUBMITTING[Stage(self.object.stage)].label,
            caption=str(self.object),
            **kwargs,
        )
        if self.is_on_behalf:
            return page | {
                "heading": "Record what came by e-mail",
                "intro": "It is kept as the CSP’s submission, as it is, for both sides.",
                "submit_label": "Record the submission",
            }
        return page | presenters.submit_page(self.object, self.request.user)


class SubmissionPage(ShowsDocument, ScopedDetailView):
    shown = "documents.submission_viewed"
    model = Submission
    template_name = "documents/submission.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "by", "change__corrected_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.submission_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class VersionFile(ScopedDetailView):
    """The bytes of a version, unchanged, for everybody who may see that version."""

    model = DocumentVersion

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("file")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.is_in_storage:
            return refused(self.request, MISSING, self.object)
        return hand_out(self.object.file, self.request, note_download)


class ChoosePartnership(ScopedListView):
    """For which CSP something came by e-mail; only the secretariat is asked."""

    model = Organisation
    template_name = "documents/choose_partnership.html"

    def narrow(self, queryset: Any) -> Any:
        partnerships = queryset.filter(kind=OrganisationKind.CSP)
        return partnerships if self.request.user.is_qa_officer else queryset.none()


class ReceiveReview(ActionView):
    model = Organisation
    form_class = forms.ReceiveReviewForm
    policy = staticmethod(may_receive_review)
    heading = "Record a review that came by e-mail"
    submit_label = "Record the review"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.object}

    def perform(self, form: forms.ReceiveReviewForm) -> None:
        self.submission = actions.receive_review(
            self.object,
            received=form.received,
            by=self.request.user,
            **form.told,
            **form.details,
        )

    def get_success_url(self) -> str:
        return self.submission.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("documents:choose_partnership")
        return super().get_context_data(
            caption=self.object.name, back_url=back, cancel_url=back, **kwargs
        )
