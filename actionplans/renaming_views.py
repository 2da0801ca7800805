"""An agency gets another name in all the plans of a CSP: which one, a check page, and then all of them or none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from access.generic import ActionView
from accounts.models import Organisation, OrganisationKind
from actionplans import keeping_actions, policies
from actionplans.keeping_forms import RenameForm, Renaming
from actionplans.models import Action
from actionplans.naming import Named, agencies_in
from govuk.words import count


class RenameAgency(ActionView):
    """What is typed is checked before it is done."""

    model = Organisation
    form_class = RenameForm
    template_name = "actionplans/rename_agency.html"
    guards_a_row = False
    policy = staticmethod(policies.may_rename_agency)
    heading = "Rename an agency"
    submit_label = "Check the new name"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).filter(kind=OrganisationKind.CSP)

    @cached_property
    def agencies(self) -> list[Named]:
        actions = Action.visible_to(self.request.user).of_organisation(self.object).with_state()
        rows = actions.select_related("recommendation__review").prefetch_related("supporting")
        return agencies_in(rows.order_by("pk"))

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.request.GET.get("name", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agencies": self.agencies}

    def form_valid(self, form: RenameForm) -> HttpResponse:
        if form.cleaned_data["confirmed"]:
            return super().form_valid(form)
        context = self.get_context_data(form=form, renaming=Renaming.of(form))
        return self.response_class(
            self.request, "actionplans/check_rename.html", context, using=self.template_engine
        )

    def perform(self, form: RenameForm) -> None:
        name, to = form.cleaned_data["name"], form.cleaned_data["to"]
        agency = keeping_actions.rename_agency(
            self.object, name=name, to=to, seen=form.tokens, by=self.request.user
        )
        changed = count(len(agency.actions), "action,actions")
        messages.success(self.request, f"“{name}” is now “{to}” in {changed}.")

    def renewed(self) -> dict[str, Any]:
        """What has changed is shown on the check page, before anything is done."""
        return {"seen": "", "confirmed": ""}

    def get_success_url(self) -> str:
        return reverse("actionplans:plans", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": self.object.name, "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs) | {"agencies": self.agencies}
