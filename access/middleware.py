"""What holds for every request: who may come in, what may be kept, and in which letters it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from access.generic import typed_in

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignedIn(LoginRequiredMiddleware):
    """Sends people to sign in; what somebody typed for too long is shown, so that it is not lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if typed := typed_in(request):
            return render(request, "signed_out.html", {"typed": typed}, status=403)
        return super().handle_no_permission(request, view_func)


class KeptByNobody:
    """Case material does not come back with the Back button after somebody has signed out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
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
