"""The pages of a legend, of the end of an action, and of the look after its completion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property

from access.changes import changed_by
from access.conflicts import Who
from access.generic import ActionView
from accounts.models import Organisation, OrganisationKind
from actionplans import actions, keeping_actions, keeping_forms, policies
from actionplans.models import Action, Legend
from actionplans.ratings import legend_of


class EditLegend(ActionView):
    """What the ratings mean at one CSP."""

    model = Organisation
    form_class = keeping_forms.LegendForm
    template_name = "actionplans/legend.html"
    policy = staticmethod(policies.may_edit_legend)
    heading = "What the ratings mean"
    submit_label = "Save legend"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).filter(kind=OrganisationKind.CSP)

    @cached_property
    def legend(self) -> Legend:
        return Legend.of(self.object.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"legend": self.legend}

    def perform(self, form: Any) -> None:
        keeping_actions.edit_legend(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(
            self.request, "The legend is saved. Ratings given before keep their words."
        )

    def saved_by(self) -> dict[str, Who]:
        return changed_by(self.legend)

    def get_success_url(self) -> str:
        return reverse("actionplans:legend", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("actionplans:plans", args=[self.object.pk])
        words = {"caption": self.object.name, "back_url": back, "cancel_url": back}
        context = super().get_context_data(**words | kwargs)
        if context["form"].non_field_errors():
            now = Legend.of(self.object.pk)
            context["saved"] = [(rating.colour, rating.words) for rating in legend_of(now.words)]
        return context


class OneAction(ActionView):
    """Something said of one action, and back to its page."""

    model = Action

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("recommendation__review")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=str(self.object), **kwargs)


class GiveUp(OneAction):
    form_class = keeping_forms.EndForm
    policy = staticmethod(policies.may_give_up)
    heading = "Not taken forward"
    intro = "The action ends here. It stays in the plan with its reason, and can be taken up again."
    submit_label = "Save"
    happens = staticmethod(keeping_actions.give_up)
    told = "The action is not taken forward."

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version}

    def perform(self, form: Any) -> None:
        self.happens(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, self.told)


class TakeUp(GiveUp):
    policy = staticmethod(policies.may_take_up)
    heading = "Take the action up again"
    intro = (
        "The action is open again from this day. What was said when it ended stays in its history."
    )
    happens = staticmethod(keeping_actions.take_up)
    told = "The action is open again."


class Look(OneAction):
    form_class = keeping_forms.LookForm
    policy = staticmethod(policies.may_look)
    heading = "Is it still in place?"
    submit_label = "Save what was found"

    def perform(self, form: Any) -> None:
        actions.add_update(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "What was found is in the plan.")
