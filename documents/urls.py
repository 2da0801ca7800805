"""Where the documents and submissions of a review are."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("reviews/receive/", views.ChoosePartnership.as_view(), name="choose_partnership"),
    path(
        "organisations/<int:pk>/receive-review/",
        views.ReceiveReview.as_view(),
        name="receive_review",
    ),
    path("reviews/<int:pk>/documents/", views.Documents.as_view(), name="documents"),
    path("reviews/<int:pk>/documents/add/", views.AddDocument.as_view(), name="add"),
    path("documents/<int:pk>/add-version/", views.AddVersion.as_view(), name="add_version"),
    path("documents/<int:pk>/leave-out/", views.LeaveDocumentOut.as_view(), name="leave_out"),
    path("files/<int:pk>/newer-version/", views.FollowFile.as_view(), name="follow_file"),
    path("document-versions/<int:pk>/file/", views.VersionFile.as_view(), name="version_file"),
    path(
        "rounds/<int:pk>/sign-off/<slug:capacity>/", views.SignOffRound.as_view(), name="sign_off"
    ),
    path("rounds/<int:pk>/submit/", views.Submit.as_view(), name="submit"),
    path("submissions/<int:pk>/", views.SubmissionPage.as_view(), name="submission"),
]
