"""Where organisations, their people and invitations are; `urls.py` takes these in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts import address_views, invitation_views, people_views

urlpatterns = [
    path("organisations/", people_views.Organisations.as_view(), name="organisations"),
    path("organisations/<int:pk>/", people_views.OrganisationPage.as_view(), name="organisation"),
    path("organisations/<int:pk>/invite/", people_views.Invite.as_view(), name="invite"),
    path("organisations/<int:pk>/settings/", people_views.Settings.as_view(), name="settings"),
    path("organisations/<int:pk>/leave/", people_views.Leave.as_view(), name="leave"),
    path("roles/<int:pk>/another/", people_views.GiveRole.as_view(), name="give_role"),
    path("roles/<int:pk>/end/", people_views.EndRole.as_view(), name="end_role"),
    path(
        "invitations/<int:pk>/send-again/",
        people_views.SendInvitationAgain.as_view(),
        name="send_invitation_again",
    ),
    path(
        "invitations/<int:pk>/withdraw/",
        people_views.WithdrawInvitation.as_view(),
        name="withdraw_invitation",
    ),
    path(
        "invitation/<str:token>/",
        login_not_required(invitation_views.TakeUp.as_view()),
        name="invitation",
    ),
    path("account/name/", people_views.ChangeName.as_view(), name="change_name"),
    path("account/email/", address_views.ChangeEmail.as_view(), name="change_email"),
    path("account/email/<str:token>/", address_views.ConfirmEmail.as_view(), name="confirm_email"),
    path("account/close/", people_views.CloseAccount.as_view(), name="close_account"),
]
