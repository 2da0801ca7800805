"""Signing in and out, and a person's own account."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.models import Login
from allauth.core.internal.ratelimit import respond_429
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from accounts import forms, known_browsers, mail, sign_in_actions, throttling


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(NextRedirectMixin, RedirectAuthenticatedUserMixin, FormView):
    """The password; allauth leads on to the second step, if there is one."""

    request: Any
    form_class = forms.SignInForm
    template_name = "accounts/sign_in.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_next_url() or ""}

    def form_valid(self, form: Any) -> HttpResponse:
        login = Login(user=form.user, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {}, login)


class SignOut(auth.LogoutView):
    """Signs out on POST, or gives up between two steps; a bookmark of the address leads home."""

    http_method_names = ["get", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("home")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            sign_in_actions.note_sign_out(request.user, by=request.user)
        clear_login(request)
        return super().post(request, *args, **kwargs)


class Account(TemplateView):
    template_name = "accounts/account.html"

    request: Any  # its user is signed in: the middleware has seen to that

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = self.request.user.memberships.current().select_related("organisation")
        return super().get_context_data(**kwargs) | {
            "memberships": memberships.order_by("organisation__name"),
            "chaired": self.request.user.chaired_reviews.order_by("name"),
        }


class _PasswordPage(FormView):
    """A page that says `done` when it has done its part, so often as allauth's limit of this name allows."""

    template_name = "form.html"
    done = ""
    limit = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not consume(request, action=self.limit):
            return respond_429(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, self.done)
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(_PasswordPage, auth.PasswordChangeView):
    form_class = forms.PasswordChangeForm
    success_url = reverse_lazy("accounts:signing_in")
    limit = "reauthenticate"
    done = "Your password has been changed. Wherever else you were signed in, you are signed out."
    extra_context = {
        "heading": "Change your password",
        "submit_label": "Change password",
        "back_url": success_url,
    }

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        mail.tell_of_change(form.user)
        return response


class ResetPassword(_PasswordPage):
    """Says the same, and takes as long, whether or not somebody has the address."""

    form_class = forms.ResetForm
    limit = "reset_password"
    success_url = reverse_lazy("accounts:sign_in")
    done = "If there is an account with that e-mail address, we have sent it a link. It works for one day."
    extra_context = {
        "heading": "Choose a new password",
        "intro": "Enter the e-mail address of your account. We will send a link to it.",
        "submit_label": "Send the link",
        "back_url": success_url,
    }

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"].lower()
        if consume(self.request, action="reset_password_mail", key=email):
            mail.send_link(email, site=self.request.build_absolute_uri("/").rstrip("/"))
        return super().form_valid(form)


class ConfirmReset(_PasswordPage, auth.PasswordResetConfirmView):
    """Whoever reads the e-mails of an account may choose its password, and try it here at once."""

    form_class = forms.NewPasswordForm
    limit = "reset_password_from_key"
    success_url = reverse_lazy("accounts:sign_in")
    template_name = "accounts/confirm_reset.html"
    done = "Your new password is set. Sign in with it."
    extra_context = {"heading": "Choose a new password", "submit_label": "Set password"}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        throttling.begin_again(self.request, form.user)
        known_browsers.remember(self.request, response, form.user)
        mail.tell_of_change(form.user)
        return response
