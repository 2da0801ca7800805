"""Where an agency's contact comes to without signing in; `urls.py` takes these in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from agencies import public_views

urlpatterns = [
    path(
        "from-agency/<str:token>/",
        login_not_required(public_views.Actions.as_view()),
        name="answer",
    ),
    path(
        "from-agency/<str:token>/actions/<int:pk>/",
        login_not_required(public_views.Answer.as_view()),
        name="answer_action",
    ),
]
