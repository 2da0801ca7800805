"""What every page shows about the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The service navigation; empty for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    links = [("Reviews", reverse("home")), ("Your account", reverse("accounts:account"))]
    return {
        "navigation": [
            {"text": text, "href": href, "current": request.path == href} for text, href in links
        ]
    }
