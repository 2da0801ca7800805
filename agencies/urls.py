"""Where agencies are asked and answer, and where the CSP reads what they sent."""

from django.urls import path

from agencies import public_urls, views

app_name = "agencies"
urlpatterns = [
    path("reviews/<int:pk>/agencies/", views.Links.as_view(), name="links"),
    path("reviews/<int:pk>/agencies/ask/", views.Ask.as_view(), name="ask"),
    path("agency-links/<int:pk>/", views.Link.as_view(), name="link"),
    path("agency-links/<int:pk>/send-again/", views.SendAgain.as_view(), name="send_again"),
    path("agency-links/<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("agency-updates/<int:pk>/", views.Received.as_view(), name="received"),
    path("agency-updates/<int:pk>/take-in/", views.TakeIn.as_view(), name="take_in"),
    path("agency-updates/<int:pk>/return/", views.Return.as_view(), name="return"),
    *public_urls.urlpatterns,
]
