"""Where the packs of a round are, a plan as a PDF, and a partnership's board report."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from packs import making_views, paper_views, preparing_views, views
from packs.models import PackKind


class PackKindConverter(StringConverter):
    """An address that names any other kind is no address of ours."""

    regex = "|".join(PackKind.values)

    def to_python(self, value: str) -> PackKind:
        return PackKind(value)


register_converter(PackKindConverter, "pack_kind")
app_name = "packs"
urlpatterns = [
    path("rounds/<int:pk>/pack/", views.PackPage.as_view(), name="pack"),
    path("rounds/<int:pk>/pack/make/", making_views.MakePack.as_view(), name="make"),
    path(
        "rounds/<int:pk>/<pack_kind:kind>/override/",
        preparing_views.OverrideFindings.as_view(),
        name="override",
    ),
    path("rounds/<int:pk>/final/", views.FinalPage.as_view(), name="final"),
    path("rounds/<int:pk>/final/make/", making_views.MakeFinal.as_view(), name="make_final"),
    path(
        "rounds/<int:pk>/final/prepare/",
        preparing_views.PrepareFinal.as_view(),
        name="prepare_final",
    ),
    path("rounds/<int:pk>/pack/prepare/", preparing_views.PreparePack.as_view(), name="prepare"),
    path("rounds/<int:pk>/pack/preview/", preparing_views.Preview.as_view(), name="preview"),
    path("makings/<int:pk>/", making_views.WatchMaking.as_view(), name="making"),
    path("makings/<int:pk>/stop/", making_views.StopMaking.as_view(), name="stop"),
    path("reviews/<int:pk>/plan/pdf/", views.PlanPdf.as_view(), name="plan_pdf"),
    path("organisations/<int:pk>/board-report/", views.BoardReport.as_view(), name="board_report"),
    path(
        "organisations/<int:pk>/board-report/pdf/",
        views.BoardReportPdf.as_view(),
        name="board_report_pdf",
    ),
    path("items/<int:pk>/paper/", paper_views.ItemPaper.as_view(), name="item_paper"),
    path("letters/<int:pk>/paper/", paper_views.LetterPaper.as_view(), name="letter_paper"),
    path("reviews/<int:pk>/paper/", paper_views.ReviewPaper.as_view(), name="review_paper"),
    path("packs/<int:pk>/manifest/", views.ManifestPage.as_view(), name="manifest"),
    path("packs/<int:pk>/archive/", views.Archive.as_view(), name="archive"),
    path("packs/<int:pk>/message/", views.Message.as_view(), name="message"),
    path("packs/<int:pk>/sent/", views.RecordHandover.as_view(), name="sent"),
    path("packs/<int:pk>/download/", views.DownloadPack.as_view(), name="download"),
]
