"""The page that an invitation opens: a new account, or a role for one that there is. The link says whose it is."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from access.verdict import Refused
from accounts import invitation_actions, invitation_limits, policies
from accounts.invitations import invitation_from
from accounts.models import Invitation, account_with
from accounts.people_forms import JoinForm
from accounts.roles import DOES
from audit.origin import current
from govuk.forms import GovukForm

UNKNOWN = (
    "Check that you have opened the whole address, as it stands in the latest e-mail. "
    "An invitation that was sent again replaces the one before."
)
HEADINGS = {
    HTTPStatus.NOT_FOUND: "This invitation does not work",
    HTTPStatus.GONE: "This invitation has ended",
    HTTPStatus.TOO_MANY_REQUESTS: "Please wait",
}


class Guest(Enum):
    """Who has opened an invitation, as far as can be told."""

    NEW = "new"
    CLOSED = "closed"
    SIGNED_OUT = "signed_out"
    INVITED = "invited"
    SOMEBODY_ELSE = "somebody_else"


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class TakeUp(FormView):
    """GET changes nothing: the scanners of mail servers open links too."""

    request: Any
    template_name = "accounts/invitation.html"
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self._refused_link() or super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def get_form_class(self) -> Any:
        return JoinForm if self.guest is Guest.NEW else GovukForm

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"invitation": self.invitation} if self.guest is Guest.NEW else {}
        return super().get_form_kwargs() | known

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.invitation.name}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.guest not in (Guest.NEW, Guest.INVITED):
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self._joins(form) if self.guest is Guest.NEW else self._accepts()
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = self.invitation
        about = {
            "invitation": invitation,
            "does": DOES[invitation.role],
            "guest": self.guest.value,
            "closed": policies.CLOSED_HERE,
        }
        return super().get_context_data(**about | kwargs)

    def _joins(self, form: JoinForm) -> HttpResponse:
        invitation_actions.join(self.invitation, by=self.invitation, **form.chosen)
        messages.success(self.request, "Your account is ready. Sign in with it.")
        return redirect("accounts:sign_in")

    def _accepts(self) -> HttpResponse:
        accepted = invitation_actions.accept(self.invitation, by=self.request.user)
        role, organisation = accepted.get_role_display(), accepted.organisation
        messages.success(self.request, f"You are now {role} at {organisation}.")
        return redirect(accepted.get_absolute_url())

    def _refused_link(self) -> HttpResponse | None:
        """The page that says why this one does not open, if it does not."""
        invitation = invitation_from(self.kwargs["token"])
        if invitation is None:
            return self._unknown()
        self.invitation = invitation
        self.guest = guest(self.request.user, invitation)
        if verdict := policies.may_take_up(invitation):
            return None
        return self._closed(verdict.reason, HTTPStatus.GONE, may_sign_in=True)

    def _unknown(self) -> HttpResponse:
        if verdict := invitation_limits.may_try(current.get().address):
            return self._closed(UNKNOWN, HTTPStatus.NOT_FOUND)
        return self._closed(verdict.reason, HTTPStatus.TOO_MANY_REQUESTS)

    def _closed(self, reason: str, status: HTTPStatus, **more: Any) -> HttpResponse:
        words = {"heading": HEADINGS[status], "reason": reason}
        return render(self.request, "accounts/invitation_closed.html", words | more, status=status)


def guest(user: Any, invitation: Invitation) -> Guest:
    """The mailbox is theirs; the account must be, too, and it is the one that is signed in."""
    if user.is_authenticated:
        theirs = user.email.lower() == invitation.email.lower()
        return Guest.INVITED if theirs else Guest.SOMEBODY_ELSE
    account = account_with(invitation.email)
    if account is None:
        return Guest.NEW
    return Guest.SIGNED_OUT if account.is_active else Guest.CLOSED
