"""Signing in and out, and a person's own account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from accounts import forms


class SignIn(auth.LoginView):
    form_class = forms.SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    """Signs out on POST; a bookmark of the address leads home."""

    http_method_names = ["get", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("home")


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
    """A page of Django's own that says `done` when it has done its part."""

    template_name = "form.html"
    done = ""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, self.done)
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(_PasswordPage, auth.PasswordChangeView):
    form_class = forms.PasswordChangeForm
    success_url = reverse_lazy("accounts:account")
    done = "Your password has been changed."
    extra_context = {
        "heading": "Change your password",
        "submit_label": "Change password",
        "back_url": success_url,
    }


class ResetPassword(_PasswordPage, auth.PasswordResetView):
    form_class = forms.ResetForm
    success_url = reverse_lazy("accounts:sign_in")
    email_template_name = "accounts/reset_email.txt"
    subject_template_name = "accounts/reset_subject.txt"
    done = "If there is an account with that e-mail address, we have sent it a link. It works for one day."
    extra_context = {
        "heading": "Choose a new password",
        "intro": "Enter the e-mail address of your account. We will send a link to it.",
        "submit_label": "Send the link",
        "back_url": success_url,
    }


class ConfirmReset(_PasswordPage, auth.PasswordResetConfirmView):
    form_class = forms.NewPasswordForm
    success_url = reverse_lazy("accounts:sign_in")
    template_name = "accounts/confirm_reset.html"
    done = "Your new password is set. Sign in with it."
    extra_context = {"heading": "Choose a new password", "submit_label": "Set password"}
