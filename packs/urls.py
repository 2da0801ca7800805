"""Where the packs of a round are, a plan as a PDF, and a partnership's board report."""

from django.urls import path

from packs import views

app_name = "packs"
urlpatterns = [
    path("rounds/<int:pk>/pack/", views.PackPage.as_view(), name="pack"),
    path("rounds/<int:pk>/pack/make/", views.MakePack.as_view(), name="make"),
    path("reviews/<int:pk>/plan/pdf/", views.PlanPdf.as_view(), name="plan_pdf"),
    path("organisations/<int:pk>/board-report/", views.BoardReport.as_view(), name="board_report"),
    path(
        "organisations/<int:pk>/board-report/pdf/",
        views.BoardReportPdf.as_view(),
        name="board_report_pdf",
    ),
    path("packs/<int:pk>/download/", views.DownloadPack.as_view(), name="download"),
]
