"""Where the secretariat works."""

from django.urls import path

from qa_panel import views

app_name = "qa_panel"
urlpatterns = [
    path("queue/", views.Queue.as_view(), name="queue"),
    path("rounds/<int:pk>/take/", views.Take.as_view(), name="take"),
    path("rounds/<int:pk>/who-has-it/", views.ChangeHolder.as_view(), name="holder"),
    path("panel/", views.Month.as_view(), name="this_month"),
    path("panel/<int:year>/<int:month>/", views.Month.as_view(), name="month"),
    path(
        "panel/<int:year>/<int:month>/<int:day>/considered/",
        views.RecordConsidered.as_view(),
        name="considered",
    ),
]
