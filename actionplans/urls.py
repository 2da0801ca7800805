"""Where the action plan of a review and each of its actions are."""

from django.urls import path

from actionplans import views

app_name = "actionplans"
urlpatterns = [
    path("reviews/<int:pk>/plan/", views.Plan.as_view(), name="plan"),
    path(
        "reviews/<int:pk>/plan/add-recommendation/",
        views.AddRecommendation.as_view(),
        name="add_recommendation",
    ),
    path("reviews/<int:pk>/plan/add-action/", views.AddAction.as_view(), name="add_action"),
    path(
        "recommendations/<int:pk>/edit/",
        views.EditRecommendation.as_view(),
        name="edit_recommendation",
    ),
    path("actions/<int:pk>/", views.ActionPage.as_view(), name="action"),
    path("actions/<int:pk>/edit/", views.EditAction.as_view(), name="edit_action"),
    path("actions/<int:pk>/update/", views.AddUpdate.as_view(), name="add_update"),
]
