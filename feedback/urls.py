"""Where letters and areas for development are."""

from django.urls import path

from feedback import correction_views, letter_views, views

app_name = "feedback"
urlpatterns = [
    path("rounds/<int:pk>/letter/", letter_views.BringLetter.as_view(), name="bring"),
    path("rounds/<int:pk>/areas/", views.Areas.as_view(), name="areas"),
    path("letters/<int:pk>/", letter_views.LetterPage.as_view(), name="letter"),
    path("letters/<int:pk>/check/", letter_views.CheckLetter.as_view(), name="check"),
    path("letters/<int:pk>/areas/<int:key>/split/", letter_views.SplitArea.as_view(), name="split"),
    path("letters/<int:pk>/confirm/", letter_views.ConfirmLetter.as_view(), name="confirm"),
    path("letters/<int:pk>/set-aside/", letter_views.SetLetterAside.as_view(), name="set_aside"),
    path(
        "letters/<int:pk>/correct/", correction_views.CorrectLetter.as_view(), name="correct_letter"
    ),
    path("letters/<int:pk>/withdraw/", correction_views.WithdrawLetter.as_view(), name="withdraw"),
    path("letters/<int:pk>/add-area/", correction_views.AddArea.as_view(), name="add_area"),
    path("letters/<int:pk>/file/", letter_views.DownloadLetter.as_view(), name="letter_file"),
    path(
        "revisions/<int:pk>/evidence/<int:file>/", views.DownloadEvidence.as_view(), name="evidence"
    ),
    path("areas/<int:pk>/", views.ItemPage.as_view(), name="item"),
    path("areas/<int:pk>/revise/", views.RecordRevision.as_view(), name="revise"),
    path("areas/<int:pk>/assign/", views.AssignItem.as_view(), name="assign"),
    path("areas/<int:pk>/discuss/", views.CommentOnItem.as_view(), name="comment"),
    path("areas/<int:pk>/correct/", correction_views.CorrectArea.as_view(), name="correct_area"),
    path("areas/<int:pk>/leave-out/", correction_views.LeaveAreaOut.as_view(), name="leave_out"),
    path("areas/<int:pk>/themes/", views.SetThemes.as_view(), name="themes"),
]
