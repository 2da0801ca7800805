"""The pages to which django-allauth itself leads, under the names that it knows; there are no others of its own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts import second_step_views, views
from accounts.asking import before_second_step

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", login_not_required(views.SignOut.as_view()), name="account_logout"),
    path("sign-in/second-step/", second_step_views.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", second_step_views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path(
        "account/confirm/",
        before_second_step(second_step_views.Confirm.as_view()),
        name="account_reauthenticate",
    ),
]
