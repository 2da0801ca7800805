"""Where everything is."""

from django.conf import settings
from django.urls import include, path

from dhr_qa import views

handler404 = "access.generic.not_found"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("", include("accounts.urls")),
    path("", include("accounts.allauth_urls")),
    path("", include("reviews.urls")),
    path("", include("notices.urls")),
    path("", include("documents.urls")),
    path("", include("publication.urls")),
    path("", include("feedback.urls")),
    path("", include("qa_panel.urls")),
    path("", include("actionplans.urls")),
    path("", include("intake.urls")),
    path("", include("agencies.urls")),
    path("", include("packs.urls")),
    path("", include("history.urls")),
    path("", include("retention.urls")),
    path("", include("drafts.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("design-system/", include("govuk.urls")))
