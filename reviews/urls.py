"""Where the pages of a review are."""

from django.urls import path

from reviews import people_views, step_views, views

app_name = "reviews"
urlpatterns = [
    path("reviews/open/", views.ChoosePartnership.as_view(), name="choose_partnership"),
    path("organisations/<int:pk>/open-review/", views.OpenReview.as_view(), name="open"),
    path("reviews/<int:pk>/", views.ReviewPage.as_view(), name="review"),
    path("reviews/<int:pk>/details/", views.EditReview.as_view(), name="edit"),
    path("reviews/<int:pk>/timeline/", views.Timeline.as_view(), name="timeline"),
    path("reviews/<int:pk>/people/", people_views.People.as_view(), name="people"),
    path(
        "reviews/<int:pk>/people/add-to-panel/",
        people_views.AddPanelMember.as_view(),
        name="add_panel_member",
    ),
    path(
        "reviews/<int:pk>/people/add-contact/",
        people_views.AddContact.as_view(),
        name="add_contact",
    ),
    path("people/<int:pk>/", people_views.EditPerson.as_view(), name="edit_person"),
    path("people/<int:pk>/remove/", people_views.RemovePerson.as_view(), name="remove_person"),
    path("rounds/<int:pk>/move/<slug:move>/", step_views.MakeMove.as_view(), name="move"),
    path("steps/<int:pk>/correct/", step_views.CorrectStep.as_view(), name="correct_step"),
    path("steps/<int:pk>/take-back/", step_views.TakeBack.as_view(), name="take_back"),
    path("reviews/<int:pk>/hold/", step_views.PutOnHold.as_view(), name="hold"),
    path("reviews/<int:pk>/take-off-hold/", step_views.TakeOffHold.as_view(), name="take_off_hold"),
    path("reviews/<int:pk>/transfer/", step_views.TransferReview.as_view(), name="transfer"),
    path("files/<int:pk>/", views.DownloadFile.as_view(), name="file"),
]
