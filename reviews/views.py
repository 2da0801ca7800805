"""The pages of a review: its home, its details, its files and its timeline."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from access.generic import ActionView, ScopedDetailView, ScopedListView
from accounts.models import Organisation
from reviews import actions, forms, policies, presenters
from reviews.downloads import hand_out
from reviews.models import Review, Round, StageChange, StoredFile
from reviews.sections import sections


class ChoosePartnership(ScopedListView):
    """Which CSP the new review is for; somebody who manages only one is taken straight on."""

    model = Organisation
    template_name = "reviews/choose_partnership.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.managed_by(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only = list(self.get_queryset()[:2])
        if len(only) == 1:
            return redirect("reviews:open", only[0].pk)
        return super().get(request, *args, **kwargs)


class OpenReview(ActionView):
    model = Organisation
    form_class = forms.ReviewForm
    heading = "Open a review"
    submit_label = "Open the review"

    policy = staticmethod(policies.may_open_review)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.object}

    def perform(self, form: forms.ReviewForm) -> None:
        self.review = actions.open_review(self.object, by=self.request.user, **form.details)

    def get_success_url(self) -> str:
        return self.review.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("home")
        words = {"caption": self.object.name, "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


class ReviewPage(ScopedDetailView):
    model = Review
    template_name = "reviews/review.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation", "chair")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, user = self.object, self.request.user
        rounds = list(Round.visible_to(user).filter(review=review))
        qa_round = presenters.chosen_round(rounds, self.request.GET.get("round", ""))
        qa_round.review = review
        steps = StageChange.visible_to(user).filter(round=qa_round).standing()
        since = steps.select_related("by").last()
        parts = sections(review, qa_round, user)
        next_steps = [part.next_step for part in parts if part.next_step]
        return super().get_context_data(**kwargs) | {
            "review": review,
            "round": qa_round,
            "other_rounds": [other for other in rounds if other != qa_round],
            "sections": parts,
            "next_step": next_steps[0] if next_steps else None,
            "choices": presenters.choices(user, qa_round),
            "turn": presenters.turn_words(qa_round, user, since),
            "stage_colour": presenters.stage_colour(qa_round),
            "since": since,
            "details": presenters.details(review),
            "may_edit": policies.may_edit_review(user, review),
            "holds": policies.holds(user, review),
            "may_record": policies.may_record(user, review),
        }


class EditReview(ActionView):
    model = Review
    form_class = forms.ReviewForm
    policy = staticmethod(policies.may_edit_review)
    heading = "Details of the review"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "organisation": self.object.organisation,
            "row": self.object,
        }

    def perform(self, form: forms.ReviewForm) -> None:
        version = form.cleaned_data["version"]
        actions.edit_review(self.object, version=version, by=self.request.user, **form.details)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(caption=self.object.name, **kwargs)
        if context["form"].non_field_errors():
            context["saved"] = presenters.details(self.get_object())
        return context


class Timeline(ScopedDetailView):
    """What happened to a review, and how many days each side had it."""

    model = Review
    template_name = "reviews/timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | presenters.timeline_page(
            self.object, self.request.user, self.request.GET
        )


class DownloadFile(ScopedDetailView):
    """The kept bytes, unchanged, always as a download: nothing of a user's is shown inline."""

    model = StoredFile

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        return hand_out(self.object, self.request, actions.note_download)
