"""Where signing in and a person's account are."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", login_not_required(views.SignOut.as_view()), name="sign_out"),
    path("account/", views.Account.as_view(), name="account"),
    path("account/password/", views.ChangePassword.as_view(), name="change_password"),
    path(
        "account/reset/", login_not_required(views.ResetPassword.as_view()), name="reset_password"
    ),
    path(
        "account/reset/<uidb64>/<token>/",
        login_not_required(views.ConfirmReset.as_view()),
        name="confirm_reset",
    ),
]
