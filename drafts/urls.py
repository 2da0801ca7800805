"""Where drafts are kept, listed and thrown away."""

from django.urls import path

from drafts import views

app_name = "drafts"
urlpatterns = [
    path("drafts/", views.Drafts.as_view(), name="drafts"),
    path("drafts/save/", views.Save.as_view(), name="save"),
    path("drafts/forget/", views.Forget.as_view(), name="forget"),
]
