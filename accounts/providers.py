"""What django-allauth is told about the sign-in services of councils, and what of its own ways is closed.

allauth keeps the state, PKCE and the exchange of the code. Ours are: services come from the environment
only, the nonce, the signature of the ID token, and who may come in.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from accounts import oidc, oidc_actions, sign_in_actions
from accounts.models import User, account_with
from accounts.oidc import Claims, NotTrusted, Service

logger = logging.getLogger(__name__)

BOTH_STEPS = "both_steps_by_service"  # in the session: the key of the account
NOT_SIGNED_IN = (
    "You could not be signed in through {service}. Try again, or sign in with your e-mail address and "
    "password. You need an account here with the e-mail address that you have there."
)


def is_through_both_steps(request: HttpRequest, user: User) -> bool:
    """Whether a sign-in service that demands a second step itself has vouched for them in this session."""
    return bool(request.session.get(BOTH_STEPS) == user.pk)


class Exchange(OpenIDConnectOAuth2Adapter):
    """One attempt to sign in: what is asked of the service, and what is made of its answers."""

    nonce = ""  # the view sets it, from the state of this attempt

    def get_provider(self) -> Council:
        return SocialAdapter(self.request).get_provider(self.request, self.provider_id)

    @cached_property
    def service(self) -> Service:
        return oidc.services()[self.provider_id]

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        try:
            return oidc.checked(_fetch(self.get_provider().server_url), self.service)
        except NotTrusted as fault:
            raise OAuth2Error(str(fault)) from fault

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("accounts:sign_in_back", args=[app.provider_id]))

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        return SocialToken(token=data["access_token"])  # used once, and kept nowhere

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> Any:
        try:
            claims = self._claims(token.token, kwargs["response"])
        except NotTrusted as fault:
            raise OAuth2Error(str(fault)) from fault
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _claims(self, access_token: str, response: dict[str, Any]) -> Claims:
        """Those of the ID token; the address from where it also may stand, if it is the same person's."""
        keys = _fetch(self.openid_config["jwks_uri"])
        token = response.get("id_token")
        claims = oidc.read_statement(token, keys=keys, service=self.service, nonce=self.nonce)
        if "email" in claims or "userinfo_endpoint" not in self.openid_config:
            return claims
        told = self._fetch_user_info(access_token)
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            raise NotTrusted("what is told of the person is somebody else's")
        return claims | {name: told[name] for name in ("email", "email_verified") if name in told}


class Council(OpenIDConnectProvider):
    """A service as allauth sees it; nothing that it says of a person is kept but the subject."""

    oauth2_adapter_class = Exchange

    def extract_uid(self, data: Claims) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: Claims) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Claims) -> list[Any]:
        return []

    def extract_common_fields(self, data: Claims) -> dict[str, Any]:
        return {}


class SocialAdapter(DefaultSocialAccountAdapter):
    """Lets in whoever has an account and is vouched for by a service that may do so; makes no accounts."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [
            _app(service)
            for service in oidc.services().values()
            if provider in (None, service.key, Council.id)
            and client_id in (None, service.client_id)
        ]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Council:
        return Council(request, app=self.get_app(request, provider, client_id))

    def get_requests_session(self) -> Any:
        """With a limit of time; a service that leads elsewhere is not followed."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> NoReturn:
        raise ImmediateHttpResponse(
            turned_away(request, provider.app.provider_id, exception or error)
        )

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        service, known = oidc.services()[sociallogin.account.provider], sociallogin.account
        user: User | None = sociallogin.user if sociallogin.user.pk else None
        try:
            user = user or account_with(oidc.address_of(sociallogin.claims, service))
            person = _let_in(user, service)
            if known.pk is None:
                known = oidc_actions.link_service(
                    person, service=service.key, subject=known.uid, by=person
                )
        except NotTrusted as fault:
            sign_in_actions.note_failure(user, what="service", by=None)
            raise ImmediateHttpResponse(turned_away(request, service.key, fault)) from fault
        sociallogin.account, sociallogin.user = known, person
        if oidc.vouches_for_both_steps(sociallogin.claims, service):
            request.session[BOTH_STEPS] = person.pk


def turned_away(request: HttpRequest, key: str, fault: Any) -> HttpResponse:
    """One sentence for whatever went wrong, so that nobody learns who has an account; the log has more."""
    logger.warning("Nobody was signed in through %s: %s", key, _told(fault))
    messages.error(request, NOT_SIGNED_IN.format(service=oidc.services()[key].name))
    return redirect("accounts:sign_in")


def links_of(user: User) -> list[tuple[SocialAccount, str]]:
    """The services through which this person signs in, with their names."""
    known = oidc.services()
    links = SocialAccount.objects.filter(user=user).order_by("pk")
    return [(link, known[link.provider].name) for link in links if link.provider in known]


def _let_in(user: User | None, service: Service) -> User:
    """Held at each sign-in, so that taking a domain away from a service closes what it opened."""
    if user is None:
        raise NotTrusted("no account has this e-mail address")
    if not user.is_active:
        raise NotTrusted("the account is closed")
    if user.email.rpartition("@")[2].lower() not in service.domains:
        raise NotTrusted("an account of a domain that the service does not vouch for")
    return user


def _app(service: Service) -> SocialApp:
    where = service.issuer.rstrip("/") + "/.well-known/openid-configuration"
    return SocialApp(
        provider=Council.id,
        provider_id=service.key,
        name=service.name,
        client_id=service.client_id,
        secret=service.client_secret,
        settings={"server_url": where, "oauth_pkce_enabled": True, "scope": ["openid", "email"]},
    )


def _fetch(address: str) -> Any:
    with SocialAdapter().get_requests_session() as session:
        answer = session.get(address)
        answer.raise_for_status()
        return answer.json()


def _told(fault: Any) -> str:
    """The kind of failure; of a failure that is not ours never the words, which may hold what was sent."""
    for each in (fault, getattr(fault, "__cause__", None)):
        if isinstance(each, NotTrusted):
            return str(each)
    return type(fault).__name__
