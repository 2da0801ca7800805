"""Leads whoever is asked for a second step and has none to where they set one up, before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from access.generic import typed_in
from accounts.providers import is_through_both_steps

SET_UP = "accounts:set_up_second_step"


class SecondStepFirst:
    """Lets pass the pages for which nobody has to sign in, and those that say they need no second step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        is_open = not getattr(view, "login_required", True)
        if is_open or not getattr(view, "second_step_required", True):
            return None
        user: Any = request.user
        if not getattr(user, "lacks_second_step", False) or is_through_both_steps(request, user):
            return None
        if typed := typed_in(request):
            page = "accounts/set_up_second_step.html"
            return render(request, page, {"typed": typed}, status=403)
        return redirect(SET_UP)


def before_second_step(view: Any) -> Any:
    """A page that somebody may use who has to set up a second step first."""
    view.second_step_required = False
    return view
