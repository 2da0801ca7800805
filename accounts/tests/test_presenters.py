"""The navigation of every page."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.presenters import navigation


def test_navigation_marks_the_page_that_is_shown(cast, rf):
    request = rf.get(reverse("accounts:account"))
    request.user = cast.alice

    links = navigation(request)["navigation"]

    assert links == [
        {"text": "Reviews", "href": "/", "current": False},
        {"text": "Notices", "href": "/notices/", "current": False},
        {"text": "Your account", "href": "/account/", "current": True},
    ]


def test_navigation_is_empty_before_signing_in(rf):
    request = rf.get("/")

    without_user = navigation(request)
    request.user = AnonymousUser()

    assert without_user == navigation(request) == {"navigation": []}
