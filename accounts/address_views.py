"""The pages on which somebody changes their own e-mail address: asking for it, and the link that was sent there."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.generic import FormView

from access.verdict import Refused
from accounts import address_actions
from accounts.new_address import Wish, wish_in
from accounts.people_forms import AddressForm
from accounts.policies import may_take_address
from accounts.step_up import StepUp
from govuk.forms import GovukForm

ACCOUNT = reverse_lazy("accounts:account")
SENT = "If {} can be used, we have sent a link there. Your address changes when you open it."
UNKNOWN = "Check that you have opened the whole address, as it stands in the e-mail."


class ChangeEmail(StepUp, FormView):
    """The answer is the same whether or not somebody else has an account with that address."""

    request: Any
    form_class = AddressForm
    template_name = "form.html"
    extra_context = {
        "heading": "Change your e-mail address",
        "submit_label": "Send the link",
        "intro": "You sign in with it, and what we tell you goes there. We send a link to the new address first.",
        "back_url": ACCOUNT,
        "cancel_url": ACCOUNT,
    }

    def form_valid(self, form: Any) -> HttpResponse:
        user, email = self.request.user, form.cleaned_data["email"]
        try:
            address_actions.ask_for_address(user, email=email, by=user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, SENT.format(email))
        return redirect(ACCOUNT)


class ConfirmEmail(FormView):
    """Opened from the new mailbox, by the account that asked. GET changes nothing."""

    request: Any
    form_class = GovukForm
    template_name = "form.html"
    wish: Wish

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wish = wish_in(kwargs["token"])
        if wish is None:
            return self._closed(UNKNOWN, HTTPStatus.NOT_FOUND)
        if not (verdict := may_take_address(self.request.user, wish)):
            return self._closed(verdict.reason, HTTPStatus.GONE)
        self.wish = wish
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        try:
            address_actions.take_address(user, wish=self.wish, by=user)
        except Refused as refusal:
            return self._closed(str(refusal), HTTPStatus.GONE)
        messages.success(self.request, f"Your e-mail address is now {self.wish.to}.")
        return redirect(ACCOUNT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "heading": "Confirm your new e-mail address",
            "submit_label": "Change my address",
            "intro": f"From now on you sign in with {self.wish.to}, and no more with {self.wish.before}.",
            "cancel_url": ACCOUNT,
        }
        return super().get_context_data(**words | kwargs)

    def _closed(self, reason: str, status: HTTPStatus) -> HttpResponse:
        context = {"reason": reason, "back_url": reverse("accounts:account")}
        return render(self.request, "refused.html", context, status=status)
