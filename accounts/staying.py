"""Signs people out when their time is over, and loses nothing that they send too late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.generic import typed_in
from access.middleware import sign_in_url, way_back
from accounts import session_actions, sessions
from accounts.time_limits import Left, begin, left_of, use

READING = ("GET", "HEAD")


def begun(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Hears Django's own signal, so that no way of signing in can forget it."""
    begin(request.session)
    sessions.note(request, user)


class TimeLimits:
    """Stands between the check for forged forms and the one that asks people to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        left = left_of(request.session)
        if left.is_over:
            return _over(request, view, left)
        if not _by_script(request) and use(request.session):
            sessions.note(request, request.user)
        request.time_left = left_of(request.session)
        return None


def _by_script(request: HttpRequest) -> bool:
    """Whether a page asks by itself; nobody has done anything. Browsers say so since 2023."""
    return request.method in READING and request.headers.get("Sec-Fetch-Dest") == "empty"


def _over(request: Any, view: Any, left: Left) -> HttpResponse | None:
    """A script changes nothing and is told; of a person the session ends, whatever they wanted.

    A page that stands open to everybody is then shown to them as to anybody.
    """
    is_open = not getattr(view, "login_required", True)
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return None if is_open else HttpResponse(status=401)
    if is_open:
        logout(request)
        return None
    return _read(request, left) if request.method in READING else _sent(request, view, left)


def _read(request: HttpRequest, left: Left) -> HttpResponse:
    logout(request)
    messages.info(request, f"You have been signed out, because {left.why_over}. Sign in to go on.")
    return redirect_to_login(request.get_full_path())


def _sent(request: Any, view: Any, left: Left) -> HttpResponse:
    """What was sent is kept for the person whose session it was, and for nobody else."""
    typed, user = typed_in(request), request.user
    kept = session_actions.keep_text(user, page=request.path, data=request.POST, by=user)
    logout(request)
    told = {
        "why": left.why_over,
        "kept": kept is not None,
        "typed": [] if kept else typed,
        "sign_in_url": sign_in_url(way_back(request, view)),
    }
    return render(request, "signed_out.html", told, status=403)
