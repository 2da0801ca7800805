"""Where the closing of a review is."""

from django.urls import path

from publication import views

app_name = "publication"
urlpatterns = [
    path("reviews/<int:pk>/closing/", views.Closing.as_view(), name="closing"),
    path("reviews/<int:pk>/closing/add/", views.AddDuty.as_view(), name="add"),
    path("reviews/<int:pk>/closing/withhold/", views.Withhold.as_view(), name="withhold"),
    path(
        "reviews/<int:pk>/closing/no-longer-withheld/",
        views.EndWithholding.as_view(),
        name="end_withholding",
    ),
    path("duties/<int:pk>/done/", views.RecordDuty.as_view(), name="record"),
    path("duties/<int:pk>/not-done/", views.TakeBackDuty.as_view(), name="take_back"),
    path("duties/<int:pk>/set-aside/", views.SetDutyAside.as_view(), name="set_aside"),
]
