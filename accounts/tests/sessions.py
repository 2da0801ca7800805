"""Browsers in which somebody is signed in, and what is kept of that."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import oidc_actions, sessions
from accounts.models import User

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(user: User, **headers: Any) -> Client:
    """A browser of this person's own, in which they have just signed in."""
    client = Client(headers={"User-Agent": FIREFOX} | headers)
    client.force_login(user)
    return client


def signed_in(user: User) -> UserSession:
    browser(user)
    return sessions.sessions_of(user)[-1]


def linked(user: User) -> SocialAccount:
    return oidc_actions.link_service(user, service="northbrook", subject="v-1", by=user)


def passes(client: Client, *, idle: int = 0, whole: int = 0) -> None:
    """So many seconds go by: since this browser was last used, or since it signed in."""
    session = client.session
    session["used_at"] -= idle
    session["began_at"] -= whole
    session.save()
