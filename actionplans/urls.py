"""Where the action plan of a review and each of its actions are."""

from django.urls import path

from actionplans import bulk_views, keeping_views, overview_views, renaming_views, views

app_name = "actionplans"
urlpatterns = [
    path("reviews/<int:pk>/plan/", views.Plan.as_view(), name="plan"),
    path("reviews/<int:pk>/plan/export/<slug:form>/", views.Export.as_view(), name="export"),
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
    path("actions/<int:pk>/give-up/", keeping_views.GiveUp.as_view(), name="give_up"),
    path("actions/<int:pk>/take-up/", keeping_views.TakeUp.as_view(), name="take_up"),
    path("actions/<int:pk>/look/", keeping_views.Look.as_view(), name="look"),
    path("organisations/<int:pk>/plans/", overview_views.Plans.as_view(), name="plans"),
    path("reviews/<int:pk>/plan/change/", bulk_views.ChangePlan.as_view(), name="change_plan"),
    path(
        "organisations/<int:pk>/plans/change/",
        bulk_views.ChangePlans.as_view(),
        name="change_plans",
    ),
    path(
        "organisations/<int:pk>/agencies/rename/",
        renaming_views.RenameAgency.as_view(),
        name="rename_agency",
    ),
    path("organisations/<int:pk>/legend/", keeping_views.EditLegend.as_view(), name="legend"),
]
