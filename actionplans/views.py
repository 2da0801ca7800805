"""The action plan of a review, the page of one action, and what can be done to either."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from access.generic import ActionView, ScopedDetailView
from actionplans import actions, forms, policies, presenters
from actionplans.exports.download import as_download, plan_name
from actionplans.exports.formats import FORMATS
from actionplans.exports.rows import copy_of
from actionplans.models import Action, ActionEnd, ActionUpdate, Legend, Recommendation
from actionplans.naming import agencies_in
from reviews.models import Review

PER_PAGE = 50


class HeldReview:
    """A review whose working papers the person may read; for anybody else there is no such page."""

    model = Review
    request: Any

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation")


class Plan(HeldReview, ScopedDetailView):
    """Every recommendation with its actions: is it moving?"""

    template_name = "actionplans/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, user = self.object, self.request.user
        legend = Legend.of(review.organisation_id)
        everything = Action.visible_to(user).of_review(review)
        known = presenters.known_of(everything.prefetch_related("supporting"))
        standing = presenters.Standing.among(known, legend.words)
        chosen = forms.PlanFilter.of(
            self.request.GET, user=user, agencies=agencies_in(known), legend=legend.words
        )
        rows = everything.with_state().prefetch_related("supporting")
        shown = chosen.narrow(rows.select_related("recommendation"))
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        waiting = Recommendation.visible_to(user).filter(review=review, actions__isnull=True)
        return super().get_context_data(**kwargs) | {
            "review": review,
            "standing": standing,
            "filter": chosen,
            "page": page,
            "groups": presenters.groups(page, legend),
            "pictures": presenters.plan_pictures(known, legend.words) if standing.actions else {},
            "waiting": [presenters.Group.of(row, []) for row in waiting],
            "may_edit": policies.may_edit_plan(user, review),
            "change_url": reverse("actionplans:change_plan", args=[review.pk]),
            "may_edit_legend": policies.may_edit_legend(user, review.organisation),
        }


class Export(HeldReview, ScopedDetailView):
    """The whole plan as it stands, as a file of one kind."""

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        form, today = self.kwargs["form"], timezone.localdate()
        if form not in FORMATS:
            raise Http404
        kind = FORMATS[form].type
        data = FORMATS[form].make(copy_of(self.object, on=today))
        actions.note_export(self.object, form=form, by=self.request.user)
        return as_download(data, plan_name(self.object.pk, today, kind), kind)


class ActionPage(ScopedDetailView):
    """One action: the template's columns, the areas it answers, and every update."""

    model = Action
    template_name = "actionplans/action.html"

    def narrow(self, queryset: Any) -> Any:
        rows = queryset.with_state().prefetch_related("supporting")
        return rows.select_related("recommendation__review__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action, user = self.object, self.request.user
        updates = ActionUpdate.visible_to(user).filter(action=action).select_related("by")
        ends = ActionEnd.visible_to(user).filter(action=action).select_related("by")
        return super().get_context_data(**kwargs) | presenters.action_page(
            action, list(updates.prefetch_related("evidence")), list(ends.order_by("-pk")), user
        )


class PlanActionView(ActionView):
    """Something done to the plan: named after its review, and back to the plan.

    Who is told that somebody else saved first reads beside the form what is saved now.
    """

    @property
    def review(self) -> Review:
        return self.object

    @property
    def row(self) -> Any:
        """The row that is edited; nothing when one is added."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.review, "row": self.row}

    def get_success_url(self) -> str:
        return reverse("actionplans:plan", args=[self.review.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": self.review.name, "back_url": back, "cancel_url": back}
        context = super().get_context_data(**words | kwargs)
        if self.row and context["form"].non_field_errors():
            context["saved"] = presenters.columns(self.get_object())
        return context


class AddRecommendation(HeldReview, PlanActionView):
    form_class = forms.RecommendationForm
    policy = staticmethod(policies.may_edit_plan)
    heading = "Add a recommendation"
    submit_label = "Save recommendation"

    def perform(self, form: forms.RecommendationForm) -> None:
        added = actions.add_recommendation(self.object, by=self.request.user, **form.details)
        messages.success(self.request, f"{added} is in the plan. Now add its actions.")


class EditRecommendation(PlanActionView):
    model = Recommendation
    form_class = forms.RecommendationForm
    policy = staticmethod(policies.may_edit_recommendation)
    heading = "Change a recommendation"
    submit_label = "Save recommendation"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review")

    @property
    def review(self) -> Review:
        return self.object.review

    @property
    def row(self) -> Recommendation:
        return self.object

    def perform(self, form: forms.RecommendationForm) -> None:
        version = form.cleaned_data["version"]
        actions.edit_recommendation(
            self.object, version=version, by=self.request.user, **form.details
        )


class AddAction(HeldReview, PlanActionView):
    form_class = forms.ActionForm
    policy = staticmethod(policies.may_add_action)
    heading = "Add an action"
    submit_label = "Save action"

    def get_initial(self) -> dict[str, Any]:
        return {"recommendation": self.request.GET.get("recommendation", "")}

    def perform(self, form: forms.ActionForm) -> None:
        under = form.cleaned_data["recommendation"]
        self.added = actions.add_action(under, by=self.request.user, **form.details)


class EditAction(PlanActionView):
    model = Action
    form_class = forms.ActionForm
    policy = staticmethod(policies.may_edit_action)
    heading = "Change an action"
    submit_label = "Save action"

    def narrow(self, queryset: Any) -> Any:
        return queryset.with_state().select_related("recommendation__review")

    @property
    def review(self) -> Review:
        return self.object.recommendation.review

    @property
    def row(self) -> Action:
        return self.object

    def perform(self, form: forms.ActionForm) -> None:
        data = form.cleaned_data
        actions.edit_action(
            self.object,
            version=data["version"],
            recommendation=data["recommendation"],
            by=self.request.user,
            **form.details,
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class AddUpdate(ActionView):
    model = Action
    form_class = forms.UpdateForm
    template_name = "actionplans/add_update.html"
    policy = staticmethod(policies.may_add_update)
    heading = "Add an update"
    submit_label = "Save update"

    def narrow(self, queryset: Any) -> Any:
        return queryset.with_state().select_related("recommendation__review")

    @cached_property
    def legend(self) -> Legend:
        return Legend.of(self.object.recommendation.review.organisation_id)

    def get_initial(self) -> dict[str, Any]:
        """A suggested rating comes in the address, with its reason."""
        return {name: self.request.GET.get(name, "") for name in ("rating", "reason")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"legend": self.legend.words}

    def perform(self, form: forms.UpdateForm) -> None:
        actions.add_update(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "Your update is in the plan.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = presenters.Row.of(self.object, self.legend)
        return super().get_context_data(caption=str(self.object), row=row, **kwargs)
