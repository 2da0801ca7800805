"""Where the packs of a round are."""

from django.urls import path

from packs import views

app_name = "packs"
urlpatterns = [
    path("rounds/<int:pk>/pack/", views.PackPage.as_view(), name="pack"),
    path("rounds/<int:pk>/pack/make/", views.MakePack.as_view(), name="make"),
    path("packs/<int:pk>/download/", views.DownloadPack.as_view(), name="download"),
]
