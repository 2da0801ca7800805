"""The pages of an organisation and its people: who works there, inviting, roles, settings, and leaving."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.generic import FormView

from access.generic import ActionView, ScopedDetailView, ScopedForm, ScopedListView
from access.verdict import Refused
from accounts import actions, invitation_actions, people_forms, people_presenters, policies
from accounts.models import Invitation, Membership, Organisation, Role
from accounts.step_up import StepUp


class Organisations(ScopedListView):
    """The organisations at which somebody has a role."""

    model = Organisation
    template_name = "accounts/organisations.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.belonging_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = people_presenters.workplaces(context["object_list"], self.request.user)
        return context | {"workplaces": rows}


class OrganisationPage(ScopedDetailView):
    """The people of an organisation, with their roles."""

    model = Organisation
    template_name = "accounts/organisation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = people_presenters.organisation_page(self.object, self.request.user, self.request.GET)
        return super().get_context_data(**kwargs) | page


class OneOrganisation(ActionView):
    """Something done to an organisation, and back to its page."""

    model = Organisation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.name, **kwargs)


class Invite(StepUp, OneOrganisation):
    form_class = people_forms.InviteForm
    policy = staticmethod(policies.may_look_after)
    heading = "Invite somebody"
    submit_label = "Send the invitation"
    intro = "They get an e-mail with a link that works for 7 days. You can withdraw it until they accept."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.object}

    def perform(self, form: Any) -> None:
        invitation = invitation_actions.invite(
            self.object, by=self.request.user, **form.cleaned_data
        )
        say_whether_sent(self.request, invitation)


class Settings(StepUp, OneOrganisation):
    form_class = people_forms.OrganisationForm
    policy = staticmethod(policies.may_look_after)
    heading = "Settings of the organisation"
    submit_label = "Save settings"

    def get_initial(self) -> dict[str, Any]:
        now = self.object
        return {"name": now.name, "second_factor": now.second_factor, "version": now.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.object}

    def perform(self, form: Any) -> None:
        actions.edit_organisation(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The settings are saved.")


class Leave(StepUp, OneOrganisation):
    form_class = people_forms.EndingForm
    template_name = "accounts/leave.html"
    policy = staticmethod(policies.may_leave)
    submit_label = "Leave"

    def narrow(self, queryset: Any) -> Any:
        return queryset.belonging_to(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        user, pk = self.request.user, self.object.pk
        roles = [role for role in Role if user.holds(role, pk)]
        known = {"ending": user, "organisation": self.object, "roles": roles}
        return super().get_form_kwargs() | known

    def perform(self, form: Any) -> None:
        actions.leave(self.object, by=self.request.user)
        messages.success(self.request, f"You have left {self.object}.")

    def get_success_url(self) -> str:
        return reverse("accounts:account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        means = people_presenters.what_leaving_means(self.request.user, self.object)
        heading = f"Leave {self.object}"
        return super().get_context_data(means=means, heading=heading, **kwargs)


class OneRole(StepUp, ActionView):
    """Something done to the role of somebody, and back to the page of the organisation."""

    model = Membership

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("user", "organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.organisation.name, **kwargs)


class GiveRole(OneRole):
    form_class = people_forms.GiveRoleForm
    policy = staticmethod(policies.may_give_another)
    submit_label = "Give this role"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"membership": self.object}

    def perform(self, form: Any) -> None:
        user, organisation = self.object.user, self.object.organisation
        role = Role(form.cleaned_data["role"])
        actions.give_role(user, role=role, organisation=organisation, by=self.request.user)
        messages.success(self.request, f"{user} is now {role.label} too.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"Give {self.object.user} another role"
        return super().get_context_data(heading=heading, **kwargs)


class EndRole(OneRole):
    form_class = people_forms.EndingForm
    policy = staticmethod(policies.may_end)
    submit_label = "End this role"

    def get_form_kwargs(self) -> dict[str, Any]:
        user, organisation = self.object.user, self.object.organisation
        known = {"ending": user, "organisation": organisation, "roles": [self.object.role]}
        return super().get_form_kwargs() | known

    def perform(self, form: Any) -> None:
        membership = actions.end_role(self.object, by=self.request.user)
        role, user = membership.get_role_display(), membership.user
        messages.success(self.request, f"{user} is not {role} any more.")

    def get_success_url(self) -> str:
        """Whoever ends the last of their own roles does not see the organisation any more."""
        still_there = self.object.organisation_id in self.request.user.workplaces
        return super().get_success_url() if still_there else reverse("accounts:account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role, user = self.object.get_role_display(), self.object.user
        return super().get_context_data(
            heading=f"End the role of {user} as {role}",
            intro=people_presenters.ending_words(self.object),
            **kwargs,
        )


class OneInvitation(ActionView):
    """Something done to an invitation, and back to the page of the organisation."""

    model = Invitation
    form_class = ScopedForm

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation", "by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.organisation.name, **kwargs)


class SendInvitationAgain(StepUp, OneInvitation):
    policy = staticmethod(policies.may_send_again)
    heading = "Send the invitation again"
    submit_label = "Send it again"

    def perform(self, form: Any) -> None:
        invitation = invitation_actions.send_again(self.object, by=self.request.user)
        say_whether_sent(self.request, invitation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = self.object
        intro = (
            f"{invitation.name} gets a new link at {invitation.email}, which works for 7 days. "
            "The link that was sent before stops working."
        )
        return super().get_context_data(intro=intro, **kwargs)


class WithdrawInvitation(OneInvitation):
    policy = staticmethod(policies.may_withdraw)
    heading = "Withdraw the invitation"
    submit_label = "Withdraw the invitation"

    def perform(self, form: Any) -> None:
        invitation_actions.withdraw(self.object, by=self.request.user)
        messages.success(self.request, "The invitation does not work any more.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = self.object
        intro = (
            f"The link that was sent to {invitation.email} stops working at once. {invitation.name} "
            "is not told: write to them if they should know why."
        )
        return super().get_context_data(intro=intro, **kwargs)


class ChangeName(FormView):
    """A person's own name, as others see it."""

    request: Any
    form_class = people_forms.NameForm
    template_name = "form.html"
    success_url = reverse_lazy("accounts:account")
    extra_context = {
        "heading": "Change your name",
        "submit_label": "Save name",
        "intro": "What you wrote before will carry your new name too.",
        "back_url": success_url,
        "cancel_url": success_url,
    }

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.request.user.name}

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        actions.rename_person(user, by=user, **form.cleaned_data)
        messages.success(self.request, "Your name has been changed.")
        return super().form_valid(form)


