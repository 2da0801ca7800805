"""Where a person is signed in, and how long they stay so."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from access.verdict import Refused
from accounts import session_actions, sessions
from accounts.time_limits import Left, left_of
from govuk.words import count

ALL_OTHERS = "others"
HAS_ENDED = "That session had already ended."


class Sessions(TemplateView):
    """The list of a person's own sessions; POST ends one of them, or all but this one."""

    template_name = "accounts/sessions.html"
    request: Any  # its user is signed in: the middleware has seen to that

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = sessions.places_of(self.request.user, this=self.request.session.session_key)
        return super().get_context_data(**kwargs) | {"places": places, "others": ALL_OTHERS}

    def post(self, request: Any) -> HttpResponse:
        chosen = request.POST.get("session", "")
        try:
            done = _end_others(request) if chosen == ALL_OTHERS else _end_one(request, chosen)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("accounts:sessions")


def _end_others(request: Any) -> str:
    user, this = request.user, request.session.session_key
    ended = session_actions.end_other_sessions(user, this=this, by=user)
    return f"You have been signed out of {count(ended, 'other session,other sessions')}."


def _end_one(request: Any, number: str) -> str:
    session = sessions.session_of(request.user, number)
    if session is None:
        return HAS_ENDED
    session_actions.end_session(session, by=request.user)
    return "You have been signed out there."


@method_decorator(login_not_required, name="dispatch")
class TimeLeft(View):
    """Tells a page how many seconds are left, without counting as use; nothing of whom, to anybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return _told(left_of(request.session) if request.user.is_authenticated else Left(0, 0))


class StaySignedIn(View):
    """Somebody is still there: the middleware has noted it."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return _told(left_of(request.session))


def _told(left: Left) -> JsonResponse:
    return JsonResponse({"idle": left.idle, "whole": left.whole})
