"""What holds for every request: who may come in, what may be kept, and in which letters it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from access.generic import typed_in

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignedIn(LoginRequiredMiddleware):
    """Sends people to sign in; what somebody typed for too long is shown, so that it is not lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if typed := typed_in(request):
            told = {"typed": typed, "sign_in_url": sign_in_url(way_back(request, view_func))}
            return render(request, "signed_out.html", told, status=403)
        return super().handle_no_permission(request, view_func)


def sign_in_url(then: str) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': then})}"


def way_back(request: HttpRequest, view_func: Any) -> str:
    """Where somebody goes on after signing in: the page that they sent, or the one that its button is on."""
    if hasattr(getattr(view_func, "view_class", None), "get"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"


class KeptByNobody:
    """Case material does not come back with the Back button after somebody has signed out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class SameOrigin:
    """No other site can load anything from here, not even as a picture or a script."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Utf8Only:
    """Our own forms send UTF-8. Other encodings come from nobody who means well, and some are traps."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            return HttpResponseBadRequest("Send the form as UTF-8.", content_type="text/plain")
        return self.get_response(request)
