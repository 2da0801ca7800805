"""Where signing in and a person's account are."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts import oidc_views, people_urls, second_step_views, session_views, views
from accounts.asking import before_second_step

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", login_not_required(views.SignOut.as_view()), name="sign_out"),
    path("account/", views.Account.as_view(), name="account"),
    path("account/sessions/", session_views.Sessions.as_view(), name="sessions"),
    path("account/time-left/", session_views.TimeLeft.as_view(), name="time_left"),
    path("account/stay/", before_second_step(session_views.StaySignedIn.as_view()), name="stay"),
    path("account/unlink/", oidc_views.Unlink.as_view(), name="unlink"),
    path("sign-in/with/<slug:key>/", oidc_views.SignInThrough.as_view(), name="sign_in_through"),
    path("sign-in/with/<slug:key>/back/", oidc_views.SignInBack.as_view(), name="sign_in_back"),
    path(
        "account/password/",
        before_second_step(views.ChangePassword.as_view()),
        name="change_password",
    ),
    path("account/signing-in/", second_step_views.SigningIn.as_view(), name="signing_in"),
    path(
        "account/second-step/",
        before_second_step(second_step_views.SetUp.as_view()),
        name="set_up_second_step",
    ),
    path(
        "account/second-step/app/",
        before_second_step(second_step_views.AddApp.as_view()),
        name="add_app",
    ),
    path(
        "account/second-step/passkey/",
        before_second_step(second_step_views.AddPasskey.as_view()),
        name="add_passkey",
    ),
    path(
        "account/second-step/<int:pk>/remove/",
        second_step_views.Remove.as_view(),
        name="remove_second_step",
    ),
    path(
        "account/recovery-codes/", second_step_views.RecoveryCodes.as_view(), name="recovery_codes"
    ),
    path(
        "account/recovery-codes/file/",
        second_step_views.DownloadCodes.as_view(),
        name="download_codes",
    ),
    path("account/recovery-codes/new/", second_step_views.MakeCodes.as_view(), name="make_codes"),
    path(
        "account/reset/", login_not_required(views.ResetPassword.as_view()), name="reset_password"
    ),
    path(
        "account/reset/<uidb64>/<token>/",
        login_not_required(views.ConfirmReset.as_view()),
        name="confirm_reset",
    ),
    *people_urls.urlpatterns,
]
