"""The second step at sign-in, and the pages under "Your account" where it is set up, looked at and removed."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from access.verdict import Refused
from accounts import mail, second_steps, sign_in_actions
from accounts.qr import code_of
from accounts.second_step_forms import (
    AppForm,
    PasskeyAloneForm,
    PasskeyForm,
    PasskeyUsedForm,
    SecondStepForm,
)
from accounts.second_steps import Kind
from accounts.step_up import StepUp
from govuk.forms import GovukForm


class SecondStep(AuthenticateView):
    """After the password: a code, a passkey, or a recovery code."""

    form_class = SecondStepForm
    webauthn_form_class = PasskeyUsedForm
    template_name = "accounts/second_step.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        what = "code" if "code" in form.fields else "passkey"
        sign_in_actions.note_failure(form.user, what=what, by=None)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = second_steps.kinds(self.stage.login.user)
        return super().get_context_data(**kwargs) | {"kinds": kinds}


class PasskeySignIn(LoginWebAuthnView):
    """A passkey, instead of address, password and second step. The script of the sign-in page sends it."""

    form_class = PasskeyAloneForm

    def form_invalid(self, form: Any) -> HttpResponse:
        sign_in_actions.note_failure(None, what="passkey", by=None)
        for sentence in form.errors.get("credential", []):
            messages.error(self.request, sentence)
        return redirect("accounts:sign_in")


class Confirm(StepUp, View):
    """Where allauth itself leads whoever has to confirm who they are; back to where they came from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(get_next_redirect_url(request) or reverse("accounts:signing_in"))


class SigningIn(TemplateView):
    """What a person signs in with."""

    request: Any
    template_name = "accounts/signing_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = list(second_steps.of(user))
        codes = next((one for one in own if one.type == Kind.RECOVERY_CODES), None)
        return super().get_context_data(**kwargs) | {
            "app": next((one for one in own if one.type == Kind.TOTP), None),
            "passkeys": [one for one in own if one.type == Kind.WEBAUTHN],
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
            "asking": second_steps.asking(user).order_by("name"),
        }


class SetUp(TemplateView):
    """Where somebody is led who is asked for a second step and has none."""

    template_name = "accounts/set_up_second_step.html"


class _Adding(StepUp, FormView):
    """Adds a second step. With the first one come recovery codes, which are shown next."""

    request: Any
    heading = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"heading": self.heading}

    def form_valid(self, form: Any) -> HttpResponse:
        self.add(form)
        mail.tell_of_change(self.request.user)
        codes = second_steps.codes_of(self.request.user)
        is_new = codes is not None and not codes.wrap().did_view
        return redirect("accounts:recovery_codes" if is_new else "accounts:signing_in")

    def add(self, form: Any) -> None:
        raise TypeError(f"{type(self).__name__} adds nothing")


class AddApp(_Adding):
    form_class = AppForm
    template_name = "accounts/add_app.html"
    heading = "Set up an authenticator app"

    def add(self, form: Any) -> None:
        user = self.request.user
        sign_in_actions.add_app(user, secret=form.secret, by=user)
        clear_totp_secret(self.request)
        messages.success(self.request, "Your authenticator app is set up.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)
        secret = shown["form"].secret
        address = get_adapter().build_totp_url(self.request.user, secret)
        return shown | {
            "qr": code_of(address),
            "key": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "replaces": Kind.TOTP in second_steps.kinds(self.request.user),
        }


class AddPasskey(_Adding):
    form_class = PasskeyForm
    template_name = "accounts/add_passkey.html"
    heading = "Add a passkey"

    def add(self, form: Any) -> None:
        user, given = self.request.user, form.cleaned_data
        sign_in_actions.add_passkey(
            user, name=given["name"], credential=given["credential"], by=user
        )
        messages.success(self.request, f"“{given['name']}” is added.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = begin_registration(self.request.user, passwordless=True)
        return super().get_context_data(**kwargs) | {"options": options}


class Remove(StepUp, FormView):
    """Removes one second step, unless an organisation asks for one and it is the last."""

    request: Any
    form_class = GovukForm
    template_name = "form.html"
    success_url = reverse_lazy("accounts:signing_in")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        step = second_steps.step_of(request.user, kwargs["pk"])
        if step is None:
            raise Http404
        verdict = second_steps.may_remove(request.user, step)
        if not verdict:
            return _refused(request, verdict.reason)
        self.step = step
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            sign_in_actions.remove_second_step(self.step, by=self.request.user)
        except Refused as refusal:
            return _refused(self.request, str(refusal))
        mail.tell_of_change(self.request.user)
        messages.success(self.request, f"{second_steps.name_of(self.step)} is removed.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = second_steps.name_of(self.step)
        return super().get_context_data(**kwargs) | {
            "heading": f"Remove {name[:1].lower()}{name[1:]}?",
            "intro": "You can then no longer sign in with it.",
            "submit_label": "Remove",
            "back_url": self.success_url,
            "cancel_url": self.success_url,
        }


class _Codes(StepUp, View):
    """What has to do with somebody's recovery codes; whoever has no second step has none."""

    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        codes = second_steps.codes_of(request.user)
        if codes is None:
            raise Http404
        self.codes = codes
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(_Codes, TemplateView):
    """Shown until somebody says that they have kept them; POST says so."""

    template_name = "accounts/recovery_codes.html"

    def post(self, request: Any) -> HttpResponse:
        sign_in_actions.note_codes_kept(self.codes, by=request.user)
        messages.success(request, "You can now sign in with your second step.")
        return redirect("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = self.codes.wrap()
        unused = codes.get_unused_codes()
        shown = [] if codes.did_view else unused
        return super().get_context_data(**kwargs) | {"shown": shown, "left": len(unused)}


class DownloadCodes(_Codes):
    """The codes as a text file, as long as the page shows them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        codes = self.codes.wrap()
        if codes.did_view:
            raise Http404
        words = {"codes": codes.get_unused_codes(), "user": request.user}
        file = render(
            request, "accounts/recovery_codes.txt", words, content_type="text/plain; charset=utf-8"
        )
        file["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return file


class MakeCodes(_Codes, FormView):
    """New recovery codes instead of those from before."""

    form_class = GovukForm
    template_name = "form.html"
    success_url = reverse_lazy("accounts:recovery_codes")
    back_url = reverse_lazy("accounts:signing_in")

    def form_valid(self, form: Any) -> HttpResponse:
        sign_in_actions.make_recovery_codes(self.request.user, by=self.request.user)
        mail.tell_of_change(self.request.user)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Make new recovery codes?",
            "intro": "The codes that you have now will no longer work.",
            "submit_label": "Make new codes",
            "back_url": self.back_url,
            "cancel_url": self.back_url,
        }


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    told = {"reason": reason, "back_url": reverse("accounts:signing_in")}
    return render(request, "refused.html", told, status=403)
