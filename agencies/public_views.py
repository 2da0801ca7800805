"""The pages that an agency's contact opens by a link. Nobody signs in here: the link says which rows there are."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from django.views.generic.edit import FormMixin

from access.typed_views import CHOOSE_AGAIN
from access.verdict import Refused
from agencies import actions, limits
from agencies.links import signed_link
from agencies.models import AgencyLink, UseKind
from agencies.policies import NOT_THEIRS, how_it_stands, sender_works
from agencies.public_forms import AnswerForm
from agencies.public_presenters import Asked, asked
from audit.origin import current
from govuk.fields import printable

UNKNOWN = "Check that you have opened the whole address, as it stands in the e-mail."
SENT = "{action}: your update was sent to {csp}."
HEADINGS = {
    HTTPStatus.NOT_FOUND: "This link does not work",
    HTTPStatus.GONE: "This link has ended",
    HTTPStatus.TOO_MANY_REQUESTS: "Please wait",
}


@method_decorator(never_cache, name="dispatch")
class ThroughLink(TemplateView):
    """A page that opens while its link does. What somebody typed survives the end of the link."""

    link: AgencyLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self._refused_link() or self.opened(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def opened(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """It changes nothing but the log: the scanners of mail servers open links too."""
        self.note(UseKind.OPENED)
        return super().get(request, *args, **kwargs)

    def note(self, kind: UseKind) -> None:
        actions.note_use(self.link, kind=kind, address=current.get().address, by=self.link)

    def note_flood(self) -> None:
        if not limits.is_noted(self.link, UseKind.TOO_OFTEN):
            self.note(UseKind.TOO_OFTEN)

    def closed(self, reason: str, status: HTTPStatus, **more: Any) -> HttpResponse:
        """One sentence instead of the page, which names neither a review, an agency nor an action."""
        words = {"heading": HEADINGS[status], "reason": reason, "typed": typed(self.request)}
        return render(self.request, "agencies/public_closed.html", words | more, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = {"link": self.link, "csp": self.csp, "list_url": self.list_url}
        return super().get_context_data(**about | kwargs)

    @property
    def csp(self) -> str:
        return self.link.review.organisation.name

    @property
    def list_url(self) -> str:
        return reverse("agencies:answer", args=[self.kwargs["token"]])

    def _refused_link(self) -> HttpResponse | None:
        """The page that says why this one does not open, if it does not."""
        token = self.kwargs["token"]
        link = signed_link(token)
        if link is None:
            return self._unknown()
        self.link = link
        if not (verdict := limits.may_open(link)):
            self.note_flood()
            return self.closed(verdict.reason, HTTPStatus.TOO_MANY_REQUESTS)
        kind, verdict = how_it_stands(link, token)
        if verdict:
            return None
        self.note(kind)
        whom = {"csp": self.csp, "may_reply": bool(sender_works(link))}
        return self.closed(verdict.reason, HTTPStatus.GONE, **whom)

    def _unknown(self) -> HttpResponse:
        if verdict := limits.may_try(current.get().address):
            return self.closed(UNKNOWN, HTTPStatus.NOT_FOUND)
        return self.closed(verdict.reason, HTTPStatus.TOO_MANY_REQUESTS)


class Actions(ThroughLink):
    """What an agency is asked about, and what became of what it sent."""

    template_name = "agencies/public_actions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = asked(self.link, self.link.actions)
        shown = {
            "rows": rows,
            "open": [row for row in rows if not row.state],
            "ended": [row for row in rows if row.state],
            "has_sent": any(row.sent for row in rows),
        }
        return super().get_context_data(**shown | kwargs)


class Answer(FormMixin, ThroughLink):
    """One action, and the form for an update on it."""

    form_class = AnswerForm
    template_name = "agencies/public_answer.html"
    row: Asked

    def opened(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = asked(self.link, self.link.actions.filter(pk=kwargs["pk"]))
        if not found:
            self.note(UseKind.OPENED)
            words = {"heading": "This action is not one of yours", "list_url": self.list_url}
            return self.closed(NOT_THEIRS, HTTPStatus.NOT_FOUND, **words)
        [self.row] = found
        return super().opened(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not (verdict := limits.may_send(self.link)):
            self.note_flood()
            form.add_error(None, verdict.reason)
            return self.form_invalid(form, status=HTTPStatus.TOO_MANY_REQUESTS)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        sent = form.cleaned_data | {"address": current.get().address}
        try:
            actions.answer(self.link, action=self.row.action, by=self.link, **sent)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, SENT.format(action=self.row.name, csp=self.csp))
        return redirect(self.list_url)

    def form_invalid(self, form: AnswerForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
        """What was typed is still there; files are not, because a browser does not send them back."""
        self.note(UseKind.OPENED)
        if form.files and "evidence" not in form.errors:
            form.add_error("evidence", CHOOSE_AGAIN)
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"contact": self.link.contact, "is_open": not self.row.state}
        return super().get_form_kwargs() | known

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row, **kwargs)


def typed(request: HttpRequest) -> str:
    """The update that somebody sent, for copying where it could not be taken."""
    text: str = printable(request.POST.get("text", ""))
    return text
