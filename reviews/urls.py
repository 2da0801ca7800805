"""Where the pages of a review are."""

from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("reviews/open/", views.ChoosePartnership.as_view(), name="choose_partnership"),
    path("organisations/<int:pk>/open-review/", views.OpenReview.as_view(), name="open"),
    path("reviews/<int:pk>/", views.ReviewPage.as_view(), name="review"),
    path("reviews/<int:pk>/details/", views.EditReview.as_view(), name="edit"),
    path("reviews/<int:pk>/timeline/", views.Timeline.as_view(), name="timeline"),
    path("reviews/<int:pk>/documents/", views.Documents.as_view(), name="documents"),
    path("rounds/<int:pk>/move/<slug:move>/", views.MakeMove.as_view(), name="move"),
    path("files/<int:pk>/", views.DownloadFile.as_view(), name="file"),
]
