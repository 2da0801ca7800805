"""Whether somebody has proven just now who they are, and the page that asks them to do so.

The page stands at the address that it guards and carries what was typed unseen, so that nothing is
kept between the asking and the going on, and nothing typed is lost. docs/adr/0032-signing-in.md says
why allauth's own way, which keeps the request in the session, was not taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from accounts import sign_in_actions
from accounts.second_step_forms import ConfirmForm

MINUTES = 15
PREFIX = "confirm"
THEN = f"{PREFIX}-then"  # what was asked for, "GET" or "POST": only our own page sends it
NEVER_CARRIED = ("csrfmiddlewaretoken", f"{PREFIX}-")


class StepUp:
    """Put before a view class: whoever has not proven who they are is asked first, and then goes on.

    They are asked where the view would answer, so that a row that is not theirs is still not there
    (404), and one that they may not act on is still refused (403). Files are not carried: the view's own form
    says that they have to be chosen again.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Django chooses the method by its name, after this; so none that a class has goes unguarded."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        own: Any = self
        guarded = {name: getattr(own, name) for name in own.http_method_names if hasattr(own, name)}
        for name, method in ({"post": own.http_method_not_allowed} | guarded).items():
            setattr(self, name, step_up(method))


def step_up(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`StepUp` for a view that is a function, or for the `dispatch` of a class that is not ours."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask(request) or view(request, *args, **kwargs)

    return asking


def is_proven(request: Any) -> bool:
    """Whether this person entered a password or a code, or used a passkey, within the last minutes."""
    since = time.time() - MINUTES * 60
    records = get_authentication_records(request, request.user)
    return any(record["at"] > since for record in records)


def ask(request: Any) -> HttpResponse | None:
    """The page that asks; None when there is nothing to ask, and the view may answer."""
    if THEN not in request.POST:
        return None if is_proven(request) else _page(request, ConfirmForm(request=request))
    form = ConfirmForm(request.POST, request=request)
    if not is_proven(request):
        if not form.is_valid():
            return _page(request, form)
        form.prove()
        sign_in_actions.note_step_up(request.user, means=form.means, by=request.user)
    if request.POST[THEN] != "POST":
        return redirect(request.get_full_path())
    request.POST = carried(request)  # as if nothing had come between
    return None


def carried(request: HttpRequest) -> QueryDict:
    """What was typed into the form that the person came from."""
    kept = QueryDict(mutable=True)
    for name, texts in request.POST.lists():
        if not name.startswith(NEVER_CARRIED):
            kept.setlist(name, texts)
    kept._mutable = False
    return kept


def _page(request: Any, form: ConfirmForm) -> HttpResponse:
    typed = [
        (name, text)
        for name, texts in carried(request).lists()
        for text in texts
        if "password" not in name
    ]
    context: dict[str, Any] = {
        "form": form,
        "typed": typed,
        "then": request.POST.get(THEN, request.method),
        "files": bool(request.FILES),
    }
    if "credential" in form.fields:
        context["options"] = begin_authentication(request.user)
    return render(request, "accounts/confirm.html", context)
