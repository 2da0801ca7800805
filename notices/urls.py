"""Where the notices of a person are."""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", views.OpenNotice.as_view(), name="open"),
    path("notices/choices/", views.Choices.as_view(), name="choices"),
]