class CloseAccount(StepUp, FormView):
    """The end of an account that is needed for nothing any more."""

    request: Any
    form_class = people_forms.CloseForm
    template_name = "form.html"
    success_url = reverse_lazy("accounts:sign_in")
    extra_context = {
        "heading": "Close your account",
        "submit_label": "Close my account",
        "intro": "Nobody can sign in with it any more, and you cannot open it again yourself. "
        "What you wrote stays, with your name.",
        "back_url": reverse_lazy("accounts:account"),
        "cancel_url": reverse_lazy("accounts:account"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verdict = policies.may_close_own(self.request.user)
        if not verdict:
            return self.refuse(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        try:
            actions.close_account(user, by=user)
        except Refused as refusal:
            return self.refuse(str(refusal))
        logout(self.request)
        messages.success(self.request, "Your account is closed.")
        return redirect(self.get_success_url())

    def refuse(self, reason: str) -> HttpResponse:
        context = {"reason": reason, "back_url": reverse("accounts:account")}
        return render(self.request, "refused.html", context, status=HTTPStatus.FORBIDDEN)


def say_whether_sent(request: HttpRequest, invitation: Invitation) -> None:
    """That the e-mail went, if it did; if not, the page of the organisation says so."""
    sent = Invitation.visible_to(request.user).filter(pk=invitation.pk, mailed_at__isnull=False)
    if sent.exists():
        messages.success(request, f"The invitation was sent to {invitation.email}.")
