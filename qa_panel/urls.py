"""Where the secretariat works."""

from django.urls import path

from qa_panel import marks_views, views

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
    path("rounds/<int:pk>/consider/", marks_views.Consider.as_view(), name="consider"),
    path("rounds/<int:pk>/consider/<int:number>/", marks_views.MarkArea.as_view(), name="mark"),
    path("rounds/<int:pk>/consider/issue/", marks_views.IssueMarks.as_view(), name="issue"),
    path("rounds/<int:pk>/panel-view/", marks_views.PanelViews.as_view(), name="views"),
]
