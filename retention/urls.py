"""Where the keeping and the disposal of records is."""

from django.urls import path

from retention import views

app_name = "retention"
urlpatterns = [
    path("retention/", views.Home.as_view(), name="home"),
    path("retention/<int:pk>/", views.Records.as_view(), name="records"),
    path("retention/<int:pk>/period/", views.SetPeriod.as_view(), name="period"),
    path("retention/<int:pk>/certificates/", views.Certificates.as_view(), name="certificates"),
    path("certificates/<int:pk>/", views.Certificate.as_view(), name="certificate"),
    path("certificates/<int:pk>/pdf/", views.CertificatePdf.as_view(), name="certificate_pdf"),
    path("reviews/<int:pk>/retention/", views.ReviewRecords.as_view(), name="review"),
    path("reviews/<int:pk>/retention/longer/", views.KeepLonger.as_view(), name="longer"),
    path("reviews/<int:pk>/retention/hold/", views.HoldBack.as_view(), name="hold_back"),
    path("reviews/<int:pk>/retention/let-go/", views.LetGo.as_view(), name="let_go"),
    path("reviews/<int:pk>/retention/propose/", views.Propose.as_view(), name="propose"),
    path("disposals/<int:pk>/", views.Proposal.as_view(), name="proposal"),
    path("disposals/<int:pk>/agree/", views.Agree.as_view(), name="agree"),
    path("disposals/<int:pk>/decline/", views.Decline.as_view(), name="decline"),
    path("disposals/<int:pk>/stop/", views.Stop.as_view(), name="stop"),
    path("disposals/<int:pk>/remove/", views.Remove.as_view(), name="remove"),
]
