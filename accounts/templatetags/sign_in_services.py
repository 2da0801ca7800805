"""The councils' sign-in services on the pages where people meet them: to sign in through, and to unlink."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django import template

from accounts import oidc, providers
from accounts.models import User

register = template.Library()


@register.inclusion_tag("accounts/_services.html", takes_context=True)
def sign_in_services(context: Any) -> dict[str, Any]:
    services = oidc.services().values()
    return {"services": services, "next": get_next_redirect_url(context["request"])}


@register.inclusion_tag("accounts/_linked_services.html", takes_context=True)
def linked_services(context: Any, user: User) -> dict[str, Any]:
    return {"links": providers.links_of(user), "csrf_token": context["csrf_token"]}
