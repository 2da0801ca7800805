"""The CSP's own pages: which agencies were asked, one link, and what an agency sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from access.generic import ActionView, ScopedDetailView
from actionplans.models import Action, Legend
from agencies import actions, forms, policies, presenters
from agencies.models import AgencyLink, AgencyUpdate
from agencies.naming import Named, agencies_in, as_written
from reviews.models import Review


class Links(ScopedDetailView):
    """Who was asked, and what waits."""

    model = Review
    template_name = "agencies/links.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.links_page(self.object, self.request.user, self.request.GET)
        return super().get_context_data(**kwargs) | page


class Ask(ActionView):
    model = Review
    form_class = forms.AskForm
    policy = staticmethod(policies.may_ask)
    heading = "Ask an agency"
    submit_label = "Send the link"
    intro = (
        "The contact gets a link by e-mail, and needs no account. It shows the actions of the agency "
        "in this review, and nothing else of it."
    )

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation")

    @cached_property
    def named(self) -> list[Named]:
        return agencies_in(Action.visible_to(self.request.user).of_review(self.object))

    def get_initial(self) -> dict[str, Any]:
        """The agency that the address names, as the plan writes it."""
        return {"agency": as_written(self.request.GET.get("agency", ""), self.named)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agencies": self.named}

    def perform(self, form: Any) -> None:
        self.link = actions.ask_agency(self.object, by=self.request.user, **form.cleaned_data)
        say_whether_sent(self.request, self.link)

    def get_success_url(self) -> str:
        return self.link.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("agencies:links", args=[self.object.pk])
        return super().get_context_data(
            caption=self.object.name, back_url=back, cancel_url=back, **kwargs
        )


class Link(ScopedDetailView):
    """One link: whom it asks, what it brought, and when it was used."""

    model = AgencyLink
    template_name = "agencies/link.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review", "asked_by", "by", "withdrawn_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.link_page(self.object, self.request.user, self.request.GET)
        return super().get_context_data(**kwargs) | page


class LinkActionView(ActionView):
    """Something done to a link as it was seen, and back to its page."""

    model = AgencyLink

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review", "asked_by", "by", "withdrawn_by")

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        caption = f"{self.object.agency}, {self.object.contact}"
        return super().get_context_data(caption=caption, **kwargs)


class SendAgain(LinkActionView):
    form_class = forms.SendAgainForm
    policy = staticmethod(policies.may_send_again)
    heading = "Send the link again"
    submit_label = "Send the link again"
    intro = (
        "The contact gets a new link by e-mail, in your name. Links that were sent before stop working. "
        "What the contact has sent stays here."
    )

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"last_day": forms.usual_last_day(self.object)}

    def perform(self, form: Any) -> None:
        link = actions.send_again(self.object, by=self.request.user, **form.cleaned_data)
        say_whether_sent(self.request, link)


class Withdraw(LinkActionView):
    form_class = forms.WithdrawForm
    policy = staticmethod(policies.may_withdraw)
    heading = "Withdraw the link"
    submit_label = "Withdraw the link"
    intro = (
        "It stops working at once, and cannot be sent again. What the contact has sent stays here. "
        "The contact is not told: write to them if they should know why."
    )

    def perform(self, form: Any) -> None:
        actions.withdraw(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The link does not work any more.")


class SentUpdate:
    """An agency's update with all that its pages say of it."""

    model = AgencyUpdate
    request: Any

    def narrow(self, queryset: Any) -> Any:
        return presenters.told_by(queryset)


class Received(SentUpdate, ScopedDetailView):
    """What an agency sent, beside its action as it stands; and what became of it, or what can be done."""

    template_name = "agencies/received.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may decide has the form on this page, and what they typed into it before."""
        with_form: Any = TakeIn.as_view()
        if policies.may_decide(self.request.user, self.get_object()):
            return with_form(request, *args, **kwargs)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.received_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class TakeIn(SentUpdate, ActionView):
    """The form of that page; somebody who comes too late reads who decided what."""

    form_class = forms.TakeInForm
    template_name = "agencies/received.html"
    policy = staticmethod(policies.may_decide)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | taking_in(self.object)

    @property
    def form_page(self) -> str:
        return reverse("agencies:take_in", args=[self.object.pk])

    def perform(self, form: Any) -> None:
        actions.take_in(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The update is in the plan.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.received_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class Return(SentUpdate, ActionView):
    form_class = forms.ReturnForm
    template_name = "agencies/return.html"
    policy = staticmethod(policies.may_decide)
    heading = "Return the update"
    submit_label = "Return the update"

    def perform(self, form: Any) -> None:
        actions.send_back(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The update was returned.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            caption=f"{self.object.link.agency}, {self.object.action}",
            intro=presenters.what_returning_does(self.object),
            **kwargs,
        )


def taking_in(update: AgencyUpdate) -> dict[str, Any]:
    """What the form needs to know beside what was typed."""
    return {"update": update, "legend": Legend.of(update.link.review.organisation_id).words}


def say_whether_sent(request: HttpRequest, link: AgencyLink) -> None:
    """That the e-mail went, if it did; if not, the link's own page says so as long as it is true."""
    sent = AgencyLink.visible_to(request.user).filter(pk=link.pk, mailed_at__isnull=False)
    if sent.exists():
        messages.success(request, f"The link was sent to {link.email}.")
