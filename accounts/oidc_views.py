"""To a council's sign-in service and back."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View
from requests import RequestException

from accounts import oidc, oidc_actions, providers

NOT_REACHED = (OAuth2Error, RequestException)


@method_decorator(login_not_required, name="dispatch")
class SignInThrough(View):
    """Sends somebody to their council's sign-in service.

    By a link: a browser lets no form lead to another site (`form-action`). So only our own page may
    begin it, as browsers tell; of allauth's own parameters in the address none is read.
    """

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        exchange = _exchange(request, key)
        if request.user.is_authenticated:
            return redirect("home")
        if request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site"):
            return redirect("accounts:sign_in")
        nonce = get_random_string(32)
        try:
            return exchange.get_provider().redirect(
                request,
                AuthProcess.LOGIN,
                next_url=_next(request),
                nonce=nonce,
                auth_params={"nonce": nonce},
            )
        except NOT_REACHED as fault:
            return providers.turned_away(request, key, fault)


class _Callback(OAuth2CallbackView):
    adapter: providers.Exchange

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        """The nonce of this attempt is in its state, which is in the session and is taken out once."""
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


@method_decorator(login_not_required, name="dispatch")
class SignInBack(View):
    """Somebody comes back from the service, with a code or without one."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        exchange = _exchange(request, key)
        try:
            return _Callback.adapter_view(exchange)(request)
        except NOT_REACHED as fault:
            return providers.turned_away(request, key, fault)


class Unlink(View):
    """Ends the link of a person's own account to a service."""

    def post(self, request: Any) -> HttpResponse:
        for link, name in providers.links_of(request.user):
            if str(link.pk) == request.POST.get("link"):
                oidc_actions.unlink_service(link, by=request.user)
                messages.success(request, f"Your account is not linked to {name} any more.")
        return redirect("accounts:account")


def _exchange(request: HttpRequest, key: str) -> providers.Exchange:
    if key not in oidc.services():
        raise Http404
    return providers.Exchange(request, key)


def _next(request: HttpRequest) -> str | None:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else None
