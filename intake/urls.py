"""Where plans are brought in, checked and confirmed."""

from django.urls import path

from intake import views

app_name = "intake"
urlpatterns = [
    path("reviews/<int:pk>/plan/bring-in/", views.BringPlan.as_view(), name="bring"),
    path("plan-imports/<int:pk>/", views.CheckPlan.as_view(), name="check"),
    path("plan-imports/<int:pk>/columns/", views.NameColumns.as_view(), name="columns"),
    path("plan-imports/<int:pk>/confirm/", views.ConfirmPlan.as_view(), name="confirm"),
    path("plan-imports/<int:pk>/set-aside/", views.SetPlanAside.as_view(), name="set_aside"),
    path("imported-rows/<int:pk>/", views.FixRow.as_view(), name="row"),
    path("imported-rows/<int:pk>/skip/", views.SkipRow.as_view(), name="skip"),
    path("imported-rows/<int:pk>/take/", views.TakeRow.as_view(), name="take"),
]
