"""Changing many actions at once: what to change, a check page, and then all of them or none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.generic import ActionView
from accounts.models import Organisation, OrganisationKind
from actionplans import keeping_actions, policies
from actionplans.bulk_forms import ManyForm, Planned
from actionplans.models import Action, Legend
from actionplans.views import HeldReview
from govuk.words import count


class ChangeMany(ActionView):
    """The chosen actions come in the address; what is typed is checked before it is done.

    A subclass gives its form the actions to choose from and the legend.
    """

    form_class = ManyForm
    heading = "Change several actions"
    submit_label = "Check the changes"
    template_name = "actionplans/change_many.html"
    guards_a_row = False

    def get_initial(self) -> dict[str, Any]:
        return {"seen": ",".join(self.request.GET.getlist("action"))}

    def form_valid(self, form: ManyForm) -> HttpResponse:
        if form.cleaned_data["confirmed"]:
            return super().form_valid(form)
        planned = [Planned.of(action, form) for action in form.chosen]
        typed = {name: form.data[name] for name in form.data if name != "csrfmiddlewaretoken"}
        sent = list((typed | {"confirmed": "yes"}).items())
        context = self.get_context_data(form=form, planned=planned, sent=sent)
        return self.response_class(
            self.request, "actionplans/check_many.html", context, using=self.template_engine
        )

    def perform(self, form: ManyForm) -> None:
        keeping_actions.change_many(form.tokens, by=self.request.user, **form.details)
        changed = count(len(form.tokens), "action is,actions are")
        messages.success(self.request, f"{changed} changed.")

    def renewed(self) -> dict[str, Any]:
        """As the actions stand now; they are checked again before anything is done."""
        seen = self.get_form().chosen
        return {"seen": ",".join(action.seen for action in seen), "confirmed": ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        context = super().get_context_data(back_url=back, cancel_url=back, **kwargs)
        return context | {"chosen": context["form"].chosen}


class ChangePlan(HeldReview, ChangeMany):
    """Several actions of one plan."""

    policy = staticmethod(policies.may_edit_plan)

    def get_form_kwargs(self) -> dict[str, Any]:
        actions = Action.visible_to(self.request.user).of_review(self.object)
        legend = Legend.of(self.object.organisation_id)
        return super().get_form_kwargs() | {"among": actions, "legend": legend.words}

    def get_success_url(self) -> str:
        return reverse("actionplans:plan", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.name, **kwargs)


class ChangePlans(ChangeMany):
    """Several actions of all the plans of a CSP."""

    model = Organisation
    policy = staticmethod(policies.may_change_plans)

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).filter(kind=OrganisationKind.CSP)

    def get_form_kwargs(self) -> dict[str, Any]:
        actions = Action.visible_to(self.request.user).of_organisation(self.object)
        legend = Legend.of(self.object.pk)
        return super().get_form_kwargs() | {"among": actions, "legend": legend.words}

    def get_success_url(self) -> str:
        return reverse("actionplans:plans", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.name, **kwargs)
