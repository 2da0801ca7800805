"""Where the record of changes is."""

from django.urls import path

from history import views

app_name = "history"
urlpatterns = [
    path("reviews/<int:pk>/history/", views.ReviewRecord.as_view(), name="review"),
    path("reviews/<int:pk>/history/file/", views.ReviewRecordFile.as_view(), name="review_file"),
    path(
        "organisations/<int:pk>/history/", views.OrganisationRecord.as_view(), name="organisation"
    ),
    path(
        "organisations/<int:pk>/history/file/",
        views.OrganisationRecordFile.as_view(),
        name="organisation_file",
    ),
]
