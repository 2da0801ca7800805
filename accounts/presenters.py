"""What every page shows about the person who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

Link = tuple[str, str]
_LINKS: list[tuple[int, Callable[[User], Link | None]]] = []


def menu(*, place: int) -> Callable[[Any], Any]:
    """Let a room hang `link(user) -> (text, href) | None` into the menu; lower places stand first."""

    def register(link: Callable[[User], Link | None]) -> Callable[[User], Link | None]:
        _LINKS.append((place, link))
        _LINKS.sort(key=lambda entry: entry[0])
        return link

    return register


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The service navigation; empty for somebody who is not signed in."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    links = [found for _, link in _LINKS if (found := link(user))]
    return {
        "navigation": [
            {"text": text, "href": href, "current": request.path == href} for text, href in links
        ]
    }


@menu(place=10)
def reviews(user: User) -> Link:
    return "Reviews", reverse("home")


@menu(place=90)
def account(user: User) -> Link:
    return "Your account", reverse("accounts:account")
