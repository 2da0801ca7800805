"""Where everything is."""

from django.conf import settings
from django.urls import include, path

from dhr_qa import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("", include("accounts.urls")),
    path("", include("reviews.urls")),
    path("", include("feedback.urls")),
    path("", include("actionplans.urls")),
    path("", include("packs.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("design-system/", include("govuk.urls")))
